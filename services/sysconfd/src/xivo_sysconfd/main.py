# SPDX-License-Identifier: GPL-3.0-or-later
import sys

from xivo_base.cli import run

from xivo_sysconfd.app import build_app
from xivo_sysconfd.settings import Settings


def main() -> None:
    sys.exit(run("sysconfd", Settings, build_app))
