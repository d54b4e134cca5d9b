# SPDX-License-Identifier: GPL-3.0-or-later
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text
from xivo_bus import Message, Outcome
from xivo_call_logd.catch_up import CatchUp
from xivo_call_logd.cel.consumer import AsteriskStarted
from xivo_call_logd.model import CallLog, Cel, UnfinishedCall
from xivo_call_logd.settings import CallLogdSettings
from xivo_store import QueryCounter


async def call_logs(database):
    async with database.read() as session:
        return (await session.scalars(select(CallLog).order_by(CallLog.date, CallLog.id))).all()


async def count(database, model, *where):
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(model).where(*where))).scalar_one()


class TestShippedCall:
    async def test_is_logged_when_it_ends(self, database, ship, call, bus):
        await ship(call("1.1", talk=5)[:-1])
        assert await call_logs(database) == []
        await ship(call("1.1", talk=5)[-1:])
        (log,) = await call_logs(database)  # ADM-096 SYS-102
        assert (log.source_exten, log.destination_exten) == ("1001", "1002")
        await bus.relay(database)
        (event,) = bus.named("call_log_created")
        assert event.routing_key == "call_log.created"
        assert event.data["duration"] == 5
        assert event.data["answered"] is True

    async def test_keeps_its_events(self, database, ship, call):
        await ship(call("1.1", userfield="dept42"))
        async with database.read() as session:
            rows = (await session.scalars(select(Cel).order_by(Cel.id))).all()
        assert [row.eventtype for row in rows][:3] == ["CHAN_START", "APP_START", "CHAN_START"]  # API-001
        assert {row.linkedid for row in rows} == {"1.1"}
        assert rows[0].userfield == "dept42"  # API-008
        assert rows[5].eventtime.microsecond == 2000

    async def test_counts_once_however_often_it_is_shipped(self, database, ship, call, bus):
        rows = call("1.1")
        await ship(rows, "same")
        assert await ship(rows, "same") is Outcome.DUPLICATE
        # a shipper that restarted cuts other batches
        await ship(rows[:4])
        await ship(rows[2:])
        assert await count(database, Cel) == len(rows)
        assert len(await call_logs(database)) == 1
        await bus.relay(database)
        assert len(bus.messages) == 1

    async def test_is_corrected_by_late_events(self, database, ship, call, bus):
        rows = call("1.1", talk=5)
        await ship([rows[0], rows[-1]])
        await ship(rows[1:-1])
        (log,) = await call_logs(database)
        assert log.date_answer is not None
        await bus.relay(database)
        assert [message.name for message in bus.messages] == ["call_log_created", "call_log_edited"]

    async def test_does_not_suffer_from_an_unreadable_event(self, database, consumer, call):
        message = _message(call("1.1"))
        message.data["rows"][1]["eventtime"] = "yesterday"
        message.data["rows"][2]["eventtype"] = ""
        assert await consumer.handle(message) is Outcome.DONE
        assert len(await call_logs(database)) == 1

    async def test_leaves_other_calls_alone(self, database, ship, call):
        await ship([*call("1.1", ended=False), *call("2.2")])
        assert [log.linkedid for log in await call_logs(database)] == ["2.2"]

    async def test_costs_the_same_number_of_queries_for_one_call_and_for_many(self, database, ship, call):
        with QueryCounter(database) as one:
            await ship(call("1.1"))
        with QueryCounter(database) as many:
            await ship([row for number in range(50) for row in call(f"2.{number}")])
        assert one.count == many.count


class TestForgottenCalls:
    """What Asterisk never said is over."""

    async def test_all_channels_ended(self, database, ship, call, service):
        await ship(call("1.1", at=datetime.now(UTC) - timedelta(minutes=2))[:-1])
        await ship(call("2.2", at=datetime.now(UTC) - timedelta(seconds=10))[:-1])
        assert await service.finish_calls() == 1
        assert [log.linkedid for log in await call_logs(database)] == ["1.1"]

    async def test_silent_for_hours(self, database, ship, call, service):
        await ship(call("1.1", at=datetime.now(UTC) - timedelta(hours=7), ended=False))
        await ship(call("2.2", at=datetime.now(UTC) - timedelta(hours=5), ended=False))
        await service.finish_calls()
        assert [log.linkedid for log in await call_logs(database)] == ["1.1"]

    async def test_cut_off_by_the_end_of_asterisk(self, database, ship, call, service):
        await ship(call("1.1", at=datetime.now(UTC) - timedelta(minutes=5), ended=False))
        await ship(call("2.2", at=datetime.now(UTC) - timedelta(seconds=20), ended=False))
        fully_booted = Message("FullyBooted", {"Uptime": "60"}, "u", "ami.FullyBooted", "id", {}, b"")
        await AsteriskStarted(service)(fully_booted)
        assert [log.linkedid for log in await call_logs(database)] == ["1.1"]

    async def test_leftovers_do_not_come_back_for_ever(self, database, ship, service, golden_call):
        await ship([row for row in golden_call(11) if row.linkedid == "another.call"])
        await service.finish_calls()
        assert await call_logs(database) == []
        assert await count(database, UnfinishedCall) == 0  # API-019


class TestGenerateMissed:
    async def load(self, database, service, rows):
        from xivo_call_logd.cel import dao  # noqa: PLC0415 - stored without being looked at

        async with database.session() as session:
            await dao.insert_rows(session, rows)
            await dao.mark_unfinished(session, {row.linkedid for row in rows})

    async def test_goes_further_back_with_each_run(self, database, call, service):
        length = len(call("1.0"))
        start = datetime(2026, 1, 1, tzinfo=UTC)
        rows = [row for n in range(10) for row in call(f"1.{n}", at=start + timedelta(minutes=n))]
        await self.load(database, service, rows)
        # the limit cuts the fourth call, which is taken whole
        assert await service.generate_missed(3 * length + 1) == 4  # ADM-101
        assert [log.linkedid for log in await call_logs(database)] == ["1.6", "1.7", "1.8", "1.9"]
        assert await service.generate_missed(4 * length) == 4
        assert await service.generate_missed(100_000) == 2  # ADM-102
        assert await service.generate_missed(100_000) == 0

    async def test_leaves_calls_that_go_on(self, database, call, service):
        await self.load(database, service, call("1.1", at=datetime.now(UTC), ended=False))
        assert await service.generate_missed(100) == 0
        assert await count(database, UnfinishedCall) == 1

    async def test_costs_grow_with_the_number_of_calls_and_no_faster(self, database, call, service):
        async def seconds(first, calls):
            rows = [row for n in range(first, first + calls) for row in call(f"1.{n}")]
            await self.load(database, service, rows)
            began = time.perf_counter()
            with QueryCounter(database) as queries:
                assert await service.generate_missed(len(rows)) == calls
            return time.perf_counter() - began, queries.count

        _, few = await seconds(0, 500)
        _, more = await seconds(500, 1500)
        assert more - 1 == 3 * (few - 1)


class TestNight:
    async def test_old_calls_are_removed(self, database, ship, call, service):
        now = datetime.now(UTC)
        await ship(call("1.1", at=now - timedelta(days=366)))
        await ship(call("2.2", at=now - timedelta(days=364)))
        settings = CallLogdSettings()
        await CatchUp(database, service, settings).nightly()
        assert [log.linkedid for log in await call_logs(database)] == ["2.2"]  # ADM-097
        assert await count(database, Cel, Cel.linkedid == "1.1") == 0

    def test_is_at_25_past_4(self):
        settings = CallLogdSettings(timezone="Europe/Paris")
        job = CatchUp(None, None, settings)
        now = datetime(2026, 1, 2, 4, 20, tzinfo=settings.zone)
        assert job.seconds_to_night(now) == 300  # SYS-102
        assert job.seconds_to_night(now + timedelta(minutes=5)) == 86_400


def _message(rows):
    values = [{**row.to_dict(), "eventtime": f"{row.eventtime.timestamp():.6f}"} for row in rows]
    return Message("cel_created", {"generation": "g", "offset": 0, "rows": values}, "u", "cel.created", "1", {}, b"")


async def test_events_of_a_call_are_found_by_an_index(database, ship, call):
    await ship(call("1.1"))
    async with database.session() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = (await session.scalars(text("EXPLAIN SELECT * FROM cel WHERE linkedid = ANY(ARRAY['1.1'])"))).all()
    assert any("uq_cel_event" in line for line in plan)  # SYS-102
