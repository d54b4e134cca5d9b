# SPDX-License-Identifier: GPL-3.0-or-later
"""500 FastAGI connections at once, each a call to a user."""

from __future__ import annotations

import asyncio
import time

from figures import Figure
from load import percentile
from under_test import fleet
from xivo_testkit.office import dismiss, hire

CONNECTIONS = 500


async def call(host: str, user_id: int, times: list[float]) -> None:
    """Play Asterisk: the environment, then an answer to each command until agid hangs up."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection(host, 4573)
    script = f"agi://agid/incoming_user_set_features,{user_id},1001,default"
    environment = {
        "network": "yes",
        "network_script": "incoming_user_set_features",
        "request": script,
        "channel": "PJSIP/bench-00000001",
        "uniqueid": "1.1",
        "arg_1": str(user_id),
        "arg_2": "1001",
        "arg_3": "default",
    }
    writer.write("".join(f"agi_{name}: {value}\n" for name, value in environment.items()).encode() + b"\n")
    while line := await reader.readline():
        writer.write(b"200 result=0\n" if line.startswith(b"GET VARIABLE") else b"200 result=1\n")
    writer.close()
    times.append((time.perf_counter() - begun) * 1e3)


def measure() -> list[Figure]:
    measured = fleet()
    confd = measured.confd()
    employee = hire(confd, "Agi", "Bench", "1590")
    time.sleep(1)  # agid has heard of the new user by the bus
    host = measured.address("agid")
    times: list[float] = []

    async def all_at_once() -> int:
        results = await asyncio.gather(
            *(call(host, employee.user_id, times) for _ in range(CONNECTIONS)), return_exceptions=True
        )
        return sum(isinstance(result, BaseException) for result in results)

    refused = sum(asyncio.run(all_at_once()) for _ in range(3))
    alone: list[float] = []

    async def in_turn() -> None:
        for _ in range(200):
            await call(host, employee.user_id, alone)

    asyncio.run(in_turn())
    dismiss(confd, employee)
    times.sort()
    alone.sort()
    return [
        Figure("FastAGI, 500 connections at once, refused", refused, "", "<= 0"),
        Figure(
            "FastAGI, 500 connections at once, 99th percentile from connect to hang-up",
            percentile(times, 0.99),
            "ms",
            "<= 30",
            f"median {percentile(times, 0.5):.0f} ms, the player of Asterisk on the same cores included; "
            f"one after the other: 99th percentile {percentile(alone, 0.99):.1f} ms",
        ),
    ]
