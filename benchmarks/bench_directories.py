# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories: 25,000 contacts in eight sources, 50 users who search at once; and a file of 100,000 lines.

dird runs in a process of its own beside a real OpenLDAP and a throw-away PostgreSQL, all on the cores of the load.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
from directories_under_test import LONG_FILE_LINES, SYLLABLES, write_csv
from figures import RUNS, Figure, median_of
from load import Connection, Result, summary
from load import median_of as median_run
from xivo_dird.backends.csv_file import CsvBackend
from xivo_store.testing.server import PostgresServer
from xivo_testkit.fleet import eventually
from xivo_testkit.ldap_server import OpenLdap

HERE = Path(__file__).parent
USERS, SECONDS, PAUSE_SECONDS = 50, 5.0, 0.5
PORT = 19489
BASE = f"http://127.0.0.1:{PORT}"
TERMS = [first + second[0] for first in SYLLABLES for second in SYLLABLES]


def lookup(term: str) -> str:
    return f"{BASE}/0.1/directories/lookup/default?term={quote(term)}"


async def typing(pause: float, url: Callable[[str], str] = lookup) -> Result:
    """Each user asks, reads for ``pause`` seconds, and asks again: three or four letters of a name."""
    latencies: list[float] = []
    errors = 0
    end = time.perf_counter() + SECONDS

    async def one(number: int) -> None:
        nonlocal errors
        chance = random.Random(number)
        await asyncio.sleep(chance.uniform(0, pause))
        connections = [
            Connection(url(chance.choice(TERMS)), "GET", {"X-Auth-Token": f"user-{number}"}) for _ in range(3)
        ]
        for connection in connections:
            await connection.open()
        while time.perf_counter() < end:
            connection = chance.choice(connections)
            begin = time.perf_counter()
            status = await connection.ask()
            latencies.append(time.perf_counter() - begin)
            errors += status != 200
            await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)
        for connection in connections:
            connection.close()

    await asyncio.gather(*(one(number) for number in range(USERS)))
    return summary(latencies, SECONDS, errors)


def headers_only(_term: str) -> str:
    """The floor: the same daemon and callers, and nothing is searched."""
    return f"{BASE}/0.1/directories/lookup/default/headers"


def memory(process: int) -> float:
    """Resident MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def processor_seconds(process: int) -> float:
    """User's and system's, of all threads so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load_long_file(folder: Path) -> tuple[float, float]:
    """Seconds to load, and milliseconds of a search (the slowest of some)."""
    path = folder / "long.csv"
    write_csv(path, LONG_FILE_LINES, 8)
    columns = {"searched_columns": ["firstname", "lastname"], "first_matched_columns": ["exten"], "unique_column": "id"}
    config = {"name": "long", "file": str(path), **columns}
    backend = CsvBackend()
    gc.collect()

    def once() -> float:
        begin = time.perf_counter()
        backend.load({"config": config})
        return time.perf_counter() - begin

    seconds = median_of(once)

    async def searches() -> float:
        slowest = 0.0
        for term in ("helene koli", "nobody at all", "zuquo", "8099999"):
            begin = time.perf_counter()
            await backend.search(term, {})
            slowest = max(slowest, time.perf_counter() - begin)
        return slowest * 1e3

    return seconds, asyncio.run(searches())


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name, PostgresServer() as server, OpenLdap() as ldap:
        folder = Path(name)
        database = server.create_database("xivo_dird", migrated=True)
        command = [sys.executable, str(HERE / "directories_under_test.py"), name, str(PORT), database, ldap.uri]
        with subprocess.Popen(command, cwd=HERE) as dird:
            try:
                headers = {"X-Auth-Token": "user"}
                eventually(lambda: httpx.get(lookup("kol"), headers=headers, timeout=10).is_success, 60)
                eventually(
                    lambda: len(httpx.get(lookup("helene"), headers=headers, timeout=10).json()["results"]) > 1000, 20
                )
                results = len(httpx.get(lookup("kol"), headers=headers, timeout=10).json()["results"])
                before = processor_seconds(dird.pid)
                first = asyncio.run(typing(PAUSE_SECONDS))
                each = (processor_seconds(dird.pid) - before) / (first.rate * SECONDS) * 1e3
                run = asyncio.run(median_run(RUNS, lambda: typing(PAUSE_SECONDS), key=lambda one: one.p95))
                floor = asyncio.run(median_run(3, lambda: typing(PAUSE_SECONDS, headers_only), key=lambda one: one.p95))
                used = memory(dird.pid)
            finally:
                dird.terminate()
        seconds, search = load_long_file(folder)
    note = f"{run.rate:.0f}/s, {each:.1f} ms of processor each, median {run.p50:.1f} ms, 99th {run.p99:.0f} ms"
    note += f"; floor (no search) {floor.p95:.0f} ms; a usual term has {results} results"
    return [
        Figure("directories, 50 users at once: 95th percentile of a lookup", run.p95, "ms", "<= 50", note),
        Figure("directories: lookups that failed", run.errors, "", "<= 0"),
        Figure("directories: memory of dird", used, "MB", "<= 200", "resident, after it"),
        Figure(f"CSV file of {LONG_FILE_LINES} lines: read and indexed", seconds, "s", "<= 2", f"median of {RUNS}"),
        Figure(f"CSV file of {LONG_FILE_LINES} lines: a search", search, "ms", "<= 10", "slowest of some terms"),
    ]
