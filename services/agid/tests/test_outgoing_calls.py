# SPDX-License-Identifier: GPL-3.0-or-later
"""A number that goes out by a trunk."""

from typing import Any

import pytest
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd, extension, outcall

SIP = {"id": 1, "name": "provider", "enabled": True, "endpoint": {"protocol": "sip", "call_limit": 2}}
IAX = {"id": 2, "name": "other", "enabled": True, "endpoint": {"protocol": "iax"}}
LOCAL = {
    "id": 3,
    "name": "lab",
    "enabled": True,
    "endpoint": {"protocol": "custom", "interface": "Local", "interface_suffix": "@lab"},
}


async def said(
    call: Call, store: SnapshotStore, confd: Confd, number: str, caller: str = "1", **changes: Any
) -> dict[str, str]:
    confd.change(trunks=[SIP, IAX, LOCAL], outcalls=[outcall(**changes)])
    assert await store.fetch()
    return await call("outgoing_user_set_features", "5", number, caller)


class TestTheNumberOnTheTrunk:
    @pytest.mark.parametrize(
        ("row", "dialled", "expected"),
        [
            (extension("**99.", strip_digits=4), "**99101", "101"),  # ADM-263
            (extension("99X.", strip_digits=2), "99555", "555"),  # CC-001
            (extension("418."), "4185551234", "4185551234"),  # ADM-272
            (extension("X.", prefix="0", strip_digits=1, external_prefix="+33"), "0123456789", "+33123456789"),
            (extension("_X.", external_prefix="9"), "12", "912"),  # ADM-264
        ],
    )
    async def test_is_stripped_then_prefixed(
        self, call: Call, store: SnapshotStore, confd: Confd, row: dict[str, Any], dialled: str, expected: str
    ) -> None:
        told = await said(call, store, confd, dialled, extensions=[row])
        assert told["XIVO_TRUNKEXTEN0"] == expected

    @pytest.mark.parametrize("reverse", [False, True])
    async def test_the_line_by_which_asterisk_took_it_counts(
        self, call: Call, store: SnapshotStore, confd: Confd, *, reverse: bool
    ) -> None:
        rows = [extension("00.", strip_digits=2), extension("X.", external_prefix="8")]
        rows = rows[::-1] if reverse else rows
        assert (await said(call, store, confd, "00331", extensions=rows))["XIVO_TRUNKEXTEN0"] == "331"
        assert (await said(call, store, confd, "0331", extensions=rows))["XIVO_TRUNKEXTEN0"] == "80331"
        assert (await said(call, store, confd, "*1", extensions=rows))["XIVO_TRUNKEXTEN0"] == "*1"


class TestTrunks:
    async def test_are_tried_in_their_order(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-266, ADM-283
        told = await said(call, store, confd, "123", trunks=[3, 1, 2])
        dialled = [
            told[f"XIVO_INTERFACE{n}"] + "/" + told[f"XIVO_TRUNKEXTEN{n}"] + told[f"XIVO_TRUNKSUFFIX{n}"]
            for n in range(3)
        ]
        assert dialled == ["Local/123@lab", "PJSIP/123@provider", "IAX2/other/123"]
        assert told["XIVO_INTERFACE3"] == ""
        assert [told[f"XIVO_TRUNKLIMIT{n}"] for n in range(3)] == ["0", "2", "0"]

    async def test_that_are_switched_off_are_left_out(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        confd.change(trunks=[{**SIP, "enabled": False}, IAX], outcalls=[outcall(trunks=[1, 2, 99])])
        await store.fetch()
        told = await call("outgoing_user_set_features", "5", "123", "1")
        assert (told["XIVO_INTERFACE0"], told["XIVO_INTERFACE1"]) == ("IAX2/other", "")

    async def test_ring_as_long_as_the_outgoing_call_says(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-262
        assert (await said(call, store, confd, "123", ring_time=15))["XIVO_HANGUPRINGTIME"] == "15"
        assert (await said(call, store, confd, "123"))["XIVO_HANGUPRINGTIME"] == ""


class TestTheCallerId:
    """The four sources in their order (ADM-291)."""

    FIXED = extension("X.", caller_id='"XiVO" <5555555555>')

    async def told(self, call: Call, store: SnapshotStore, confd: Confd, choice: str, **changes: Any) -> dict[str, str]:
        confd.snapshot["users"][0]["outgoing_caller_id"] = choice
        told = await said(call, store, confd, "123", extensions=[changes.pop("row", self.FIXED)], **changes)
        return {name: value for name, value in told.items() if name.startswith("CALLERID")}

    @pytest.mark.parametrize("choice", ["default", "anonymous", '"Bob" <5555551234>'])
    async def test_internal_leaves_it_as_it_is(
        self, call: Call, store: SnapshotStore, confd: Confd, choice: str
    ) -> None:
        # ADM-288, ADM-291
        assert await self.told(call, store, confd, choice, internal_caller_id=True) == {}

    async def test_then_the_users_own(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-290, ADM-291, CC-002
        assert await self.told(call, store, confd, '"Bob" <5555551234>') == {
            "CALLERID(name)": "Bob",
            "CALLERID(num)": "5555551234",
            "CALLERID(ani)": "5555551234",
        }
        assert await self.told(call, store, confd, "anonymous") == {
            "CALLERID(name-pres)": "prohib",
            "CALLERID(num-pres)": "prohib",
        }

    async def test_then_the_outgoing_calls(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-289, ADM-291
        shown = await self.told(call, store, confd, "default")
        assert (shown["CALLERID(name)"], shown["CALLERID(num)"]) == ("XiVO", "5555555555")

    async def test_then_what_is_there(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-291
        assert await self.told(call, store, confd, "default", row=extension("X.")) == {}


class TestLimits:
    DENY: dict[str, Any] = {
        "id": 1,
        "mode": "deny",
        "extensions": ["_X."],
        "enabled": True,
        "users": [],
        "groups": [],
        "incalls": [],
        "outcalls": [5],
    }
    CLOSED: dict[str, Any] = {
        "id": 6,
        "enabled": True,
        "timezone": "UTC",
        "open_periods": [],
        "exceptional_periods": [],
        "closed_destination": {"type": "none"},
    }

    async def test_permissions_and_schedule_are_said(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-090
        confd.change(call_permissions=[self.DENY], schedules=[self.CLOSED])
        told = await said(call, store, confd, "123", schedule_id=6)
        assert (told["XIVO_AUTHORIZATION"], told["XIVO_SCHEDULE_STATUS"]) == ("DENY", "closed")

    async def test_nothing_stops_an_emergency_number(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        confd.change(call_permissions=[self.DENY], schedules=[self.CLOSED])
        told = await said(call, store, confd, "112", schedule_id=6, emergency=True)
        assert (told["XIVO_AUTHORIZATION"], told["XIVO_SCHEDULE_STATUS"]) == ("ALLOW", "opened")

    async def test_an_outgoing_call_that_is_not_known_yet(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        assert await call("outgoing_user_set_features", "77", "123", "1") == {}


class TestTheCallersOwnChoices:
    async def test_a_call_is_recorded_for_who_has_all_of_his_recorded(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:  # CC-121
        alice = confd.snapshot["users"][0]
        assert (await said(call, store, confd, "0123"))["XIVO_CALLRECORDFILE"] == ""
        alice["call_record_enabled"] = True
        recorded = "/var/spool/asterisk/monitor/outcall-unknown-0123-1448900000.wav"
        assert (await said(call, store, confd, "0123"))["XIVO_CALLRECORDFILE"] == recorded
        assert (await said(call, store, confd, "0123", caller=""))["XIVO_CALLRECORDFILE"] == ""

    async def test_he_transfers_and_records_during_it(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:  # CC-120, CC-122
        assert (await said(call, store, confd, "0123"))["XIVO_CALLOPTIONS"] == ""
        confd.snapshot["users"][0] |= {"call_transfer_enabled": True, "online_call_record_enabled": True}
        assert (await said(call, store, confd, "0123"))["XIVO_CALLOPTIONS"] == "TX"
