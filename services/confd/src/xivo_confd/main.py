# SPDX-License-Identifier: GPL-3.0-or-later
"""``xivo-confd``."""

from __future__ import annotations

import sys

from fastapi import FastAPI
from xivo_base.cli import run

from .app import build_app
from .settings import ConfdSettings


def build(settings: ConfdSettings) -> FastAPI:
    """Nothing may be written that no key of this installation can read."""
    if not settings.encryption_keys:
        raise SystemExit("xivo-confd: encryption_keys (XIVO_ENCRYPTION_KEYS) is needed")
    return build_app(settings)


def main() -> int:
    return run("confd", ConfdSettings, build)


if __name__ == "__main__":
    sys.exit(main())
