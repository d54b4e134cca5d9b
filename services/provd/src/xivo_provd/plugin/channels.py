# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a plugin from testing to stable, or to the archive (manual 1.11.7, "Uploading to stable").

``work/<channel>`` has the archives of a channel as they shall be: who publishes fetches them, removes what is replaced,
copies what was tested. ``server`` is the folder that a web server publishes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .build import FamilyError
from .build import build as assemble
from .packing import PATTERN, Packed, check_replaces, read_folder, write_index
from .packing import build as pack
from .publish import is_official
from .repository import RepositoryError, WebRepository
from .signing import Signer

CHANNELS = {
    "testing": ("plugins/1/testing", "plugins/1/addons/testing"),
    "stable": ("plugins/1/stable", "plugins/1/addons/stable"),
    "archive": ("plugins/1/archive", "plugins/1/archive"),
}
"""Where a channel's official plugins are, and the community's."""


def upload(families: Path, work: Path, server: Path, signer: Signer) -> list[str]:
    """Assemble the families into the channel of testing; the file names. Raises FamilyError, RepositoryError.

    What differs from the stable plugin of the same version is refused: it would not be upgraded to.
    """
    testing = work / "testing"
    _clear(testing)
    with tempfile.TemporaryDirectory() as folder:
        assemble(families, Path(folder))
        pack(Path(folder), testing)
    # The channel's index is made from its archives when they are uploaded.
    (testing / "plugins.db").unlink()
    packed = read_folder(testing)
    _check(_present("stable", server), packed)
    return _place("testing", packed, server, signer)


def download(channel: str, url: str, work: Path, signer: Signer) -> list[str]:
    """The channel's archives as the server has them, signed by our own key; the file names. Raises RepositoryError."""
    found: dict[str, bytes] = {}
    for path in dict.fromkeys(CHANNELS[channel]):
        repository = WebRepository(f"{url.rstrip('/')}/{path}", None, keys=[signer.public])
        found |= asyncio.run(_fetch(repository))
    _clear(work / channel)
    for name, content in found.items():
        (work / channel / name).write_bytes(content)
    return sorted(found)


def publish(channel: str, work: Path, server: Path, signer: Signer) -> list[str]:
    """Put the channel's archives in the place of those of the server; the file names. Raises RepositoryError."""
    packed = read_folder(work / channel)
    if not packed:
        raise RepositoryError(f"{work / channel} has no archives: download the channel first")
    _check(_present(channel, server), packed)
    return _place(channel, packed, server, signer)


async def _fetch(repository: WebRepository) -> dict[str, bytes]:
    """Nothing of a channel that nobody has published yet."""
    if not await repository.exists():
        return {}
    index = await repository.index(lambda *_: None)
    return {entry["filename"]: await repository.archive(entry, lambda *_: None) for entry in index.values()}


def _present(channel: str, server: Path) -> dict[str, Packed]:
    return {
        name: packed for path in dict.fromkeys(CHANNELS[channel]) for name, packed in read_folder(server / path).items()
    }


def _check(present: Mapping[str, Packed], packed: Mapping[str, Packed]) -> None:
    """All that may not be replaced, in one RepositoryError."""
    faults = []
    for plugin_id, one in packed.items():
        try:
            check_replaces(present.get(plugin_id), one)
        except RepositoryError as error:
            faults.append(str(error))
    if faults:
        raise RepositoryError("\n".join(faults))


def _place(channel: str, packed: Mapping[str, Packed], server: Path, signer: Signer) -> list[str]:
    """Archives first, then the index that names them, then those go that it no longer names."""
    official, community = CHANNELS[channel]
    placed: dict[str, list[Packed]] = {official: [], community: []}
    for one in packed.values():
        placed[official if is_official(one.info) else community].append(one)
    for path, archives in placed.items():
        folder = server / path
        folder.mkdir(parents=True, exist_ok=True)
        for one in archives:
            (folder / one.filename).write_bytes(one.content)
        write_index(folder, {one.plugin_id: one.entry() for one in archives}, signer)
        for file in set(folder.glob(PATTERN)) - {folder / one.filename for one in archives}:
            file.unlink()
    return sorted(one.filename for one in packed.values())


def _clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob(PATTERN):
        file.unlink()


def main() -> int:
    """`python -m xivo_provd.plugin.channels upload|download|publish ...`; `--help` says the rest."""
    parser = argparse.ArgumentParser(prog="xivo_provd.plugin.channels", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("upload", "download", "publish"):
        command = commands.add_parser(name)
        if name == "upload":
            command.add_argument("--families", type=Path, required=True)
        else:
            command.add_argument("channel", choices=[channel for channel in CHANNELS if channel != "testing"])
        command.add_argument("--work", type=Path, required=True, help="with a folder for each channel")
        command.add_argument("--key", type=Path, required=True, help="file of the private key")
        if name == "download":
            command.add_argument("--url", required=True, help="of the web server, without plugins/1")
        else:
            command.add_argument("--server", type=Path, required=True, help="the folder that it publishes")
    given = parser.parse_args()
    signer = Signer.of_file(given.key)
    try:
        if given.command == "upload":
            names = upload(given.families, given.work, given.server, signer)
        elif given.command == "download":
            names = download(given.channel, given.url, given.work, signer)
        else:
            names = publish(given.channel, given.work, given.server, signer)
    except (FamilyError, RepositoryError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{name}\n" for name in names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
