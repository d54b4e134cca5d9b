# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody meets a system that is not filled yet."""

import asyncio

import pytest
from sqlalchemy import text
from xivo_confd.seeding import seed
from xivo_store import Database, DatabaseUnavailable


async def test_requests_are_refused_until_the_first_data_is_there(pg, settings):  # SYS-022
    at_it, go_on = asyncio.Event(), asyncio.Event()

    async def first_data(session):
        at_it.set()
        await go_on.wait()
        await seed(session, settings)

    database = Database(pg.uri("xivo_confd"), package="xivo_confd", first_data=first_data)
    await database.start()
    try:
        await asyncio.wait_for(at_it.wait(), 20)
        with pytest.raises(DatabaseUnavailable):
            async with database.read():
                pass
        go_on.set()
        await asyncio.wait_for(database.wait_ready(), 20)
        async with database.read() as session:
            assert await session.scalar(text("SELECT count(*) FROM contexts")) == 3
    finally:
        await database.stop()


async def test_what_fails_is_tried_again(pg):
    calls = []

    async def first_data(session):
        calls.append(session)
        if len(calls) == 1:
            raise ConnectionResetError

    database = Database(pg.uri("xivo_confd"), package="xivo_confd", first_data=first_data)
    await database.start()
    try:
        await asyncio.wait_for(database.wait_ready(), 20)
        assert len(calls) == 2
    finally:
        await database.stop()
