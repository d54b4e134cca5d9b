# SPDX-License-Identifier: GPL-3.0-or-later
"""A call from outside to a number of this system."""

from typing import Any

import pytest
from xivo_agid.caller_ids import parse, rewritten_name
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd, Dird

RULES = [
    {"name": "national1", "callerid": r"^0[1-9]\d{8}$", "strip": 1, "add": "+33"},
    {"name": "international1", "callerid": r"^\+(?!33)\d{4,}$", "strip": 1, "add": "00"},
    {"name": "never", "callerid": r"^0", "strip": 5, "add": ""},
]
INCALL: dict[str, Any] = {
    "id": 9,
    "exten": "5550001",
    "context": "from-extern",
    "enabled": True,
    "destination": {"type": "user", "user_id": 1, "ring_time": 20},
    "caller_id_mode": None,
    "caller_id_name": "",
    "preprocess_subroutine": "my-subroutine",
    "schedule_id": None,
}


async def said(call: Call, store: SnapshotStore, confd: Confd, caller: tuple[str, str], **changes: Any) -> Any:
    confd.change(incalls=[{**INCALL, **changes}])
    assert await store.fetch()
    number, name = caller
    return await call(
        "incoming_did_set_features", "9", "5550001", "from-extern", agi_callerid=number, agi_calleridname=name
    )


class TestACallToADid:
    async def test_goes_to_its_destination(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-253, ADM-267
        told = await said(call, store, confd, ("0612345678", "Carol"))
        assert (told["XIVO_PATH"], told["XIVO_PATH_ID"], told["XIVO_FROM_AGI"]) == ("incall", "9", "1")
        assert (told["XIVO_REAL_NUMBER"], told["XIVO_REAL_CONTEXT"]) == ("5550001", "from-extern")
        assert told["XIVO_FWD_INCALL_ANSWER_ACTION"] == "user"
        assert told["XIVO_FWD_INCALL_ANSWER_ACTIONARG1"] == "1"
        assert told["XIVO_FWD_INCALL_ANSWER_ACTIONARG2"] == "20"
        assert told["XIVO_DIDPREPROCESS_SUBROUTINE"] == "my-subroutine"  # API-215
        assert (told["XIVO_AUTHORIZATION"], told["XIVO_SCHEDULE_STATUS"]) == ("ALLOW", "opened")
        assert not [name for name in told if name.startswith("CALLERID")]

    @pytest.mark.parametrize(
        ("mode", "expected"),
        [("prepend", "Sales - Carol"), ("append", "Carol - Sales"), ("overwrite", "Sales")],
    )  # ADM-253
    async def test_is_announced_as_it_says(
        self, call: Call, store: SnapshotStore, confd: Confd, mode: str, expected: str
    ) -> None:
        told = await said(call, store, confd, ("55", "Carol"), caller_id_mode=mode, caller_id_name="Sales")
        assert told["CALLERID(name)"] == expected

    async def test_a_number_from_outside_is_written_as_the_rules_say(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        # SYS-027
        confd.snapshot["settings"] = {"caller_id_transformations": {"rules": RULES}}
        told = await said(call, store, confd, ("0123456789", "0123456789"))
        assert (told["CALLERID(num)"], told["CALLERID(name)"]) == ("+33123456789", "+33123456789")
        told = await said(call, store, confd, ("0123456789", "Carol"))
        assert "CALLERID(name)" not in told
        assert (await call("in_callerid", agi_callerid="+4412345"))["CALLERID(num)"] == "004412345"
        assert await call("in_callerid", agi_callerid="unknown") == {}

    async def test_of_a_closed_schedule_says_so(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        hangup = {"type": "hangup", "cause": "busy", "timeout": 0}
        closed = {
            "id": 4,
            "enabled": True,
            "timezone": "UTC",
            "open_periods": [],
            "exceptional_periods": [],
            "closed_destination": hangup,
        }
        confd.change(schedules=[closed])
        told = await said(call, store, confd, ("55", ""), schedule_id=4)
        assert (told["XIVO_SCHEDULE_STATUS"], told["XIVO_FWD_SCHEDULE_OUT_ACTION"]) == ("closed", "endcall:busy")

    async def test_that_is_not_known_yet_changes_nothing(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        assert await call("incoming_did_set_features", "77", "1", "from-extern") == {}


class TestCallerIds:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ('"My Name" <9999>', ("My Name", "9999")),
            ('"My Name"', ("My Name", "")),
            ("<+33123>", ("", "+33123")),
            ("5551234", ("", "5551234")),
            ("", ("", "")),
            ("Bob", ("Bob", "")),
        ],
    )  # ADM-287
    def test_are_a_name_and_a_number(self, written: str, expected: tuple[str, str]) -> None:
        assert parse(written) == expected

    def test_a_caller_without_a_name_is_announced_all_the_same(self) -> None:
        assert [rewritten_name(mode, "Sales", "") for mode in ("prepend", "append", "overwrite", None)] == [
            "Sales",
            "Sales",
            "Sales",
            "",
        ]


async def test_a_voice_menu_is_a_context_of_the_administrator(call: Call, store: SnapshotStore, confd: Confd) -> None:
    menu = {"id": 2, "name": "welcome", "enabled": True, "dialplan_context": "dp-ivr-example", "schedule_id": None}
    confd.change(voice_menus=[menu, {**menu, "id": 3, "enabled": False}])
    await store.fetch()
    told = await call("voicemenu", "2")
    assert (told["XIVO_VCMN_CONTEXT"], told["XIVO_SCHEDULE_STATUS"]) == ("dp-ivr-example", "opened")
    assert await call("voicemenu", "3") == {}


CAROL = {"reverse": "Carol Cohen", "firstname": "Carol", "mail": "a,b", "phonebook.firstname": "Carol", "relations": {}}


class TestWhoGivesNoName:
    """CC-036, ADM-170: the directories tell his name, if they do so at once."""

    @pytest.mark.parametrize("name", ["unknown", "", "5551234", '"unknown"', "Unknown"])
    async def test_is_looked_up(self, call: Call, store: SnapshotStore, confd: Confd, dird: Dird, name: str) -> None:
        dird.names["5551234"] = CAROL
        told = await said(call, store, confd, ("5551234", name))
        assert told["CALLERID(name)"] == "Carol Cohen"
        assert told["XIVO_REVERSE_LOOKUP"] == "db-reverse: Carol Cohen,db-firstname: Carol,db-mail: a b"
        assert dird.asked == [("5551234", confd.snapshot["users"][0]["uuid"])]

    async def test_after_the_number_was_rewritten_and_before_the_announcement(
        self, call: Call, store: SnapshotStore, confd: Confd, dird: Dird
    ) -> None:
        confd.snapshot["settings"] = {"caller_id_transformations": {"rules": RULES}}
        dird.names["+33123456789"] = CAROL
        told = await said(call, store, confd, ("0123456789", "0123456789"))
        assert (told["CALLERID(num)"], told["CALLERID(name)"]) == ("+33123456789", "Carol Cohen")
        told = await said(
            call,
            store,
            confd,
            ("0123456789", "0123456789"),
            caller_id_mode="prepend",
            caller_id_name="Sales",
            destination={"type": "none"},
        )
        assert told["CALLERID(name)"] == "Sales - Carol Cohen"
        assert dird.asked[-1][1] == "00000000-0000-0000-0000-000000000000"

    @pytest.mark.parametrize("caller", [("5551234", "Carol C."), ("anonymous", "unknown"), ("", "unknown")])
    async def test_others_are_not(
        self, call: Call, store: SnapshotStore, confd: Confd, dird: Dird, caller: tuple[str, str]
    ) -> None:
        dird.names["5551234"] = CAROL
        told = await said(call, store, confd, caller)
        assert "CALLERID(name)" not in told
        assert dird.asked == []

    @pytest.mark.parametrize("fault", ["away", "slow", "unknown", "nameless"])
    async def test_without_an_answer_the_call_goes_on(
        self, call: Call, store: SnapshotStore, confd: Confd, dird: Dird, fault: str
    ) -> None:
        dird.names["5551234"] = {"reverse": None} if fault == "nameless" else CAROL
        dird.away, dird.slow = fault == "away", 30.0 if fault == "slow" else 0
        told = await said(call, store, confd, ("555" if fault == "unknown" else "5551234", "unknown"))
        assert told["XIVO_FWD_INCALL_ANSWER_ACTION"] == "user"
        assert "CALLERID(name)" not in told

    async def test_hostile_names_stay_on_one_line(
        self, call: Call, store: SnapshotStore, confd: Confd, dird: Dird
    ) -> None:
        dird.names["5551234"] = {"reverse": 'A"\r\nB' + "x" * 200, "note": "1\n2", "long": "y" * 2000}
        told = await said(call, store, confd, ("5551234", "unknown"))
        assert "\n" not in told["CALLERID(name)"] + told["XIVO_REVERSE_LOOKUP"]
        assert len(told["CALLERID(name)"]) == 80
        assert len(told["XIVO_REVERSE_LOOKUP"]) <= 1000

    async def test_an_own_dialplan_asks_for_itself(self, call: Call, dird: Dird) -> None:
        # API-215
        dird.names["5551234"] = CAROL
        told = await call("callerid_forphones", agi_callerid="5551234", agi_calleridname="5551234")
        assert told["CALLERID(name)"] == "Carol Cohen"
