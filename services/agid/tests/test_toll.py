# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose call an outgoing call is, and how many expensive ones an account may make."""

from datetime import timedelta
from typing import Any

import pytest
from xivo_agid.settings import TollSettings
from xivo_agid.snapshot import Line, User
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Announced, Call, Clock, Confd, extension, outcall
from xivo_agid.toll import TollCap, TollCapReached

ALICE, BOB = "1", "2"
ALICES_PHONE, BOBS_SECOND_PHONE, TRUNK = "PJSIP/aaaa-0000001f", "PJSIP/cccc-00000020", "PJSIP/provider-00000021"
LINE = Line(11, "aaaa", "111111")
USER = User(1, "uuid-1", "Alice", "1001", "default", 30, 5, False, True, (LINE,))


TRUNKS = [{"id": 1, "name": "provider", "enabled": True, "endpoint": {"protocol": "sip", "call_limit": 2}}]


def denied(*extensions: str) -> dict[str, Any]:
    """A permission that forbids these numbers to Alice."""
    applied: dict[str, list[int]] = {"users": [int(ALICE)], "groups": [], "incalls": [], "outcalls": []}
    return {"id": 1, "mode": "deny", "extensions": list(extensions), "enabled": True, **applied}


@pytest.fixture
def cap(announced: Announced, clock: Clock) -> TollCap:
    return TollCap(TollSettings(calls=3, window=timedelta(seconds=60)), announced, clock)


async def verdict(call: Call, store: SnapshotStore, confd: Confd, *sent_by: str) -> str:
    """Of a call to a number that Alice may not call; Bob may."""
    confd.change(call_permissions=[denied("_0X.")], outcalls=[outcall()])
    assert await store.fetch()
    return (await call("outgoing_user_set_features", "5", "0123456789", *sent_by))["XIVO_AUTHORIZATION"]


class TestWhoseRightsCount:
    @pytest.mark.parametrize(
        ("sent_by", "expected"),
        [
            ((ALICE,), "DENY"),
            ((BOB,), "ALLOW"),
            (("", ALICE), "DENY"),  # somebody from outside calls Alice, who has it forwarded
            ((BOB, ALICE), "DENY"),
            ((ALICE, BOB), "ALLOW"),
            ((BOB, "", ALICES_PHONE), "DENY"),  # Alice's telephone answers 302
            ((BOB, "", "", ALICES_PHONE), "DENY"),  # attended transfer by a code
            (("", "", "", "", ALICES_PHONE), "DENY"),  # blind transfer
            ((ALICE, "", "", "", BOBS_SECOND_PHONE), "ALLOW"),
            ((ALICE, ALICE, "", "", TRUNK), "ALLOW"),  # nobody's call: only what the outgoing call refuses to all
        ],
    )
    async def test_are_those_of_who_sent_it_there_last(
        self, call: Call, store: SnapshotStore, confd: Confd, sent_by: tuple[str, ...], expected: str
    ) -> None:
        assert await verdict(call, store, confd, *sent_by) == expected

    async def test_of_a_telephone_that_two_share_are_those_of_its_main_user(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        shared = {"user_id": 2, "line_id": 11, "main_user": True, "main_line": False}
        others = [{**row, "main_user": row["line_id"] != 11} for row in confd.snapshot["user_lines"]]
        confd.change(user_lines=[*others, shared])
        assert await verdict(call, store, confd, ALICE, "", "", "", ALICES_PHONE) == "ALLOW"


class TestTheCap:
    async def test_stops_an_account_and_says_so_once(self, cap: TollCap, announced: Announced) -> None:
        assert [await cap.lets_pass(USER, 5, "0044123") for _ in range(6)] == [True] * 3 + [False] * 3
        expected = TollCapReached(
            user_id=1, user_uuid="uuid-1", outcall_id=5, number="0044123", calls=3, window_seconds=60
        )
        assert announced.events == [expected]

    async def test_is_each_accounts_own(self, cap: TollCap) -> None:
        for _ in range(4):
            await cap.lets_pass(USER, 5, "0044123")
        assert await cap.lets_pass(None, 5, "0044123")

    async def test_does_not_count_other_calls(self, cap: TollCap) -> None:
        numbers = ["0612345678", "0033612345678", "+33612345678", "112"]
        assert all([await cap.lets_pass(USER, 5, number) for number in numbers * 3])
        assert not any(cap.is_expensive(number) for number in numbers)
        assert all(cap.is_expensive(number) for number in ("+44123", "0044123", "0899123456"))

    async def test_lets_pass_again_when_the_window_has_moved_on(
        self, cap: TollCap, clock: Clock, announced: Announced
    ) -> None:
        for _ in range(4):
            await cap.lets_pass(USER, 5, "0044123")
            clock.now += 1
        assert not await cap.lets_pass(USER, 5, "0044123")
        clock.now += 58
        assert [await cap.lets_pass(USER, 5, "0044123") for _ in range(3)] == [True, True, True]
        assert not await cap.lets_pass(USER, 5, "0044123")
        assert len(announced.events) == 2

    async def test_can_be_switched_off(self, announced: Announced) -> None:
        cap = TollCap(TollSettings(calls=0), announced)
        assert all([await cap.lets_pass(USER, 5, "0044123") for _ in range(30)])


class TestACallAboveTheCap:
    async def made(self, call: Call, store: SnapshotStore, confd: Confd, count: int, **changes: Any) -> list[str]:
        confd.change(trunks=TRUNKS, outcalls=[outcall(extensions=[extension("99.", strip_digits=2)], **changes)])
        assert await store.fetch()
        told = [await call("outgoing_user_set_features", "5", "9900441234", ALICE) for _ in range(count)]
        return [one["XIVO_AUTHORIZATION"] for one in told]

    async def test_is_refused(self, call: Call, store: SnapshotStore, confd: Confd, announced: Announced) -> None:
        assert await self.made(call, store, confd, 12) == ["ALLOW"] * 10 + ["CAPPED"] * 2
        [event] = announced.events
        assert (event.get_data() or {})["number"] == "00441234"

    async def test_is_not_refused_to_an_emergency_number(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        assert await self.made(call, store, confd, 12, emergency=True) == ["ALLOW"] * 12

    async def test_does_not_count_what_is_denied(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        confd.change(call_permissions=[denied("_99.")])
        assert await self.made(call, store, confd, 12) == ["DENY"] * 12
        confd.change(call_permissions=[])
        assert await self.made(call, store, confd, 1) == ["ALLOW"]


@pytest.mark.parametrize(("emergency", "limit"), [(True, "0"), (False, "2")])
async def test_an_emergency_call_does_not_wait_for_a_free_line_of_the_trunk(
    call: Call, store: SnapshotStore, confd: Confd, *, emergency: bool, limit: str
) -> None:
    confd.change(trunks=TRUNKS, outcalls=[outcall(extensions=[extension("112")], emergency=emergency)])
    assert await store.fetch()
    assert (await call("outgoing_user_set_features", "5", "112", ALICE))["XIVO_TRUNKLIMIT0"] == limit


async def test_a_forward_is_dialled_where_its_user_dials(call: Call, store: SnapshotStore, confd: Confd) -> None:
    forwarded = {"unconditional_enabled": True, "unconditional_destination": "1002"}
    confd.change(users=[{**row, **forwarded} for row in confd.snapshot["users"]])
    assert await store.fetch()
    told = await call("incoming_user_set_features", "1", "5550001", "from-extern")
    assert (told["XIVO_FWD_USER_UNC_ACTIONARG1"], told["XIVO_FWD_USER_UNC_ACTIONARG2"]) == ("1002", "default")
