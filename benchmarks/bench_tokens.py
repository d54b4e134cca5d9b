# SPDX-License-Identifier: GPL-3.0-or-later
"""Token checks with 16 clients, beside a FastAPI route that reads one raw row; and how long a revoked token lives."""

from __future__ import annotations

import asyncio

from bench_logins import PEER
from figures import RUNS, Figure
from load import Result, hammer, median_of
from under_test import fleet, floor
from xivo_testkit.fleet import Fleet
from xivo_testkit.token_doors import seconds_until_refused


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
        *revocation(measured),
    ]


def revocation(measured: Fleet) -> list[Figure]:
    """The slowest daemon of the slowest of some revocations, each of a token that all daemons know already."""
    runs = [seconds_until_refused(measured, 60) for _ in range(RUNS)]
    slowest, seconds = max((item for run in runs for item in run.items()), key=lambda item: item[1])
    note = f"by each of {len(runs[0])} daemons; the last was {slowest}"
    return [Figure("revoked token is refused after", seconds, "s", "<= 2", note)]
