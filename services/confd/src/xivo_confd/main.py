# SPDX-License-Identifier: GPL-3.0-or-later
"""``xivo-confd``."""

from __future__ import annotations

import sys

from xivo_base.cli import run

from .app import build_app
from .settings import ConfdSettings


def main() -> int:
    return run("confd", ConfdSettings, build_app)


if __name__ == "__main__":
    sys.exit(main())
