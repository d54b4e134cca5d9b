# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from xivo_base.cli import run

from .app import build_app
from .settings import Settings


def main() -> int:
    return run("provd", Settings, build_app)
