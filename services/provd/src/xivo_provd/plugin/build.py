# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugin folders from the families' sources.

``families/<family>/common`` has what all versions share (``common.py``, ``templates/``), and
``families/<family>/<version>`` what one firmware version adds or replaces (``entry.py``, ``plugin-info``,
``templates/``, ``pkgs/pkgs.db``). Together they make the plugin ``xivo-<family>-<version>``, whose capabilities are the
rows of the matrix that name it (DEV-180).
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..matrix import capabilities_of

COMMON = "common"
README = "README.md"
_IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


class FamilyError(Exception):
    """A family's source does not make a plugin."""


@dataclass(frozen=True)
class Source:
    """One version of one family."""

    plugin_id: str
    family: Path
    version: str

    @property
    def folder(self) -> Path:
        return self.family / self.version

    def info(self) -> dict[str, Any]:
        """``plugin-info`` with the capabilities of the matrix. Raises FamilyError."""
        try:
            info: dict[str, Any] = json.loads((self.folder / "plugin-info").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise FamilyError(f"{self.plugin_id}: {error}") from error
        if not info.get("version") or not info.get("description"):
            raise FamilyError(f"{self.plugin_id}: plugin-info needs version and description")
        capabilities = capabilities_of(self.plugin_id)
        if not capabilities:
            raise FamilyError(f"{self.plugin_id}: no model of the matrix names this plugin")
        return {**info, "capabilities": capabilities}


def sources(families: Path) -> Iterator[Source]:
    """Every version of every family below the folder, in order."""
    for family in sorted(path for path in families.iterdir() if path.is_dir()):
        for folder in sorted(path for path in family.iterdir() if (path / "plugin-info").is_file()):
            yield Source(f"xivo-{family.name}-{folder.name}", family, folder.name)


def assemble(source: Source, target: Path) -> None:
    """Make the plugin's folder; ``target`` does not exist yet. Raises FamilyError."""
    info = source.info()
    common = source.family / COMMON
    if common.is_dir():
        shutil.copytree(common, target, ignore=_IGNORED)
    shutil.copytree(source.folder, target, ignore=_IGNORED, dirs_exist_ok=True)
    if not (target / README).exists() and (source.family / README).is_file():
        shutil.copyfile(source.family / README, target / README)
    (target / "plugin-info").write_text(json.dumps(info, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if not (target / "entry.py").is_file():
        raise FamilyError(f"{source.plugin_id}: entry.py is missing")


def build(families: Path, target: Path) -> list[str]:
    """Assemble all plugins below ``target``, replacing those that are there; their ids. Raises FamilyError."""
    target.mkdir(parents=True, exist_ok=True)
    built = []
    for source in sources(families):
        folder = target / source.plugin_id
        shutil.rmtree(folder, ignore_errors=True)
        assemble(source, folder)
        built.append(source.plugin_id)
    return built


def main() -> int:
    """`python -m xivo_provd.plugin.build <families> <target>`."""
    if len(sys.argv) != 3:
        sys.stderr.write(f"usage: {main.__doc__}\n")
        return 2
    try:
        built = build(Path(sys.argv[1]), Path(sys.argv[2]))
    except FamilyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(built) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
