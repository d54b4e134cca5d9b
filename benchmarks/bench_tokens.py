# SPDX-License-Identifier: GPL-3.0-or-later
"""Token checks with 16 clients, beside a FastAPI route that reads one raw row."""

from __future__ import annotations

import asyncio

from figures import RUNS, Figure
from load import Result, hammer, median_of
from under_test import fleet, floor


def measure() -> list[Figure]:
    measured = fleet()
    token = measured.token()
    check = f"{measured.url('auth', 9497)}/0.1/token/{token}"
    with floor(measured) as floor_url:

        async def pair() -> tuple[Result, Result]:
            return await hammer(f"{floor_url}/row/7", seconds=3), await hammer(check, method="HEAD", seconds=3)

        base, ours = asyncio.run(median_of(RUNS, pair, key=lambda both: both[1].rate / both[0].rate))
    note = f"{ours.rate:.0f}/s against {base.rate:.0f}/s"
    return [
        Figure("token check, share of the floor (route + one raw row)", ours.rate / base.rate, "", ">= 0.6", note),
        Figure("token check, 99th percentile", ours.p99, "ms", "<= 10", f"floor: {base.p99:.1f} ms"),
    ]
