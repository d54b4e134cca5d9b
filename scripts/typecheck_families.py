#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""mypy --strict over the phone families, each assembled as the package that provd makes of it when it loads it."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from xivo_provd.plugin.build import assemble, sources

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        packages = []
        for source in sources(ROOT / "services" / "provd" / "families"):
            package = Path(folder) / re.sub(r"\W", "_", source.plugin_id)
            assemble(source, package)
            (package / "__init__.py").touch()
            packages.append(str(package))
        paths = [folder, *(str(path) for pattern in ("libs/*/src", "services/*/src") for path in ROOT.glob(pattern))]
        environment = {**os.environ, "MYPYPATH": os.pathsep.join(paths)}
        command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--strict", *packages]
        return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
