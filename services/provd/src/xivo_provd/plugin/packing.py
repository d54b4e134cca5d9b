# SPDX-License-Identifier: GPL-3.0-or-later
"""Making repositories: archives, what is in them, whether one may take another's place, and their index."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .loader import PLUGIN_ID
from .repository import Index, RepositoryError, files_of
from .signing import SIGNATURE, Signer
from .versions import is_newer

PATTERN = "*.tar.bz2"


@dataclass(frozen=True)
class Packed:
    """An archive. ``digest`` is of what is in it: who packs the same files gets the same."""

    plugin_id: str
    info: dict[str, Any]
    content: bytes
    digest: str

    @property
    def version(self) -> str:
        return str(self.info["version"])

    @property
    def filename(self) -> str:
        return f"{self.plugin_id}-{self.version}.tar.bz2"

    def entry(self) -> dict[str, Any]:
        """What the index says of it."""
        return {
            "filename": self.filename,
            "version": self.version,
            "description": self.info["description"],
            "capabilities": self.info["capabilities"],
            "dsize": len(self.content),
            "sha1sum": hashlib.sha1(self.content, usedforsecurity=False).hexdigest(),
            "sha256sum": hashlib.sha256(self.content).hexdigest(),
        }


def read(name: str, content: bytes) -> Packed:
    """Raises RepositoryError."""
    digest = hashlib.sha256()
    info: dict[str, Any] = {}
    plugin_id = ""
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            for member in sorted(tar, key=lambda member: member.name):
                stream = tar.extractfile(member)
                data = stream.read() if stream else b""
                digest.update(f"{member.name}\0{len(data)}\0".encode() + data)
                folder, _, rest = member.name.partition("/")
                if rest == "plugin-info":
                    plugin_id, info = folder, json.loads(data)
        if PLUGIN_ID.match(plugin_id):
            packed = Packed(plugin_id, info, content, digest.hexdigest())
            packed.entry()
            return packed
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise RepositoryError(f"{name}: {error}") from error
    raise RepositoryError(f"{name} is not a plugin")


def read_folder(folder: Path) -> dict[str, Packed]:
    """The archives of a folder by plugin. Raises RepositoryError when one is none, or a plugin is there twice."""
    found: dict[str, Packed] = {}
    for path in sorted(folder.glob(PATTERN)):
        packed = read(path.name, path.read_bytes())
        if packed.plugin_id in found:
            raise RepositoryError(f"{folder} has {packed.plugin_id} twice: remove the one that is replaced")
        found[packed.plugin_id] = packed
    return found


def check_replaces(present: Packed | None, packed: Packed) -> None:
    """Raises RepositoryError: an installed plugin is upgraded only when its version rises."""
    if present is None or present.digest == packed.digest:
        return
    if present.version == packed.version:
        raise RepositoryError(f"{packed.plugin_id} has changed: raise its version, which is {packed.version}")
    if is_newer(present.version, packed.version):
        raise RepositoryError(f"{packed.plugin_id} {packed.version} is older than {present.version}, which is there")


def build(
    source: Path,
    target: Path,
    signer: Signer | None = None,
    is_wanted: Callable[[dict[str, Any]], bool] = lambda _info: True,
) -> Index:
    """Make a web repository (archives, ``plugins.db`` and its signature) of a folder of plugins.

    ``is_wanted`` chooses by ``plugin-info``. Raises RepositoryError when a plugin that is there has changed and its
    version has not: who has it installed would not get the new one.
    """
    target.mkdir(parents=True, exist_ok=True)
    index: Index = {}
    for path in sorted(source.iterdir()):
        if not (path / "plugin-info").is_file():
            continue
        info = json.loads((path / "plugin-info").read_text("utf-8"))
        if not is_wanted(info):
            continue
        packed = read(path.name, _pack(path))
        present = target / packed.filename
        check_replaces(read(present.name, present.read_bytes()) if present.exists() else None, packed)
        present.write_bytes(packed.content)
        index[path.name] = packed.entry()
    write_index(target, index, signer)
    return index


def write_index(target: Path, index: Index, signer: Signer | None) -> None:
    """``plugins.db``, with its signature if somebody signs."""
    content = (json.dumps(index, indent=1, sort_keys=True) + "\n").encode()
    (target / "plugins.db").write_bytes(content)
    (target / SIGNATURE).unlink(missing_ok=True)
    if signer is not None:
        (target / SIGNATURE).write_bytes(signer.sign(content))


def _pack(path: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:bz2") as tar:
        for file in files_of(path):
            tar.add(file, f"{path.name}/{file.relative_to(path).as_posix()}", filter=_anonymous)
    return buffer.getvalue()


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    return member
