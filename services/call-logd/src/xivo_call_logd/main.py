# SPDX-License-Identifier: GPL-3.0-or-later
import sys

from xivo_base.cli import run

from xivo_call_logd.app import NAME, build_app
from xivo_call_logd.settings import CallLogdSettings


def main() -> int:
    return run(NAME, CallLogdSettings, build_app)


if __name__ == "__main__":
    sys.exit(main())
