# SPDX-License-Identifier: GPL-3.0-or-later
"""``xivo-provd-cli`` and ``xivo-provd-cli -c '<expression>'``.

Ends with 0 when done, 1 when something failed, 2 when the command makes no sense.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
from xivo_clients.provd import SyncProvdClient

from .devices import Devices, Helpers
from .managers import Configs, Parameters, Plugins
from .shell import Shell, explanation

DEFAULT_URL = "http://127.0.0.1:8666"
DEFAULT_CONFD_URL = "http://127.0.0.1:9487"
TIMEOUT_SECONDS = 30.0


def shell_of(provd: httpx.Client, confd: httpx.Client) -> Shell:
    """Raises httpx.HTTPError when provd does not answer."""
    client = SyncProvdClient(provd)
    devices = Devices(client, confd)
    return Shell(
        {
            "devices": devices,
            "configs": Configs(client),
            "plugins": Plugins(client),
            "parameters": Parameters(client),
            "helpers": Helpers(devices),
        }
    )


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    headers = {"X-Auth-Token": options.token} if options.token else {}
    with (
        httpx.Client(base_url=options.url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as provd,
        httpx.Client(base_url=options.confd_url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as confd,
    ):
        confd.headers["Accept"] = "application/json"
        try:
            shell = shell_of(provd, confd)
        except httpx.HTTPError as error:
            sys.stderr.write(f"{options.url}: {explanation(error)}\n")
            return 1
        if options.command is not None:
            return 0 if shell.run_one(options.command) else 1
        shell.talk(Path(os.environ.get("XDG_STATE_HOME", "~/.local/state")).expanduser() / "xivo-provd-cli-history")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="xivo-provd-cli", description="provd, in the words of Python")
    parser.add_argument("-c", "--command", help="run one expression and end")
    parser.add_argument("--url", default=os.environ.get("XIVO_PROVD_URL", DEFAULT_URL), help="where provd's API is")
    parser.add_argument(
        "--confd-url", default=os.environ.get("XIVO_URL", DEFAULT_CONFD_URL), help="where confd is, for autoprov()"
    )
    parser.add_argument("--token", default=os.environ.get("XIVO_TOKEN"), help="a token of auth")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
