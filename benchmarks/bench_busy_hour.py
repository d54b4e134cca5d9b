# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty calls a second for five minutes, a hundred of them answered at any time: who waits, and what fails."""

from __future__ import annotations

import os
import re
import statistics

import httpx
from bench_calls import set_up
from figures import Figure
from under_test import fleet
from xivo_testkit.fleet import Fleet

RATE, TALK_SECONDS, MINUTES = 20, 5, float(os.environ.get("XIVO_BENCH_MINUTES", "5"))
CALLEES = [str(number) for number in range(1580, 1590)]
AGI_SECONDS = "0.03"
_BUCKET = re.compile(r'^xivo_agid_request_seconds_bucket\{le="([^"]+)",script="[^"]+"\} (\S+)$', re.MULTILINE)
_ERRORS = re.compile(r"^xivo_agid_errors_total\{[^}]*\} (\S+)$", re.MULTILINE)


def measure() -> list[Figure]:
    measured = fleet()
    calls = int(RATE * MINUTES * 60)
    with set_up(measured, CALLEES, TALK_SECONDS * 1000) as bench:
        before = _requests(measured)
        run = bench.call(CALLEES, calls, RATE, 2 * RATE * TALK_SECONDS, seconds=int(MINUTES * 60) + 60)
        after = _requests(measured)
    within, total, errors = (then - now for then, now in zip(after, before, strict=True))
    delays = sorted(run.delays)
    what = f"{RATE} calls/s for {MINUTES:g} min, {RATE * TALK_SECONDS} answered at once"
    return [
        Figure(f"{what}: calls failed", run.failed, "", "<= 0", f"of {calls}, sipp on the same cores"),
        Figure(
            f"{what}: post-dial delay, 95th percentile",
            delays[int(len(delays) * 0.95)],
            "ms",
            "<= 150",
            f"median {statistics.median(delays):.0f} ms, {run.rate:.1f} calls/s",
        ),
        Figure(f"{what}: AGI requests answered within 30 ms", within / total, "", ">= 0.99", f"of {total:.0f}"),
        Figure(f"{what}: AGI errors", errors, "", "<= 0"),
    ]


def _requests(measured: Fleet) -> tuple[float, float, float]:
    """Requests of the dialplan that agid answered in time, all of them, and those that failed."""
    metrics = httpx.get(f"{measured.url('agid', 9492)}/metrics", timeout=5).text
    buckets = _BUCKET.findall(metrics)
    within, total = (sum(float(count) for le, count in buckets if le == edge) for edge in (AGI_SECONDS, "+Inf"))
    return within, total, sum(float(count) for count in _ERRORS.findall(metrics))
