# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages and searches of a list of 20,000 users, in process, on a throw-away PostgreSQL."""

from __future__ import annotations

import asyncio
import time

import httpx
from figures import RUNS, Figure
from sqlalchemy import text
from xivo_confd.app import build_app
from xivo_confd.seeding import seed
from xivo_confd.settings import ConfdSettings
from xivo_store.testing.server import PostgresServer

SIZE = 20_000
BOUND = "<= 50"
BASE = "http://127.0.0.1:9487/1.1"
_FIRST = "(ARRAY['Alice','Bob','Hélène','Zoé','Gérard','Ana','Émile','Chloé','David','Eve'])[1 + n % 10]"
_LAST = "'Nom' || substr(md5(n::text), 1, 6)"
COMPANY = f"""
INSERT INTO users (uuid, entity_id, firstname, lastname, timezone, language, description, caller_id,
    outgoing_caller_id, mobile_phone_number, music_on_hold, preprocess_subroutine, userfield, cti_enabled,
    ring_seconds, simultaneous_calls, dnd_enabled, enabled)
SELECT gen_random_uuid(), (SELECT min(id) FROM entities), {_FIRST}, {_LAST}, '', 'en_US', '',
    '"' || {_FIRST} || ' ' || {_LAST} || '"', 'default', '06' || lpad(n::text, 8, '0'), 'default', '', '', false,
    30, 5, false, true FROM generate_series(1, {SIZE}) AS n;
INSERT INTO lines (protocol, name, username, context, device_slot, provisioning_extension, options, enabled)
SELECT 'sip', 'line' || n, 'line' || n, 'default', 1, (100000 + n)::text, '[]', true
FROM generate_series(1, {SIZE}) AS n;
INSERT INTO extensions (exten, context, commented) SELECT (20000 + n)::text, 'default', false
FROM generate_series(1, {SIZE}) AS n;
INSERT INTO user_lines SELECT u.id, l.id, true, true FROM (SELECT id, row_number() OVER (ORDER BY id) FROM users) u
JOIN (SELECT id, row_number() OVER (ORDER BY id) FROM lines) l USING (row_number);
INSERT INTO line_extensions SELECT e.id, l.id FROM (SELECT id, row_number() OVER (ORDER BY id) FROM extensions) e
JOIN (SELECT id, row_number() OVER (ORDER BY id) FROM lines) l USING (row_number);
ANALYZE
"""
PAGES = (
    ("first page", "/users?limit=100"),
    ("page in the middle", f"/users?limit=100&skip={SIZE // 2}"),
    ("last page", f"/users?limit=100&skip={SIZE - 100}"),
    ("last page by caller_id, descending", f"/users?limit=100&skip={SIZE - 100}&order=caller_id&direction=desc"),
    ("search of a name without its accents", "/users?limit=100&search=helene"),
    ("search of one user", "/users?limit=100&search=nomc4ca42"),
    ("search of two letters", "/users?limit=100&search=zo"),
    ("directory, last page", f"/users?view=directory&limit=100&skip={SIZE - 100}"),
    ("directory, search of a number", "/users?view=directory&limit=100&search=27654"),
    ("lines, last page", f"/lines?limit=100&skip={SIZE - 100}"),
    ("extensions, search of a number", "/extensions?limit=100&search=27654"),
)


async def milliseconds(confd: httpx.AsyncClient, path: str) -> float:
    """The slowest of a few, after one that fills the caches."""
    (await confd.get(f"{BASE}{path}")).raise_for_status()
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        answer = await confd.get(f"{BASE}{path}")
        times.append((time.perf_counter() - begin) * 1e3)
        assert answer.json()["total"] > 0, path
    return max(times)


async def measured(uri: str) -> list[Figure]:
    settings = ConfdSettings(db_uri=uri, encryption_keys=["an encryption key of a benchmark"])
    app = build_app(settings)
    async with app.state.database.session() as session:
        await seed(session, settings)
        for statement in COMPANY.split(";"):
            await session.execute(text(statement))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 40000))
    async with httpx.AsyncClient(transport=transport, headers={"Accept": "application/json"}) as confd:
        figures = [
            Figure(f"{SIZE} users: {name}", await milliseconds(confd, path), "ms", BOUND, f"slowest of {RUNS}")
            for name, path in PAGES
        ]
    await app.state.database.stop()
    return figures


def measure() -> list[Figure]:
    with PostgresServer() as server:
        return asyncio.run(measured(server.create_database("xivo_confd", migrated=True)))
