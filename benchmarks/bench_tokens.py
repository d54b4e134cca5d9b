# SPDX-License-Identifier: GPL-3.0-or-later
"""Token checks with 16 clients, beside a FastAPI route that reads one raw row; and how long a revoked token lives."""

from __future__ import annotations

import asyncio
import time

import httpx
from bench_logins import PEER
from figures import RUNS, Figure
from load import Result, hammer, median_of
from under_test import fleet, floor
from xivo_testkit.fleet import Fleet


def measure() -> list[Figure]:
    measured = fleet()
    token = measured.token()
    check = f"{measured.url('auth', 9497)}/0.1/token/{token}"
    with floor(measured) as floor_url:

        async def pair() -> tuple[Result, Result]:
            return await hammer(f"{floor_url}/row/7", seconds=3), await hammer(check, method="HEAD", seconds=3)

        base, ours = asyncio.run(median_of(RUNS, pair, key=lambda both: both[1].rate / both[0].rate))
    note = f"{ours.rate:.0f}/s against {base.rate:.0f}/s"
    times = ours.rate / PEER
    return [
        Figure("token check, share of the floor (route + one raw row)", ours.rate / base.rate, "", ">= 0.7", note),
        Figure("token check, times the peer's", times, "times", ">= 8", f"{PEER}/s"),
        Figure("token check, 99th percentile", ours.p99, "ms", "<= 10", f"floor: {base.p99:.1f} ms"),
        Figure("revoked token is refused after", seconds_until_refused(measured), "s", "<= 2", "by confd and dird"),
    ]


def seconds_until_refused(measured: Fleet) -> float:
    """The slowest of some revocations, each of a token that both daemons know already."""
    return max(_seconds_until_refused(measured) for _ in range(RUNS))


def _seconds_until_refused(measured: Fleet) -> float:
    auth = f"{measured.url('auth', 9497)}/0.1/token"
    administrator = ("admin", measured.secrets["ADMIN_PASSWORD"])
    made = httpx.post(auth, json={"backend": "xivo_admin"}, auth=administrator, timeout=10)
    token = made.raise_for_status().json()["data"]["token"]
    headers = {"X-Auth-Token": token, "Accept": "application/json"}
    asked = [f"{measured.url('confd', 9486)}/1.1/infos", f"{measured.url('dird', 9489)}/0.1/personal"]
    with httpx.Client(headers=headers, timeout=5) as client:
        for url in asked:
            client.get(url).raise_for_status()
        client.delete(f"{auth}/{token}").raise_for_status()
        begun = time.perf_counter()
        while any(client.get(url).status_code != httpx.codes.UNAUTHORIZED for url in asked):
            time.sleep(0.01)
            if time.perf_counter() - begun > 60:
                break
        return time.perf_counter() - begun
