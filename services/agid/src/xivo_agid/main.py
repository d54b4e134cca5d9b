# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_base.cli import run

from xivo_agid.app import build_app
from xivo_agid.settings import Settings


def main() -> int:
    return run("agid", Settings, build_app)
