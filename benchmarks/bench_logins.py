# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins, and token checks beside them, in a process of its own on this machine's cores; no fleet."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from auth_alone import ACCOUNTS
from figures import RUNS, Figure
from load import Connection, Result, hammer, median_of, summary
from xivo_store.testing.server import PostgresServer

HERE = Path(__file__).parent
PEER = 536
"""Checks a second of the system that this one succeeds, with 16 clients on a machine like this one."""
SECONDS = 3


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def process(*arguments: str, url: str, **environment: str) -> Iterator[None]:
    running = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **environment}, cwd=HERE, stdout=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url, timeout=1).is_success:
                    break
            if time.monotonic() > deadline:
                raise TimeoutError(url)
            time.sleep(0.1)
        yield
    finally:
        running.terminate()
        running.wait(10)


async def logins(url: str, seconds: float) -> tuple[int, int]:
    """How many succeeded and failed, of 16 clients with an account each."""
    good = bad = 0

    async def client(login: str, password: str) -> None:
        nonlocal good, bad
        credentials = base64.b64encode(f"{login}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        async with httpx.AsyncClient(timeout=10, headers=headers) as http:
            while time.perf_counter() < end:
                answer = await http.post(f"{url}/0.1/token", json={"backend": "xivo_service", "expiration": 600})
                good, bad = good + answer.is_success, bad + (not answer.is_success)

    end = time.perf_counter() + seconds
    await asyncio.gather(*(client(f"xivo-{name}", password) for name, password in ACCOUNTS.items()))
    return good, bad


async def paced(url: str, seconds: float, rate: float) -> Result:
    """Checks one after the other at a steady rate, as daemons send them."""
    connection = Connection(url, "HEAD", {})
    await connection.open()
    latencies: list[float] = []
    errors = 0
    begun = time.perf_counter()
    while (now := time.perf_counter()) < begun + seconds:
        status = await connection.ask()
        latencies.append(time.perf_counter() - now)
        errors += status >= 400
        await asyncio.sleep(1 / rate)
    connection.close()
    return summary(latencies, time.perf_counter() - begun, errors)


async def beside(url: str, check: str) -> tuple[int, int, Result]:
    (good, bad), checks = await asyncio.gather(logins(url, SECONDS * 2), paced(check, SECONDS * 2, 100))
    return good, bad, checks


def measure() -> list[Figure]:
    ports = free_port(), free_port()
    url, floor_url = (f"http://127.0.0.1:{port}" for port in ports)
    with PostgresServer() as server:
        uri = server.create_database("xivo_auth", migrated=True)
        plain = uri.replace("+asyncpg", "")
        with (
            process("auth_alone.py", str(ports[0]), uri, url=f"{url}/health/live", PYTHONPATH=str(HERE)),
            process("floor.py", url=f"{floor_url}/row/1", FLOOR_DB=plain, FLOOR_PORT=str(ports[1])),
        ):
            return asyncio.run(measured(url, floor_url))


async def measured(url: str, floor_url: str) -> list[Figure]:
    async with httpx.AsyncClient(timeout=10) as http:
        asked = {"backend": "xivo_admin"}
        made = await http.post(f"{url}/0.1/token", json=asked, auth=("admin", "admin"))
        while made.status_code == 503:  # its database is being prepared
            await asyncio.sleep(0.2)
            made = await http.post(f"{url}/0.1/token", json=asked, auth=("admin", "admin"))
        check = f"{url}/0.1/token/{made.json()['data']['token']}"

    async def pair() -> tuple[Result, Result]:
        return await hammer(f"{floor_url}/row/7", seconds=SECONDS), await hammer(check, method="HEAD", seconds=SECONDS)

    base, ours = await median_of(RUNS, pair, key=lambda both: both[1].rate / both[0].rate)
    if ours.errors or base.errors:
        raise RuntimeError(f"{ours.errors} checks and {base.errors} requests of the floor failed")
    good, bad, checks = await beside(url, check)
    note = f"{ours.rate:.0f}/s against {base.rate:.0f}/s, no fleet"
    times = ours.rate / PEER
    return [
        Figure(
            "token check alone, share of the floor (route + one raw row)", ours.rate / base.rate, "", ">= 0.7", note
        ),
        Figure("token check alone, times the peer's", times, "times", ">= 8", f"{PEER}/s"),
        Figure("logins, 16 clients", good / (SECONDS * 2), "logins/s", ">= 60", f"{bad} refused"),
        Figure("token check beside these logins, p99", checks.p99, "ms", "<= 20", f"median {checks.p50:.1f} ms"),
    ]
