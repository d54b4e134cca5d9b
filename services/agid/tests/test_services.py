# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dialplan is told about groups, conference rooms, paging and the boss's filter."""

from typing import Any

import pytest
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd

GROUP = {
    "id": 3,
    "name": "sales",
    "enabled": True,
    "ignore_forward": True,
    "mark_answered_elsewhere": False,
    "ring_tone": True,
    "allow_callee_transfer": False,
    "allow_caller_transfer": True,
    "allow_callee_record": False,
    "allow_caller_record": False,
    "timeout": 40,
    "preprocess_subroutine": "my-sub",
    "caller_id_mode": None,
    "caller_id_name": "",
    "schedule_id": None,
    "fallbacks": {"noanswer": {"type": "user", "user_id": 1, "ring_time": 0}, "busy": None, "fail": None},
}
ROOM = {
    "id": 5,
    "exten": "4001",
    "context": "default",
    "pin": "",
    "admin_pin": "",
    "user_menu": False,
    "admin_menu": True,
    "preprocess_subroutine": "",
}
PAGING = {
    "id": 1,
    "number": "601",
    "enabled": True,
    "duplex": True,
    "ignore_forward": False,
    "record": False,
    "quiet": True,
    "timeout": 20,
    "announce_caller": False,
    "announce_sound": "gong",
    "callers": [1],
    "members": [1, 2],
}
FILTER = {
    "id": 9,
    "name": "boss",
    "enabled": True,
    "boss_id": 1,
    "secretaries": [{"user_id": 2, "active": False, "ring_time": 0}],
    "member_ids": {"2": 3},
}


@pytest.fixture
async def know(confd: Confd, store: SnapshotStore) -> Any:
    async def take(**rows: Any) -> None:
        confd.change(**rows)
        assert await store.fetch()

    return take


class TestACallToAGroup:  # ADM-209
    async def test_is_queued_as_the_group_says(self, call: Call, know: Any) -> None:
        await know(groups=[GROUP])
        said = await call("incoming_group_set_features", "3", "2000", "default")
        assert (said["XIVO_GROUPNAME"], said["XIVO_GROUPOPTIONS"], said["XIVO_GROUPTIMEOUT"]) == ("sales", "irT", "40")
        assert said["XIVO_GROUPANSWER"] == "0"
        assert said["XIVO_GROUPPREPROCESS_SUBROUTINE"] == "my-sub"  # ADM-296
        assert (said["XIVO_FWD_GROUP_NOANSWER_ACTION"], said["XIVO_FWD_GROUP_NOANSWER_ACTIONARG1"]) == ("user", "1")
        assert said["XIVO_FWD_GROUP_BUSY_ACTION"] == "none"
        assert said["XIVO_SCHEDULE_STATUS"] == "opened"

    async def test_music_is_for_calls_that_were_answered(self, call: Call, know: Any) -> None:
        await know(groups=[{**GROUP, "ring_tone": False, "timeout": 0}])
        said = await call("incoming_group_set_features", "3", "2000", "default")
        assert (said["XIVO_GROUPANSWER"], said["XIVO_GROUPOPTIONS"], said["XIVO_GROUPTIMEOUT"]) == ("1", "iT", "")

    async def test_a_group_that_is_switched_off_has_no_name(self, call: Call, know: Any) -> None:
        await know(groups=[{**GROUP, "enabled": False}])
        said = await call("incoming_group_set_features", "3", "2000", "default", XIVO_GROUPNAME="sales")
        assert said["XIVO_GROUPNAME"] == ""

    async def test_one_that_is_not_known_keeps_what_the_dialplan_had(self, call: Call, know: Any) -> None:
        await know(groups=[GROUP])
        for number in ("99", "", "x"):
            assert await call("incoming_group_set_features", number, XIVO_GROUPNAME="g") == {"XIVO_GROUPNAME": "g"}


class TestAConferenceRoom:
    async def test_without_a_pin_is_open_to_everybody(self, call: Call, know: Any) -> None:  # ADM-105
        await know(conference_rooms=[ROOM])
        said = await call("incoming_meetme_set_features", "5", "4001", "default")
        assert (said["XIVO_MEETMECONFNO"], said["XIVO_MEETMEROLE"], said["XIVO_MEETMEMENU"]) == (
            "4001@default",
            "user",
            "",
        )

    @pytest.mark.parametrize(
        ("pin", "admin_pin", "entered", "role"),
        [
            ("12", "99", "12", "user"),
            ("12", "99", "99", "admin"),
            ("12", "99", "", ""),
            ("12", "99", "13", ""),
            ("12", "", "", ""),
            ("", "99", "", "user"),
            ("", "99", "98", ""),
        ],
    )
    async def test_asks_for_its_pin(  # ADM-106, ADM-109
        self, call: Call, know: Any, pin: str, admin_pin: str, entered: str, role: str
    ) -> None:
        await know(conference_rooms=[{**ROOM, "pin": pin, "admin_pin": admin_pin}])
        said = await call("incoming_meetme_set_features", "5", "4001", "default")
        assert said["XIVO_MEETMEROLE"] == ""
        assert not any(pin and pin == value for value in said.values())
        checked = await call("incoming_meetme_check_pin", "5", entered, XIVO_MEETMEROLE="admin")
        assert checked["XIVO_MEETMEROLE"] == role
        assert checked.get("XIVO_MEETMEMENU") == {"admin": "xivo-admin-menu", "user": "", "": None}[role]

    async def test_that_is_not_known_lets_nobody_in(self, call: Call, know: Any) -> None:
        await know(conference_rooms=[ROOM])
        assert (await call("incoming_meetme_check_pin", "6", "", XIVO_MEETMEROLE="user"))["XIVO_MEETMEROLE"] == ""


class TestPaging:  # CC-024, CC-025
    async def test_everybody_else_is_called_in_the_way_it_says(self, call: Call, know: Any) -> None:
        await know(paging=[PAGING])
        said = await call("paging", "601", XIVO_USERID="1")
        assert said["XIVO_PAGING_LINES"] == "PJSIP/bbbb&PJSIP/cccc"
        assert (said["XIVO_PAGING_OPTS"], said["XIVO_PAGING_TIMEOUT"]) == ("sdqA(gong)n", "20")

    async def test_who_may_not_and_what_is_none(self, call: Call, know: Any) -> None:
        await know(paging=[PAGING, {**PAGING, "id": 2, "number": "602", "enabled": False}])
        for number, user in (("601", "2"), ("601", ""), ("602", "1"), ("603", "1"), ("", "1")):
            assert "XIVO_PAGING_LINES" not in await call("paging", number, XIVO_USERID=user)


class TestTheBossesFilter:  # ADM-066
    @pytest.mark.parametrize("caller", ["1", "2"])
    async def test_boss_and_secretary_switch_it(self, call: Call, know: Any, confd: Confd, caller: str) -> None:
        await know(call_filters=[FILTER])
        assert (await call("callfilter", "3", XIVO_USERID=caller))["XIVO_BSFILTERENABLED"] == "1"
        assert confd.requests[-1] == "/call_filters/9/secretaries/2"
        active = [{**FILTER["secretaries"][0], "active": True}]  # type: ignore[index]
        await know(call_filters=[{**FILTER, "secretaries": active}])
        assert (await call("callfilter", "3", XIVO_USERID=caller))["XIVO_BSFILTERENABLED"] == "0"

    @pytest.mark.parametrize(("member", "caller"), [("3", "7"), ("3", ""), ("4", "1"), ("", "1"), ("x", "1")])
    async def test_nobody_else_and_no_other_number(self, call: Call, know: Any, member: str, caller: str) -> None:
        await know(call_filters=[FILTER])
        assert "XIVO_BSFILTERENABLED" not in await call("callfilter", member, XIVO_USERID=caller)

    async def test_what_confd_does_not_do_is_not_said_to_be_done(self, call: Call, know: Any, confd: Confd) -> None:
        await know(call_filters=[FILTER])
        confd.refuses = "call_filters"
        assert "XIVO_BSFILTERENABLED" not in await call("callfilter", "3", XIVO_USERID="1")


def filtering(**fields: Any) -> dict[str, Any]:
    """Bob is the boss, Alice and a third his secretaries."""
    secretaries = [{"user_id": 1, "active": True, "ring_time": 5}, {"user_id": 3, "active": True, "ring_time": 0}]
    return {
        **FILTER,
        "boss_id": 2,
        "secretaries": secretaries,
        "call_from": "all",
        "mode": "secretary-serial",
        "ring_time": 20,
        "boss_ring_time": 8,
        "caller_id_mode": "prepend",
        "caller_id_name": "Boss",
        "noanswer": {"type": "hangup", "cause": "busy", "timeout": 0},
        **fields,
    }


class TestACallToABoss:
    @pytest.fixture(autouse=True)
    def a_third_has_a_line(self, confd: Confd) -> None:
        third = {**confd.snapshot["users"][0], "id": 3, "uuid": "x", "caller_id": '"Carol"'}
        line = {"id": 14, "name": "dddd", "context": "default", "provisioning_extension": "4", "enabled": True}
        link = {"user_id": 3, "line_id": 14, "main_user": True, "main_line": True}
        confd.snapshot["users"].append(third)
        confd.snapshot["lines"].append(line)
        confd.snapshot["user_lines"].append(link)

    async def test_rings_his_secretaries_the_last_one_first(self, call: Call, know: Any) -> None:  # ADM-063, ADM-064
        await know(call_filters=[filtering()])
        said = await call("incoming_user_set_features", "2", "1002", "default", "")
        assert (said["XIVO_CALLFILTER"], said["XIVO_CALLFILTER_MODE"]) == ("1", "secretary-serial")
        assert said["XIVO_CALLFILTER_SECRETARY0_INTERFACE"] == "PJSIP/dddd"
        assert said["XIVO_CALLFILTER_SECRETARY1_INTERFACE"] == "PJSIP/aaaa"
        assert said["XIVO_CALLFILTER_SECRETARY1_TIMEOUT"] == "5"
        assert said["XIVO_CALLFILTER_SECRETARY2_INTERFACE"] == ""
        assert said["XIVO_CALLFILTER_INTERFACE"] == "PJSIP/dddd&PJSIP/aaaa"
        assert (said["XIVO_CALLFILTER_BOSS_INTERFACE"], said["XIVO_CALLFILTER_BOSS_TIMEOUT"]) == (
            "PJSIP/bbbb&PJSIP/cccc",
            "8",
        )
        assert said["XIVO_FWD_CALLFILTER_NOANSWER_ACTION"] == "endcall:busy"
        assert said["CALLERID(name)"].startswith("Boss")  # ADM-065

    async def test_is_filtered_by_all_once_he_says_so(self, call: Call, know: Any, confd: Confd) -> None:  # CC-122
        nobody_on = [{"user_id": user_id, "active": False, "ring_time": 0} for user_id in (1, 3)]
        boss = next(row for row in confd.snapshot["users"] if row["id"] == 2)
        for is_on, row, caller, filtered in (
            (False, filtering(secretaries=nobody_on), "", ""),
            (True, filtering(secretaries=nobody_on), "", "1"),
            (True, filtering(secretaries=nobody_on), "1", ""),
            (True, filtering(secretaries=nobody_on, enabled=False), "", ""),
            (True, filtering(secretaries=nobody_on, call_from="internal"), "", ""),
        ):
            boss["incallfilter_enabled"] = is_on
            await know(call_filters=[row])
            said = await call("incoming_user_set_features", "2", "1002", "default", caller)
            assert said["XIVO_CALLFILTER"] == filtered
        boss["incallfilter_enabled"] = True
        await know(call_filters=[filtering(secretaries=nobody_on)])
        said = await call("incoming_user_set_features", "2", "1002", "default", "")
        assert said["XIVO_CALLFILTER_INTERFACE"] == "PJSIP/dddd&PJSIP/aaaa"

    @pytest.mark.parametrize(
        ("fields", "caller"),
        [
            ({}, "1"),
            ({"enabled": False}, ""),
            ({"call_from": "internal"}, ""),
            ({"secretaries": [{"user_id": 1, "active": False, "ring_time": 0}]}, ""),
            ({"boss_id": 3}, ""),
        ],
    )
    async def test_goes_to_him_as_always(self, call: Call, know: Any, fields: Any, caller: str) -> None:  # ADM-070
        await know(call_filters=[filtering(**fields)])
        said = await call("incoming_user_set_features", "2", "1002", "default", caller)
        assert said["XIVO_CALLFILTER"] == ""
        assert said["XIVO_INTERFACE"] == "PJSIP/bbbb&PJSIP/cccc"
