# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import time
from datetime import timedelta

import pytest
from xivo_asterisk.ami import AMIAddress, AMIClient, AMILoginRefused
from xivo_asterisk.ami_message import encode_action, parse_message, split_messages
from xivo_asterisk.errors import AsteriskInjection, AsteriskUnavailable
from xivo_asterisk.testing import FakeManager


def client(manager, on_event=None, secret="good", **options):
    return AMIClient(AMIAddress(path=manager.path), username="amid", secret=secret, on_event=on_event, **options)


async def until(condition):
    async with asyncio.timeout(2):
        while not condition():  # noqa: ASYNC110  any condition may be waited for
            await asyncio.sleep(0.005)


class TestMessages:
    def test_a_message_is_a_flat_dictionary_of_strings(self):
        # API-033
        raw = b"Event: QueueMemberStatus\r\nPenalty: 0\r\nSkills: \r\nEmpty:\r\nLocation: sip/m3ylhs"
        assert parse_message(raw) == {
            "Event": "QueueMemberStatus",
            "Penalty": "0",
            "Skills": "",
            "Empty": "",
            "Location": "sip/m3ylhs",
        }

    def test_a_value_may_hold_colons_and_bad_utf8(self):
        assert parse_message(b"Time: 10:20\r\nName: \xff: x") == {"Time": "10:20", "Name": "�: x"}

    def test_repeated_keys_are_joined(self):
        assert parse_message(b"Output: one\r\nOutput: two") == {"Output": "one\ntwo"}

    def test_an_incomplete_message_stays(self):
        assert split_messages(b"A: 1\r\n\r\nB: 2\r\n") == ([b"A: 1"], b"B: 2\r\n")

    @pytest.mark.parametrize(
        ("name", "params"),
        [
            ("Ping\r\nAction: Command", {}),
            ("Ping", {"A\nB": "1"}),
            ("Ping", {"A:B": "1"}),
            ("Ping", {"": "1"}),
            ("Ping", {"A": "1\r\nAction: Command"}),
            ("Ping", {"Variable": ["ok", "bad\n"]}),
            ("Ping", {"ActionID": "mine"}),
        ],
    )
    def test_injection_is_refused(self, name, params):
        with pytest.raises(AsteriskInjection):
            encode_action(name, params, "1")

    def test_lists_and_booleans(self):
        encoded = encode_action("Originate", {"Async": True, "Variable": ["a=1", "b=2"], "N": 3}, "7")
        assert encoded == (
            b"Action: Originate\r\nActionID: 7\r\nAsync: true\r\nVariable: a=1\r\nVariable: b=2\r\nN: 3\r\n\r\n"
        )

    def test_parsing_is_fast_enough_for_ten_thousand_events_a_second(self):
        event = b"Event: VarSet\r\n" + b"".join(b"Key%d: some value %d\r\n" % (i, i) for i in range(20)) + b"\r\n"
        stream = event * 5000
        begin = time.process_time()
        messages, _ = split_messages(stream)
        parsed = [parse_message(message) for message in messages]
        assert len(parsed) == 5000
        assert time.process_time() - begin < 0.5


class TestConnection:
    async def test_events_come_in_order(self, tmp_path):
        # API-033
        events = []
        async with FakeManager(tmp_path / "ami") as manager:
            ami = client(manager, events.append)
            await ami.connect()
            assert ami.banner == "Asterisk Call Manager/11.0.0"
            manager.send(*({"Event": "Newchannel", "Number": str(number)} for number in range(2000)))
            await until(lambda: len(events) == 2000)
            ami.close()
        assert [event["Number"] for event in events] == [str(number) for number in range(2000)]

    async def test_wrong_secret(self, tmp_path):
        async with FakeManager(tmp_path / "ami") as manager:
            with pytest.raises(AMILoginRefused, match="Authentication"):
                await client(manager, secret="bad").connect()

    async def test_nobody_listens(self, tmp_path):
        ami = AMIClient(AMIAddress(path=str(tmp_path / "absent")), username="a", secret="b")
        with pytest.raises(AsteriskUnavailable):
            await ami.connect()

    async def test_a_list_is_gathered_and_other_events_pass(self, tmp_path):
        events = []

        def answer(action):
            return [
                {"Response": "Success", "EventList": "start"},
                {"Event": "CoreShowChannel", "Channel": "PJSIP/a-1"},
                {"Event": "CoreShowChannelsComplete", "EventList": "Complete", "ListItems": "1"},
            ]

        async with FakeManager(tmp_path / "ami", answer) as manager:
            ami = client(manager, events.append)
            await ami.connect()
            messages = await ami.action("CoreShowChannels")
            manager.send({"Event": "Hangup"})
            await until(lambda: events)
            ami.close()
        assert [message.get("Event", "response") for message in messages] == [
            "response",
            "CoreShowChannel",
            "CoreShowChannelsComplete",
        ]
        assert events == [{"Event": "Hangup"}]

    async def test_a_snapshot_stays_in_its_place_among_the_events(self, tmp_path):
        events = []

        def answer(action):
            manager.send({"Event": "Hangup", "Channel": "a"})
            return [
                {"Response": "Success", "EventList": "start"},
                {"Event": "CoreShowChannel", "Channel": "b"},
                {"Event": "CoreShowChannelsComplete", "EventList": "Complete"},
            ]

        async with FakeManager(tmp_path / "ami", answer) as manager:
            ami = client(manager, events.append)
            await ami.connect()
            await ami.action("CoreShowChannels", in_stream=True)
            ami.close()
        assert [event["Event"] for event in events] == ["Hangup", "CoreShowChannel", "CoreShowChannelsComplete"]

    async def test_no_answer_in_time(self, tmp_path):
        async with FakeManager(tmp_path / "ami", lambda action: None) as manager:
            ami = client(manager)
            await ami.connect()
            with pytest.raises(AsteriskUnavailable, match="no answer to Ping"):
                await ami.action("Ping", within=timedelta(milliseconds=50))
            ami.close()

    async def test_a_lost_connection_fails_what_is_in_flight(self, tmp_path):
        async with FakeManager(tmp_path / "ami", lambda action: None) as manager:
            ami = client(manager)
            await ami.connect()
            waiting = asyncio.create_task(ami.action("Ping"))
            await until(lambda: len(manager.actions) == 2)
            manager.hang_up()
            with pytest.raises(AsteriskUnavailable):
                await waiting
            assert "closed" in await ami.wait_lost()
            assert not ami.connected
            with pytest.raises(AsteriskUnavailable):
                await ami.action("Ping")

    async def test_silence_is_noticed(self, tmp_path):
        async with FakeManager(tmp_path / "ami", lambda action: None) as manager:
            ami = client(manager, keepalive=timedelta(milliseconds=40))
            await ami.connect()
            async with asyncio.timeout(2):
                assert await ami.wait_lost() == "no sign of life"
            assert any(action["Action"] == "Ping" for action in manager.actions)

    async def test_keepalive_keeps(self, tmp_path):
        async with FakeManager(tmp_path / "ami") as manager:
            ami = client(manager, keepalive=timedelta(milliseconds=500))
            await ami.connect()
            async with asyncio.timeout(30):
                while sum(action["Action"] == "Ping" for action in manager.actions) < 3:  # noqa: ASYNC110  the fake has no event
                    await asyncio.sleep(0.01)
            assert ami.connected
            ami.close()
