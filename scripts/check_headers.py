#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source file names its licence in its first three lines."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".py", ".sh", ".toml"}
MARK = "SPDX-License-Identifier: GPL-3.0-or-later"


def main() -> int:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    missing = [
        name
        for name in tracked
        if Path(name).suffix in SUFFIXES
        and (ROOT / name).is_file()
        and (ROOT / name).stat().st_size
        and MARK not in "\n".join((ROOT / name).read_text().splitlines()[:3])
    ]
    for name in missing:
        print(f"{name}: no licence header")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
