# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet that is measured: the test project, brought up by `make test-up`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
from floor import PORT
from xivo_testkit.fleet import Fleet, eventually

ROOT = Path(__file__).resolve().parent.parent
PROJECT = os.environ.get("XIVO_TEST_PROJECT", "xivo-test")


def fleet() -> Fleet:
    files = (ROOT / "compose.yaml", ROOT / "tests-integration" / "compose.test.yaml")
    return Fleet(PROJECT, files, ROOT / "build" / "test" / "secrets.env", ROOT)


@contextlib.contextmanager
def floor(measured: Fleet) -> Iterator[str]:
    """The floor's base URL; it runs in auth's image on the fleet's network."""
    name = f"{measured.project}-floor"
    password = measured.secrets["AUTH_DB_PASSWORD"]
    measured.docker("rm", "-f", name, check=False)
    measured.docker(
        "run", "-d", "--name", name, "--network", f"{measured.project}_fleet", "--cpus", "2",
        "-e", f"FLOOR_DB=postgresql://auth:{password}@postgres/auth",
        "-v", f"{ROOT / 'benchmarks'}:/bench:ro", "--entrypoint", "python", measured.image("auth"), "/bench/floor.py",
    )  # fmt: skip
    address = measured.docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name).strip()
    url = f"http://{address}:{PORT}"
    try:
        eventually(lambda: httpx.get(f"{url}/row/1").is_success, 20)
        yield url
    finally:
        measured.docker("rm", "-f", name, check=False)
