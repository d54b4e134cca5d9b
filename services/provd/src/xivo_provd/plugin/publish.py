# SPDX-License-Identifier: GPL-3.0-or-later
"""The web repositories of our families: ``plugins/1/stable`` has the official ones, ``plugins/1/addons/stable`` the
community's (CC-051, ADM-001). Any static web server publishes the folder.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from .build import FamilyError
from .build import build as assemble
from .packing import build as pack
from .repository import Index, RepositoryError
from .signing import Signer

OFFICIAL = "plugins/1/stable"
COMMUNITY = "plugins/1/addons/stable"


def is_official(info: dict[str, Any]) -> bool:
    """A plugin with an official model is; what it does for others comes along."""
    return any(capability["class"] == "official" for capability in info["capabilities"].values())


def publish(families: Path, target: Path, signer: Signer) -> Index:
    """Assemble all families and make both repositories; what is in them. Raises FamilyError, RepositoryError."""
    with tempfile.TemporaryDirectory() as folder:
        assemble(families, Path(folder))
        official = pack(Path(folder), target / OFFICIAL, signer, is_official)
        community = pack(Path(folder), target / COMMUNITY, signer, lambda info: not is_official(info))
    return {**official, **community}


def publish_dhcp(sources: Path, target: Path, signer: Signer) -> list[str]:
    """The folder ``dhcp/`` of a repository, from which ``dhcpd-update`` takes vendors' files (DEV-179); their names."""
    target.mkdir(parents=True, exist_ok=True)
    index = {}
    for path in sorted(sources.glob("*.conf")):
        content = path.read_bytes()
        (target / path.name).write_bytes(content)
        index[path.name] = {"size": len(content), "sha256sum": hashlib.sha256(content).hexdigest()}
    for path in target.glob("*.conf"):
        if path.name not in index:
            path.unlink()
    content = json.dumps(index, indent=1, sort_keys=True).encode()
    (target / "dhcpd_update.db").write_bytes(content)
    (target / "dhcpd_update.db.sig").write_bytes(signer.sign(content))
    return list(index)


def main() -> int:
    """`python -m xivo_provd.plugin.publish <families> <target> <private key> [<DHCP server's files of vendors>]`

    The key is made when it is not there.
    """
    if len(sys.argv) not in (4, 5):
        sys.stderr.write(f"usage: {main.__doc__}\n")
        return 2
    signer = Signer.of_file(Path(sys.argv[3]))
    try:
        index = publish(Path(sys.argv[1]), Path(sys.argv[2]), signer)
    except (FamilyError, RepositoryError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if len(sys.argv) == 5:
        # Testing and stable, as for plugins: whoever publishes chooses where to put the folder.
        publish_dhcp(Path(sys.argv[4]), Path(sys.argv[2]) / OFFICIAL / "dhcp", signer)
    for plugin_id, entry in sorted(index.items()):
        sys.stdout.write(f"{plugin_id} {entry['version']} {entry['sha256sum']}\n")
    sys.stdout.write(f"plugins.repository_keys: [{signer.public}]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
