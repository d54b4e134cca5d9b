# SPDX-License-Identifier: GPL-3.0-or-later
"""Events to the bus."""

import asyncio

from xivo_amid.event_buffer import EventBuffer
from xivo_amid.settings import BufferSettings


async def test_an_event_as_the_manual_shows_it(manager, make_amid):
    # API-033
    async with manager, make_amid() as amid:
        await amid.resynced()
        manager.send({"Event": "QueueMemberStatus", "Penalty": "0", "Skills": "", "Queue": "petak"})
        await amid.until(lambda: amid.bus.named("QueueMemberStatus"))
    message = amid.bus.named("QueueMemberStatus")[0]
    assert message.routing_key == "ami.QueueMemberStatus"
    assert message.data == {"Penalty": "0", "Skills": "", "Queue": "petak"}


async def test_order_of_arrival_and_numbers_without_gaps(manager, make_amid):
    # API-033
    async with manager, make_amid() as amid:
        await amid.resynced()
        manager.send(*({"Event": "Newexten", "Number": str(number)} for number in range(3000)))
        await amid.until(lambda: len(amid.bus.named("Newexten")) == 3000)
        status = await amid.status()
    messages = amid.bus.messages
    assert [message.data["Number"] for message in amid.bus.named("Newexten")] == [str(number) for number in range(3000)]
    assert [message.headers["seq"] for message in messages] == list(range(1, len(messages) + 1))
    assert status["events"]["published"] == len(messages)


async def test_a_connection_begins_with_a_snapshot(manager, make_amid):
    def answer(action):
        return [
            {"Response": "Success", "EventList": "start"},
            {"Event": "CoreShowChannel", "Channel": "PJSIP/a-1"},
            {"Event": "CoreShowChannelsComplete", "EventList": "Complete"},
        ]

    manager.answer = answer
    async with manager, make_amid() as amid:
        await amid.resynced()
    names = [message.name for message in amid.bus.messages]
    assert names == ["FullyBooted", "CoreShowChannel", "CoreShowChannelsComplete", "resynced"]
    resynced = amid.bus.messages[-1]
    assert resynced.routing_key == "ami.resynced"
    assert resynced.data == {"epoch": str(resynced.headers["epoch"]), "CoreShowChannels": "1"}


async def test_each_connection_is_a_new_epoch(manager, make_amid):
    # API-033: kill and restart Asterisk, amid reconnects
    async with manager, make_amid() as amid:
        await amid.resynced()
        manager.hang_up()
        await amid.resynced(2)
        assert (await amid.status())["resyncs"] == 2
    first, second = amid.bus.named("resynced")
    assert second.headers["epoch"] > first.headers["epoch"]
    later = [message for message in amid.bus.messages if message.headers["epoch"] == second.headers["epoch"]]
    assert [message.headers["seq"] for message in later] == list(range(1, len(later) + 1))


async def test_no_snapshot_before_asterisk_has_booted(manager, make_amid):
    manager.booted = False
    async with manager, make_amid() as amid:
        await amid.until(lambda: manager.actions)
        await asyncio.sleep(0.1)
        assert [action["Action"] for action in manager.actions] == ["Login"]
        manager.send({"Event": "FullyBooted"})
        await amid.resynced()


async def test_it_waits_for_asterisk_to_come_up(manager, make_amid):
    async with make_amid() as amid:
        await asyncio.sleep(0.1)
        async with manager:
            await amid.resynced()
            assert (await amid.client.get("/health/ready")).status_code == 200


async def test_a_wrong_password_is_tried_again(manager, make_amid):
    async with manager, make_amid(ami={"password": "bad"}) as amid:
        await amid.until(lambda: len(manager.actions) > 1)
        status = await amid.status()
    assert status["dependencies"]["asterisk-manager"]["cause"] == "Authentication"


class TestPressure:
    def buffer(self, **settings):
        calls = []
        buffer = EventBuffer(
            BufferSettings(**settings),
            on_full=lambda: calls.append("full"),
            on_room=lambda: calls.append("room"),
        )
        return buffer, calls

    async def test_only_varset_and_rtcp_are_dropped_and_counted(self):
        buffer, _ = self.buffer(capacity=200, shed_from=50)
        for _ in range(50):
            buffer.put({"Event": "VarSet"})
        for name in ("VarSet", "RTCPSent", "RTCPReceived", "Newchannel", "Hangup"):
            buffer.put({"Event": name})
        taken = await buffer.take()
        assert buffer.shed == 3
        assert [event.message["Event"] for event in taken[50:]] == ["Newchannel", "Hangup"]
        assert [event.seq for event in taken] == list(range(1, 53))

    async def test_a_full_buffer_makes_asterisk_wait(self):
        buffer, calls = self.buffer(capacity=100, shed_from=50)
        for _ in range(120):
            buffer.put({"Event": "Newchannel"})
        assert calls == ["full"]
        assert len(await buffer.take(100)) == 100
        assert calls == ["full", "room"]
        assert len(buffer) == 20

    async def test_nothing_is_lost_when_the_bus_is_slow(self, manager, make_amid):
        async with manager, make_amid(buffer={"capacity": 100, "shed_from": 50}) as amid:
            await amid.resynced()
            for _ in range(10):
                manager.send(*({"Event": "Newexten", "Number": "1"} for _ in range(300)))
            await amid.until(lambda: len(amid.bus.named("Newexten")) == 3000)
            assert (await amid.status())["events"]["shed"] == 0


async def test_events_lost_by_the_bus_lead_to_a_new_epoch(manager, make_amid):
    async with manager, make_amid() as amid:
        await amid.resynced()
        amid.bus.available = False
        manager.send({"Event": "Newchannel"})
        await asyncio.sleep(0.05)
        amid.bus.available = True
        assert (await amid.status())["events"]["unsent"] == 1
        amid.app.state.link.request_resync()
        await amid.resynced(2)
    first, second = amid.bus.named("resynced")
    assert second.headers["epoch"] > first.headers["epoch"]
    assert not amid.bus.named("Newchannel")


async def test_it_says_where_it_connects(manager, make_amid, caplog):
    # DEV-013
    caplog.set_level("INFO")
    async with manager, make_amid() as amid:
        await amid.resynced()
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("xivo_amid")]
    assert any(line.startswith("Connecting AMI client to ") for line in lines)
