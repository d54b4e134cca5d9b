# SPDX-License-Identifier: GPL-3.0-or-later
"""`GET /1.1/users` for 100 and for 2,000 users."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
from figures import RUNS, Figure
from load import hammer, median_of
from under_test import fleet, floor

SIZES = ((100, 15.0), (2000, 120.0))


def fill(confd: httpx.Client, wanted: int) -> list[int]:
    present = confd.get("/users", params={"limit": 1}).json()["total"]

    def add(number: int) -> int:
        answer = confd.post("/users", json={"firstname": f"Bench{number}", "lastname": "Mark"})
        answer.raise_for_status()
        return int(answer.json()["id"])

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(add, range(max(0, wanted - present))))


def measure() -> list[Figure]:
    measured = fleet()
    confd = measured.confd()
    headers = {"X-Auth-Token": measured.token(), "Accept": "application/json"}
    figures, added = [], []
    with floor(measured) as floor_url:
        base = asyncio.run(hammer(f"{floor_url}/static", clients=1, seconds=1))
        for size, bound in SIZES:
            added += fill(confd, size)
            url = f"{measured.url('confd', 9486)}/1.1/users?limit={size}"

            async def once(url: str = url) -> float:
                return (await hammer(url, headers=headers, clients=1, seconds=1)).p50

            middle = asyncio.run(median_of(RUNS, once, key=lambda value: value))
            figures.append(
                Figure(
                    f"GET /1.1/users, {size} users", middle, "ms", f"<= {bound:g}", f"static route: {base.p50:.2f} ms"
                )
            )
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda user_id: confd.delete(f"/users/{user_id}"), added))
    return figures
