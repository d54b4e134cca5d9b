# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_base.cli import run

from .app import build_app
from .settings import Settings


def main() -> int:
    return run("dird", Settings, build_app)
