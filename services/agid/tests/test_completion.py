# SPDX-License-Identifier: GPL-3.0-or-later
"""Call completion: what may be asked for, when the caller is called back, and what he hears."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from xivo_agid.completion import Answer, CallCompletion
from xivo_agid.completion.offers import Attempt
from xivo_agid.settings import CompletionSettings, Settings
from xivo_agid.snapshot import Snapshot
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Amid, Call, Clock, Confd, eventually, user
from xivo_bus.event import Message
from xivo_clients.amid import AmidClient

ALICE, BOB, CAROL = 1, 2, 3
PHONE = {ALICE: "PJSIP/aaaa", BOB: "PJSIP/bbbb", CAROL: "PJSIP/dddd"}
CHANNEL = "1448900000.1"


class Office:
    """Alice calls Bob; ``completion`` is told what Asterisk would tell."""

    def __init__(self, completion: CallCompletion, amid: Amid, clock: Clock) -> None:
        self.completion = completion
        self.amid = amid
        self.clock = clock

    async def says(self, name: str, **data: str) -> None:
        await self.completion.hear(Message(name, data, "", f"ami.{name}", "1", {}, b""))

    async def calls(self, *rung: int, status: str = "NOANSWER", **attempt: Any) -> None:
        self.completion.begins(Attempt(ALICE, BOB, CHANNEL, self.clock.now, **attempt))
        for one in rung:
            event = {"Uniqueid": CHANNEL, "DestChannel": f"{PHONE[one]}-00000001"}
            await self.says("DialBegin", **event)
            await self.says("DialEnd", **event, DialStatus=status)
        await self.says("Hangup", Uniqueid=CHANNEL)

    async def is_now(self, who: int, state: str) -> None:
        self.amid.states[PHONE[who]] = state
        await self.says("DeviceStateChange", Device=PHONE[who], State=state)

    def asks(self) -> Answer:
        return self.completion.toggle(ALICE, PHONE[ALICE])

    @property
    def recalls(self) -> list[dict[str, Any]]:
        return [params for name, params in self.amid.actions if name == "Originate"]

    async def nothing_happens(self) -> None:
        await asyncio.sleep(0.05)
        assert self.recalls == []


@pytest.fixture
async def store(store: SnapshotStore, confd: Confd) -> SnapshotStore:
    confd.snapshot["users"].append(user(CAROL, "Carol", "Carter"))
    confd.snapshot["lines"].append({**confd.snapshot["lines"][0], "id": 14, "name": "dddd"})
    confd.snapshot["user_lines"].append({"user_id": CAROL, "line_id": 14, "main_user": True, "main_line": True})
    confd.snapshot["user_lines"] = [row for row in confd.snapshot["user_lines"] if row["line_id"] != 13]
    await store.fetch()
    return store


@pytest.fixture
async def office(
    settings: Settings, store: SnapshotStore, amid: Amid, amid_client: AmidClient, clock: Clock
) -> AsyncIterator[Office]:
    amid.states = dict.fromkeys(PHONE.values(), "NOT_INUSE")
    completion = CallCompletion(settings.completion, store, amid_client, clock)
    await completion.start()
    yield Office(completion, amid, clock)
    await completion.stop()


class TestDefaults:
    def test_are_those_of_the_manual(self) -> None:  # ADM-079
        settings = CompletionSettings()
        seconds = (settings.offer, settings.busy, settings.no_answer, settings.recall)
        assert [each.total_seconds() for each in seconds] == [30, 900, 900, 30]


class TestOffers:
    async def test_after_a_call_that_nobody_took(self, office: Office) -> None:
        await office.calls(BOB)
        assert office.asks() is Answer.ON

    async def test_end_after_thirty_seconds(self, office: Office) -> None:  # ADM-079
        await office.calls(BOB)
        office.clock.now += 31
        assert office.asks() is Answer.ERROR

    async def test_do_not_end_while_the_call_lasts(self, office: Office) -> None:
        office.completion.begins(Attempt(ALICE, BOB, CHANNEL, office.clock.now))
        office.clock.now += 60
        assert office.asks() is Answer.ON

    async def test_are_none_after_a_conversation(self, office: Office) -> None:
        await office.calls(BOB, status="ANSWER")
        assert office.asks() is Answer.ERROR

    async def test_are_none_without_a_call(self, office: Office) -> None:
        assert office.asks() is Answer.ERROR

    async def test_are_none_if_the_call_was_not_for_him(self, office: Office) -> None:  # ADM-080
        await office.calls(refused=True)
        assert office.asks() is Answer.ERROR

    async def test_are_none_if_a_subroutine_led_elsewhere(self, office: Office) -> None:  # ADM-080
        await office.calls(must_ring=True)
        assert office.asks() is Answer.ERROR
        office.completion.begins(Attempt(ALICE, CAROL, CHANNEL, office.clock.now))  # where it led
        assert office.asks() is Answer.ERROR
        office.clock.now += 60
        await office.calls(BOB, must_ring=True)
        assert office.asks() is Answer.ON

    async def test_are_for_who_was_called_first_if_another_answered(self, office: Office) -> None:  # ADM-081
        office.completion.begins(Attempt(ALICE, BOB, CHANNEL, office.clock.now))
        for who, status in ((BOB, "NOANSWER"), (CAROL, "ANSWER")):
            event = {"Uniqueid": CHANNEL, "DestChannel": f"{PHONE[who]}-00000001"}
            await office.says("DialBegin", **event)
            await office.says("DialEnd", **event, DialStatus=status)
        await office.says("Hangup", Uniqueid=CHANNEL)
        assert office.asks() is Answer.ON
        await office.is_now(BOB, "INUSE")
        await office.is_now(BOB, "NOT_INUSE")
        await eventually(lambda: office.recalls)
        assert office.recalls[0]["CallerID"] == '"Bob Benito" <1002>'

    async def test_are_for_the_secretary_who_rang(self, office: Office) -> None:  # ADM-071, ADM-082
        await office.calls(CAROL, filtered=True)
        office.asks()
        await office.is_now(CAROL, "INUSE")
        await office.is_now(CAROL, "NOT_INUSE")
        await eventually(lambda: office.recalls)
        assert "Carol Carter" in office.recalls[0]["CallerID"]


class TestARequest:
    async def test_waits_until_who_was_busy_is_free(self, office: Office) -> None:  # ADM-073
        office.amid.states[PHONE[BOB]] = "INUSE"
        await office.calls(BOB, status="BUSY")
        office.asks()
        await office.nothing_happens()
        await office.is_now(BOB, "NOT_INUSE")
        await eventually(lambda: office.recalls)
        (made,) = office.recalls
        assert (made["Channel"], made["Context"], made["Timeout"]) == (PHONE[ALICE], "xivo-completion", 30000)

    async def test_waits_until_who_did_not_answer_has_telephoned(self, office: Office) -> None:  # ADM-074, ADM-075
        await office.calls(BOB)
        office.asks()
        await office.nothing_happens()
        await office.is_now(BOB, "RINGING")
        await office.is_now(BOB, "NOT_INUSE")
        await office.nothing_happens()
        await office.is_now(BOB, "INUSE")
        await office.is_now(BOB, "NOT_INUSE")
        await eventually(lambda: office.recalls)

    async def test_waits_until_the_caller_is_free_too(self, office: Office) -> None:  # ADM-076
        await office.calls(BOB)
        office.asks()
        await eventually(lambda: office.amid.actions)
        await office.is_now(ALICE, "INUSE")
        await office.is_now(BOB, "INUSE")
        await office.is_now(BOB, "NOT_INUSE")
        await office.nothing_happens()
        await office.is_now(ALICE, "NOT_INUSE")
        await eventually(lambda: office.recalls)

    async def test_is_cancelled_by_the_same_code(self, office: Office) -> None:  # ADM-077
        await office.calls(BOB)
        assert [office.asks(), office.asks(), office.asks()] == [Answer.ON, Answer.OFF, Answer.ERROR]
        await office.is_now(BOB, "INUSE")
        await office.is_now(BOB, "NOT_INUSE")
        await office.nothing_happens()

    async def test_is_too_late_after_fifteen_minutes(self, office: Office) -> None:  # ADM-079
        await office.calls(BOB)
        office.asks()
        office.clock.now += 901
        await office.is_now(BOB, "INUSE")
        await office.is_now(BOB, "NOT_INUSE")
        await office.nothing_happens()

    async def test_ends_when_the_caller_does_not_answer(self, office: Office) -> None:
        await office.calls(BOB)
        office.asks()
        await eventually(lambda: office.amid.actions)
        await office.is_now(BOB, "INUSE")
        await office.is_now(BOB, "NOT_INUSE")
        await eventually(lambda: office.recalls)
        office.clock.now += 36
        await office.completion.missed()
        await eventually(lambda: office.completion.recalled(ALICE) is None)

    async def test_survives_a_restart(
        self, office: Office, settings: Settings, store: SnapshotStore, amid_client: AmidClient, clock: Clock
    ) -> None:
        await office.calls(BOB)
        office.asks()
        await eventually(lambda: office.amid.actions)
        await office.is_now(BOB, "INUSE")
        await office.completion.stop()
        again = CallCompletion(settings.completion, store, amid_client, clock)
        await again.start()
        try:
            office.amid.states[PHONE[BOB]] = "NOT_INUSE"
            await again.missed()
            await eventually(lambda: office.recalls)
        finally:
            await again.stop()

    async def test_waits_while_amid_is_away(self, office: Office) -> None:
        office.amid.away = True
        await office.calls(BOB)
        office.asks()
        await office.nothing_happens()
        office.amid.states[PHONE[BOB]] = "INUSE"
        office.amid.away = False
        await office.completion.missed()
        await eventually(lambda: office.amid.actions)
        await office.is_now(BOB, "NOT_INUSE")
        await eventually(lambda: office.recalls)


class TestTheDialplansQuestions:
    async def test_who_is_no_user_gets_no_answer(self, call: Call) -> None:
        assert "XIVO_CC" not in await call("cc_toggle")

    async def test_a_call_to_a_user_can_be_completed(self, call: Call, store: SnapshotStore) -> None:
        await call("incoming_user_set_features", "2", "1002", "default", "1", "intern", "")
        told = await call("cc_toggle", agi_channel="PJSIP/aaaa-00000002", XIVO_USERID="1")
        assert told["XIVO_CC"] == "on"
        told = await call("cc_toggle", agi_channel="PJSIP/aaaa-00000003", XIVO_USERID="1")
        assert told["XIVO_CC"] == "off"

    async def test_a_forwarded_part_of_a_call_is_not_what_he_dialled(self, call: Call, store: SnapshotStore) -> None:
        await call("incoming_user_set_features", "2", "1002", "default", "1", "intern", "1")
        told = await call("cc_toggle", agi_channel="PJSIP/aaaa-00000002", XIVO_USERID="1")
        assert told["XIVO_CC"] == "error"

    @pytest.mark.parametrize(
        "changes",
        [
            {"unconditional_enabled": True, "unconditional_destination": "1003"},
            {"schedule_id": 5},
        ],
    )
    async def test_not_if_the_call_went_elsewhere_at_once(
        self, call: Call, store: SnapshotStore, confd: Confd, changes: dict[str, Any]
    ) -> None:  # ADM-080
        closed = {"id": 5, "enabled": True, "timezone": "UTC", "open_periods": [], "exceptional_periods": []}
        closed |= {"closed_destination": {"type": "none"}}
        users = [{**row, **changes} if row["id"] == BOB else row for row in confd.snapshot["users"]]
        confd.change(users=users, schedules=[closed])
        await store.fetch()
        await call("incoming_user_set_features", "2", "1002", "default", "1", "intern", "")
        told = await call("cc_toggle", agi_channel="PJSIP/aaaa-00000002", XIVO_USERID="1")
        assert told["XIVO_CC"] == "error"


def test_a_telephone_is_known_by_its_channel(store: SnapshotStore) -> None:
    snapshot = store.current
    assert isinstance(snapshot, Snapshot)
    assert snapshot.users_by_interface[PHONE[BOB]] == BOB


def test_timers_can_be_changed() -> None:
    assert CompletionSettings(recall=timedelta(seconds=5)).recall.total_seconds() == 5
