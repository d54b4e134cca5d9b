# SPDX-License-Identifier: GPL-3.0-or-later
"""An import of 2,000 users with lines and mailboxes, in process, while others ask for lists."""

from __future__ import annotations

import asyncio
import time

import asyncpg
import httpx
from figures import Figure
from load import percentile
from xivo_confd.app import build_app
from xivo_confd.seeding import seed
from xivo_confd.settings import ConfdSettings, FirstData, FirstRange
from xivo_store.testing.server import PostgresServer
from xivo_sysconfd.asterisk.coalescing import Coalescer
from xivo_sysconfd.settings import CoalescingSettings

SIZE = 2_000
BASE = "http://127.0.0.1:9487/1.1"
COLUMNS = (
    "entityid|firstname|lastname|language|username|password|enableclient|profileclient|phonenumber|context|protocol"
    "|device|voicemailname|voicemailmailbox"
)


class FakeProvd(httpx.AsyncBaseTransport):
    """Knows as many phones as there are users."""

    async def handle_async_request(self, _request: httpx.Request) -> httpx.Response:
        devices = [{"id": f"device{n}", "mac": f"00:11:22:33:{n // 256:02x}:{n % 256:02x}"} for n in range(SIZE)]
        return httpx.Response(200, json={"devices": devices})


def file() -> str:
    lines = (
        f"1|First{n}|Last{n}|en_US|user{n}|secret{n}|1|Client|{20000 + n}|default|sip|device{n}|Box{n}|{n}"
        for n in range(SIZE)
    )
    return "\n".join([COLUMNS, *lines]) + "\n"


async def reloads(uri: str, over: asyncio.Event) -> int:
    """How often sysconfd would begin a cycle, if it heard each event as soon as it is committed."""
    coalescer, cycles, heard = Coalescer(CoalescingSettings()), 0, 0
    connection = await asyncpg.connect(uri.replace("+asyncpg", ""))
    while True:
        last_look = over.is_set()
        count = await connection.fetchval("SELECT COALESCE(max(seq), 0) FROM outbox")
        now = time.monotonic()
        for _ in range(count - heard):
            coalescer.changed(now)
        heard = count
        if coalescer.wait(now) == 0:
            coalescer.begin()
            cycles += 1
        if last_look and not coalescer.waiting:
            await connection.close()
            return cycles
        await asyncio.sleep(0.01)


async def others(confd: httpx.AsyncClient, over: asyncio.Event) -> float:
    """The 95th percentile of a list's latency, in milliseconds."""
    times = []
    while not over.is_set():
        begin = time.perf_counter()
        (await confd.get(f"{BASE}/users?limit=50")).raise_for_status()
        times.append((time.perf_counter() - begin) * 1e3)
        await asyncio.sleep(0.005)
    return percentile(sorted(times), 0.95)


async def one_import(uri: str, *, atomic: bool) -> tuple[float, float, int]:
    first = FirstData(internal_range=FirstRange(start="20000", end="29999"))
    settings = ConfdSettings(db_uri=uri, encryption_keys=["an encryption key of a benchmark"], first_data=first)
    provd = httpx.AsyncClient(transport=FakeProvd(), base_url="http://provd:8666")
    app = build_app(settings, provd_http=provd)
    async with app.state.database.session() as session:
        await seed(session, settings)
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 40000))
    over = asyncio.Event()
    async with httpx.AsyncClient(transport=transport, headers={"Accept": "application/json"}, timeout=120) as confd:
        watching = asyncio.create_task(reloads(uri, over))
        waiting = asyncio.create_task(others(confd, over))
        begin = time.perf_counter()
        answer = await confd.post(
            f"{BASE}/users/import",
            params={"atomic": atomic},
            content=file(),
            headers={"Content-Type": "text/csv"},
        )
        seconds = time.perf_counter() - begin
        over.set()
        assert answer.json()["created"] == SIZE, answer.text[:500]
        result = seconds, await waiting, await watching
    await app.state.database.stop()
    return result


def measure() -> list[Figure]:
    figures = []
    with PostgresServer() as server:
        for name, atomic in (("at once", True), ("by batches", False)):
            uri = server.create_database("xivo_confd", migrated=True)
            seconds, latency, cycles = asyncio.run(one_import(uri, atomic=atomic))
            figures += [
                Figure(f"import of {SIZE} users with lines on devices and mailboxes, {name}", seconds, "s", "<= 30"),
                Figure(f"a list meanwhile, {name}: 95th percentile", latency, "ms", "<= 100"),
                Figure(
                    f"reloads of Asterisk after it, {name}", cycles, "", "<= 3", "sysconfd's coalescing, in process"
                ),
            ]
    return figures
