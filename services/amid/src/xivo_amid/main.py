# SPDX-License-Identifier: GPL-3.0-or-later
import sys

from xivo_base.cli import run

from xivo_amid.app import build_app
from xivo_amid.settings import Settings


def main() -> None:
    sys.exit(run("amid", Settings, build_app))
