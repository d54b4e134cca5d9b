#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the folder of a new daemon: ``new_daemon.py NAME PORT [FOLDER]``, FOLDER being ``services`` by default."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).resolve().parent / "daemon-template"

REMAINING = """{folder} is there. To bring it into the fleet, add it to
  pyproject.toml        dev dependencies and tool.uv.sources, then: uv lock && uv sync --all-packages
  Makefile, scripts/build   SERVICES
  .importlinter         root_packages and the list of services
  deploy/images.yaml    its image
  compose.yaml          its container, and SERVICES of the first start
and write its contract with make schemas."""


def make(name: str, port: int, services: Path) -> Path:
    """Raises SystemExit for a name or port that cannot be, and for a folder that is there already."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", name):
        raise SystemExit(f"{name}: a daemon's name is of small letters, digits and -")
    if not 1024 <= port <= 65535:
        raise SystemExit(f"{port}: a port is from 1024 to 65535")
    folder = services / name
    if folder.exists():
        raise SystemExit(f"{folder} is there already")
    package = name.replace("-", "_")
    for template in sorted(TEMPLATE.rglob("*.in")):
        place = template.relative_to(TEMPLATE).with_suffix("")
        if place.parts[0] == "src":
            place = Path("src", f"xivo_{package}", *place.parts[1:])
        text = template.read_text()
        for mark, value in (("@NAME@", name), ("@PACKAGE@", package), ("@PORT@", str(port))):
            text = text.replace(mark, value)
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def main() -> None:
    if len(sys.argv) not in {3, 4} or not sys.argv[2].isdigit():
        raise SystemExit(__doc__)
    services = Path(sys.argv[3]) if len(sys.argv) == 4 else ROOT / "services"
    print(REMAINING.format(folder=make(sys.argv[1], int(sys.argv[2]), services)))


if __name__ == "__main__":
    main()
