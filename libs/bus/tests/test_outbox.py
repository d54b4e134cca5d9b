# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from typing import ClassVar

import pytest
from sqlalchemy import Column, Integer, Table, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase
from xivo_base import request_id
from xivo_bus import Consumer, Event, Message, Outbox, OutboxRelay, Outcome, inbox_table, outbox_tables
from xivo_bus.connection import Connection
from xivo_bus.testing import MemoryBus
from xivo_store import Database, DatabaseUnavailable, QueryCounter, new_metadata

ORIGIN = "ca7f87e9-c2c8-5fad-ba1b-c3140ebb9be3"


class Base(DeclarativeBase):
    metadata = new_metadata()


OUTBOX = outbox_tables(Base.metadata)
INBOX = inbox_table(Base.metadata)
EFFECT = Table("effect", Base.metadata, Column("n", Integer))


class Counted(Event):
    name: ClassVar[str] = "counted"
    routing_key: ClassVar[str] = "config.counted"
    n: int


class Empty(Event):
    name: ClassVar[str] = "empty"
    routing_key: ClassVar[str] = "config.empty"


@pytest.fixture
async def database(pg):
    async with pg.database() as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield database


@pytest.fixture
def outbox():
    return Outbox(OUTBOX, ORIGIN)


@pytest.fixture
def bus():
    return MemoryBus(ORIGIN)


async def events(database: Database) -> list[int]:
    async with database.read() as session:
        rows = await session.execute(select(OUTBOX.outbox.c.body).order_by(OUTBOX.outbox.c.seq))
        return [row.body["data"]["n"] for row in rows]


class TestOutbox:
    async def test_the_event_commits_with_the_change_and_is_numbered(self, database, outbox, bus):
        with request_id.bind("a-request"):
            async with database.session() as session:
                outbox.add(session, Counted(n=1), aggregate="thing 1", headers={"live_reload": True})
        async with database.snapshot() as session:
            assert await Outbox.version(session) == 1
        assert await bus.relay(database) == 1
        (message,) = bus.messages
        assert message.headers == {"live_reload": True, "request_id": "a-request", "seq": 1}
        # API-031
        assert (message.name, message.data, message.origin_uuid) == ("counted", {"n": 1}, ORIGIN)

    async def test_an_event_without_fields_has_null_data(self, database, outbox, bus):
        async with database.session() as session:
            outbox.add(session, Empty())
        await bus.relay(database)
        assert bus.messages[0].data is None  # API-031

    async def test_nothing_is_announced_of_what_did_not_happen(self, database, outbox):
        with pytest.raises(ZeroDivisionError):
            async with database.session() as session:
                outbox.add(session, Counted(n=1))
                raise ZeroDivisionError
        async with database.read() as session:
            assert await Outbox.version(session) == 0
        assert await events(database) == []

    async def test_all_events_of_a_commit_cost_one_statement(self, database, outbox):
        with QueryCounter(database) as queries:
            async with database.session() as session:
                for n in range(50):
                    outbox.add(session, Counted(n=n))
        assert queries.count == 1
        assert await events(database) == list(range(50))

    async def test_a_session_may_commit_twice(self, database, outbox):
        async with database.session() as session:
            outbox.add(session, Counted(n=1))
            await session.commit()
            outbox.add(session, Counted(n=2))
        assert await events(database) == [1, 2]

    async def test_savepoints_take_their_events_with_them(self, database, outbox):
        async with database.session() as session:
            outbox.add(session, Counted(n=1))
            with pytest.raises(ZeroDivisionError):
                async with session.begin_nested():
                    outbox.add(session, Counted(n=2))
                    raise ZeroDivisionError
            async with session.begin_nested():
                outbox.add(session, Counted(n=3))
        assert await events(database) == [1, 3]

    async def test_concurrent_writers_get_numbers_in_commit_order(self, database, outbox):
        async def write(n):
            async with database.session() as session:
                outbox.add(session, Counted(n=n))

        await asyncio.gather(*(write(n) for n in range(20)))
        async with database.read() as session:
            numbers = (await session.scalars(select(OUTBOX.outbox.c.seq).order_by(OUTBOX.outbox.c.seq))).all()
        assert numbers == list(range(1, 21))


class TestRelay:
    async def test_a_commit_wakes_the_relay(self, database, outbox, bus):
        relay = OutboxRelay(database.uri, bus)
        await relay.start()
        await asyncio.sleep(0.2)
        async with database.session() as session:
            outbox.add(session, Counted(n=1))
        await eventually(lambda: len(bus.messages) == 1, within=1)
        await relay.stop()

    async def test_an_absent_broker_costs_rows_and_no_order(self, database, outbox, bus):
        bus.available = False
        relay = OutboxRelay(database.uri, bus)
        await relay.start()
        for n in range(5):
            async with database.session() as session:
                outbox.add(session, Counted(n=n))
        await asyncio.sleep(0.3)
        bus.available = True
        await eventually(lambda: len(bus.messages) == 5, within=3)
        assert [message.data["n"] for message in bus.messages] == list(range(5))
        await relay.stop()

    async def test_of_several_replicas_one_sends(self, database, outbox, bus):
        relays = [OutboxRelay(database.uri, bus) for _ in range(3)]
        for relay in relays:
            await relay.start()
        for n in range(30):
            async with database.session() as session:
                outbox.add(session, Counted(n=n))
        await eventually(lambda: len(bus.messages) >= 30, within=2)
        await relays[0].stop()
        async with database.session() as session:
            outbox.add(session, Counted(n=30))
        await eventually(lambda: len(bus.messages) >= 31, within=3)
        assert [message.data["n"] for message in bus.messages] == list(range(31))
        for relay in relays[1:]:
            await relay.stop()


class TestConsumer:
    def consumer(self, database, handler):
        connection = Connection("amqp://localhost/", service="xivo-test")
        return Consumer(connection, "xivo-test.effects", ["config.#"], handler, database=database)

    async def effects(self, database):
        async with database.read() as session:
            return (await session.execute(select(func.count()).select_from(EFFECT))).scalar_one()

    def message(self, **fields):
        defaults = {
            "name": "counted",
            "data": {"n": 1},
            "origin_uuid": ORIGIN,
            "routing_key": "config.counted",
            "message_id": "one",
            "headers": {"request_id": "a-request"},
            "body": b"",
        }
        return Message(**(defaults | fields))

    async def test_a_second_delivery_has_no_effect(self, database):
        async def handler(message):
            await message.session.execute(insert(EFFECT).values(n=message.data["n"]))

        consumer = self.consumer(database, handler)
        assert await consumer.handle(self.message()) is Outcome.DONE
        assert await consumer.handle(self.message()) is Outcome.DUPLICATE
        assert await self.effects(database) == 1

    async def test_a_failed_delivery_has_no_effect_and_may_come_again(self, database):
        failures = [ValueError("first time")]

        async def handler(message):
            await message.session.execute(insert(EFFECT).values(n=1))
            if failures:
                raise failures.pop()

        consumer = self.consumer(database, handler)
        assert await consumer.handle(self.message()) is Outcome.FAILED
        assert await self.effects(database) == 0
        assert await consumer.handle(self.message()) is Outcome.DONE
        assert await self.effects(database) == 1

    async def test_an_outage_is_not_the_messages_fault(self, database):
        async def handler(message):
            raise DatabaseUnavailable

        with pytest.raises(DatabaseUnavailable):
            await self.consumer(database, handler).handle(self.message())

    async def test_the_request_id_goes_on(self, database):
        seen = []

        async def handler(message):
            seen.append(request_id.current())

        await self.consumer(database, handler).handle(self.message())
        assert seen == ["a-request"]

    async def test_events_travel_from_outbox_to_effect_once(self, database, outbox, bus):
        async def handler(message):
            await message.session.execute(insert(EFFECT).values(n=message.data["n"]))

        bus.attach(self.consumer(database, handler))
        async with database.session() as session:
            outbox.add(session, Counted(n=7))
        await bus.relay(database)
        async with database.session() as session:
            await session.execute(text("UPDATE outbox SET sent_at = NULL"))
        await bus.relay(database)
        assert len(bus.messages) == 2
        assert await self.effects(database) == 1


async def eventually(condition, *, within):
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - a condition has no event
            await asyncio.sleep(0.01)
