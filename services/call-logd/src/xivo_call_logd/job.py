# SPDX-License-Identifier: GPL-3.0-or-later
"""`xivo-call-logs`: generate call logs that the daemon missed (manual, 1.8.5)."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from xivo_base.settings import load_settings
from xivo_store import Database, DatabaseUnavailable

from xivo_call_logd.app import make_service
from xivo_call_logd.catch_up import DEFAULT_CEL_COUNT
from xivo_call_logd.settings import CallLogdSettings


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xivo-call-logs", description=__doc__)
    parser.add_argument(
        "-c",
        "--cel-count",
        type=_positive,
        default=DEFAULT_CEL_COUNT,
        help="number of the newest unprocessed channel events to consider (default: %(default)s); "
        "run again to go further back",
    )
    parser.add_argument("--config-file", type=Path, default=Path("/etc/xivo-call-logd/config.yml"))
    return parser


async def generate(settings: CallLogdSettings, cel_count: int) -> int:
    database = Database(settings.db_uri)
    try:
        return await make_service(database, settings).generate_missed(cel_count)
    finally:
        await database.stop()


def main(argv: Sequence[str] | None = None) -> int:
    arguments = make_parser().parse_args(argv)
    settings = load_settings(CallLogdSettings, arguments.config_file, os.environ)
    try:
        written = asyncio.run(generate(settings, arguments.cel_count))
    except DatabaseUnavailable as error:
        sys.stderr.write(f"xivo-call-logs: {error}\n")
        return 1
    sys.stdout.write(f"{written} call logs generated\n")
    return 0


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be positive")
    return number


if __name__ == "__main__":
    sys.exit(main())
