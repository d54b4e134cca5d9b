# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel events to call logs: eight times the calls may take 8.8 times as long."""

from __future__ import annotations

import asyncio
import time

from figures import Figure, median_of
from xivo_call_logd.app import make_service
from xivo_call_logd.cel.schemas import parse_row
from xivo_call_logd.settings import CallLogdSettings
from xivo_store import Database
from xivo_store.testing.server import PostgresServer

EVENTS = (
    "CHAN_START",
    "APP_START",
    "CHAN_START",
    "ANSWER",
    "ANSWER",
    "BRIDGE_ENTER",
    "BRIDGE_EXIT",
    "HANGUP",
    "CHAN_END",
    "LINKEDID_END",
)
BATCH = 500


def rows(calls: int, first: int) -> list[object]:
    settings = CallLogdSettings()
    found = []
    for call in range(first, first + calls):
        for step, event in enumerate(EVENTS):
            caller = step in (0, 1, 4, 5, 6, 7, 8, 9)
            found.append(
                parse_row(
                    {
                        "eventtype": event,
                        "eventtime": f"{1700000000 + call + step / 10:.6f}",
                        "cid_name": "Alice" if caller else "Bob",
                        "cid_num": "1001" if caller else "1002",
                        "exten": "1002",
                        "context": "default",
                        "channame": f"PJSIP/{'a' if caller else 'b'}-{call:08x}",
                        "uniqueid": f"{call}.{1 if caller else 2}",
                        "linkedid": f"{call}.1",
                    },
                    settings.zone,
                )
            )
    return found


async def seconds(uri: str, calls: int, first: int) -> float:
    settings = CallLogdSettings(db_uri=uri)
    database = Database(uri, package="xivo_call_logd")
    await database.start()
    await database.wait_ready()
    service = make_service(database, settings)
    given = rows(calls, first)
    begun = time.perf_counter()
    for start in range(0, len(given), BATCH):
        async with database.session() as session:
            await service.ingest(session, given[start : start + BATCH])
    took = time.perf_counter() - begun
    await database.stop()
    return took


def measure() -> list[Figure]:
    with PostgresServer() as server:

        def ratio() -> float:
            few = asyncio.run(seconds(server.create_database("bench"), 1000, 0))
            many = asyncio.run(seconds(server.create_database("bench"), 8000, 0))
            print(f"   1,000 calls in {few:.2f} s, 8,000 in {many:.2f} s")
            return many / few

        return [Figure("call logs: 8,000 calls against 1,000", median_of(ratio, 3), "times", "<= 8.8")]
