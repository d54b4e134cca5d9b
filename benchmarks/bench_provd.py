# SPDX-License-Identifier: GPL-3.0-or-later
"""provd with 2,000 telephones: its own HTTP server, a throw-away PostgreSQL, the telephones in a process of their own.

What needs one core is measured by the processor time of provd's process, threads included, since the machine is shared.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import gc
import itertools
import logging
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

import httpx
import uvloop
from fastapi import FastAPI
from figures import Figure
from sqlalchemy import insert
from xivo_base.logging import JsonFormatter
from xivo_provd.app import build_app
from xivo_provd.phones.http import PhoneHttpServer
from xivo_provd.plugin.build import build
from xivo_provd.rendering import Renderer, Seen
from xivo_provd.resources.bindings.model import BindingRow
from xivo_provd.resources.configs.model import ConfigRow
from xivo_provd.resources.devices.model import DeviceRow
from xivo_provd.settings import PhoneSettings, PluginSettings, Settings
from xivo_store import Database
from xivo_store.testing.server import PostgresServer

PHONES = 2000
HOST, PORT = "127.0.0.1", 18667
STORM_SECONDS = 30
REQUESTS = 100_000
GETS = 20_000
FAMILIES = 60
CLIENTS = 16
SOURCES = Path(__file__).resolve().parent.parent / "services" / "provd" / "families"
PLUGIN = "xivo-yealink-v80"
BASE = {
    "ip": "10.34.1.11",
    "http_port": 8667,
    "tftp_port": 69,
    "ntp_enabled": True,
    "ntp_ip": "10.34.1.11",
    "timezone": "Europe/Paris",
    "locale": "fr_FR",
    "sip_registrar_ip": "10.34.1.11",
    "sip_proxy_ip": "10.34.1.11",
}


def mac(number: int) -> str:
    return f"00:15:65:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


def agent(number: int) -> str:
    return f"Yealink SIP-T46G 28.80.0.125 {mac(number)}"


def name(number: int) -> str:
    return f"{mac(number).replace(':', '')}.cfg"


def config(number: int) -> dict[str, Any]:
    line = {"username": f"u{number}", "password": f"secret-{number}", "display_name": f"User {number}", "number": "1"}
    keys = {str(n): {"type": "blf", "value": f"10{n:02}", "label": f"Key {n}", "line": 1} for n in range(1, 11)}
    raw = {"sip_lines": {"1": line}, "funckeys": keys, "exten_voicemail": "*98", "exten_dnd": "*25"}
    return {"id": f"c{number}", "parent_ids": ["base"], "raw_config": raw}


def device(number: int) -> dict[str, Any]:
    return {
        "id": f"d{number}",
        "mac": mac(number),
        "ip": HOST,
        "vendor": "Yealink",
        "model": "T46G",
        "version": "28.80.0.125",
        "plugin": PLUGIN,
        "config": f"c{number}",
        "configured": True,
        "remote_state_sip_username": f"u{number}",
    }


def bundle(folder: Path, families: int) -> list[str]:
    """Our plugins, and copies of one up to this number; their ids."""
    build(SOURCES, folder)
    ids = [path.name for path in folder.iterdir() if (path / "plugin-info").is_file()]
    for number in range(families - len(ids)):
        shutil.copytree(folder / PLUGIN, folder / f"xivo-copy-{number}")
        ids.append(f"xivo-copy-{number}")
    return ids


@contextlib.asynccontextmanager
async def provd(uri: str, families: int = 2) -> AsyncIterator[tuple[FastAPI, Database]]:
    with tempfile.TemporaryDirectory() as folder:
        bundled = Path(folder, "bundled")
        first = bundle(bundled, families)
        settings = Settings(
            db_uri=uri,
            encryption_keys=["an encryption key of a benchmark"],
            cache_directory=Path(folder, "cache"),
            plugins=PluginSettings(
                directory=Path(folder, "plugins"), bundled=bundled, first=first, server=f"file://{bundled}"
            ),
        )
        database = Database(uri, encryption_keys=settings.encryption_keys)
        app = build_app(settings, database=database)
        await app.state.plugins.start()
        try:
            yield app, database
        finally:
            await app.state.plugins.stop()
            await database.stop()


async def fill(app: FastAPI, database: Database) -> str:
    """The phones, all behind one NAT, since they all come from this host; the provisioning key."""
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://provd/provd") as api:
        answer = await api.put("/configure/NAT", json={"param": {"value": 1}})
        answer.raise_for_status()
        key: str = (await api.get("/configure/provisioning_key")).json()["param"]["value"]
    documents = [{"id": "base", "parent_ids": [], "raw_config": BASE}, *(config(n) for n in range(PHONES))]
    async with database.session() as session:
        await session.execute(insert(ConfigRow), [{"id": one["id"], "document": one} for one in documents])
        await session.execute(insert(DeviceRow), [{"id": f"d{n}", "document": device(n)} for n in range(PHONES)])
        await session.execute(insert(BindingRow), [{"device_id": f"d{n}", "address": HOST} for n in range(PHONES)])
    return key


async def rendered_per_second(renderer: Renderer) -> float:
    """All 2,000 configurations once, from values that are merged already."""
    values = [(device(n), {**BASE, **config(n)["raw_config"]}) for n in range(PHONES)]
    begin = time.process_time()
    for one, raw_config in values:
        await renderer.files(one, raw_config, Seen(HOST, "a-key-for-the-benchmark"))
    return PHONES / (time.process_time() - begin)


class Telephone:
    """A kept-alive connection of which the answers are read, not interpreted."""

    def __init__(self) -> None:
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def get(self, path: str, user_agent: str) -> int:
        request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nUser-Agent: {user_agent}\r\n\r\n"
        self._writer.write(request.encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await self._reader.readexactly(length)
        return int(head[9:12])

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(HOST, PORT)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()


async def storm(key: str) -> tuple[list[float], int]:
    """Each telephone boots once within the 30 s: a connection, its common file, its own. Times, and failures."""
    times: list[float] = []
    failures = 0

    async def boot(number: int) -> None:
        nonlocal failures
        await asyncio.sleep(number * STORM_SECONDS / PHONES)
        try:
            async with Telephone() as telephone:
                for path in ("y000000000028.cfg", name(number)):
                    begin = time.perf_counter()
                    status = await telephone.get(f"/{key}/{path}", agent(number))
                    times.append(time.perf_counter() - begin)
                    failures += status != 200
        except (OSError, asyncio.IncompleteReadError):
            failures += 1

    await asyncio.gather(*(boot(number) for number in range(PHONES)))
    return times, failures


async def hammer(key: str, requests: int) -> float:
    """Seconds that this many requests for rendered files take."""
    numbers = itertools.cycle(range(PHONES))
    left = requests

    async def client() -> None:
        nonlocal left
        async with Telephone() as telephone:
            while left > 0:
                left -= 1
                number = next(numbers)
                assert await telephone.get(f"/{key}/{name(number)}", agent(number)) == 200

    begin = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return time.perf_counter() - begin


def run_storm(key: str) -> tuple[list[float], int]:
    return uvloop.run(storm(key))


def run_hammer(key: str, requests: int) -> float:
    return uvloop.run(hammer(key, requests))


def megabytes() -> float:
    gc.collect()
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def served(uri: str) -> list[Figure]:
    loop = asyncio.get_running_loop()
    context = multiprocessing.get_context("spawn")
    async with provd(uri) as (app, database):
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as telephones:
            key = await fill(app, database)
            per_second = statistics.median([await rendered_per_second(app.state.renderer) for _ in range(3)])
            server = PhoneHttpServer(
                app.state.phones, PhoneSettings(host=HOST, http_port=PORT, connections_per_address=3 * PHONES)
            )
            await app.state.served.start()
            await server.start()
            await loop.run_in_executor(telephones, time.sleep, 1)
            begin = time.process_time()
            times, failures = await loop.run_in_executor(telephones, run_storm, key)
            each = (time.process_time() - begin) / PHONES * 1e3
            await loop.run_in_executor(telephones, run_hammer, key, 2 * PHONES)
            begin = time.process_time()
            seconds = await loop.run_in_executor(telephones, run_hammer, key, GETS)
            busy = time.process_time() - begin
            before = megabytes()
            await loop.run_in_executor(telephones, run_hammer, key, REQUESTS)
            grown = megabytes() - before
            await server.stop()
            await app.state.served.stop()
    p99 = statistics.quantiles(times, n=100)[98] * 1e3
    half = statistics.median(times) * 1e3
    boot = f"{PHONES} telephones boot within {STORM_SECONDS} s"
    return [
        Figure(
            f"{PHONES} telephones: configurations rendered anew", per_second, "/s", ">= 800", "a second of one core"
        ),
        Figure(f"{boot}: requests not served", failures, "", "<= 0", f"of {2 * PHONES}, nothing in memory before"),
        Figure(f"{boot}: 99th percentile", p99, "ms", "<= 1000", f"median {half:.1f} ms; {each:.1f} ms of a core each"),
        Figure(
            "GET of a rendered file",
            GETS / busy,
            "/s",
            ">= 3000",
            f"a second of a core; {GETS / seconds:.0f}/s by the clock",
        ),
        Figure(f"memory grown by {REQUESTS} requests", grown, "MiB", "<= 16"),
    ]


async def listed(uri: str) -> Figure:
    async with provd(uri, FAMILIES) as (app, _):
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://provd/provd") as api:
            times = []
            for _ in range(11):
                begin = time.process_time()
                for path in ("/pg_mgr/plugins", "/pg_mgr/install/installed", "/pg_mgr/install/installable"):
                    assert len(next(iter((await api.get(path)).json().values()))) >= FAMILIES
                times.append((time.process_time() - begin) * 1e3)
    return Figure(f"lists of {FAMILIES} plugins, all three", statistics.median(times), "ms", "<= 100", "of one core")


def measure() -> list[Figure]:
    root = logging.getLogger()
    handler = logging.FileHandler(os.devnull)
    handler.setFormatter(JsonFormatter())
    before, root.handlers, level = root.handlers, [handler], root.level
    root.setLevel(logging.INFO)
    try:
        with PostgresServer() as postgres:
            figures = uvloop.run(served(postgres.create_database("xivo_provd", migrated=True)))
            return [*figures, uvloop.run(listed(postgres.create_database("xivo_provd", migrated=True)))]
    finally:
        root.handlers = before
        root.setLevel(level)
        handler.close()
