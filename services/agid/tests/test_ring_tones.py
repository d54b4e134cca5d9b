# SPDX-License-Identifier: GPL-3.0-or-later
"""The ring of a telephone by the origin of the call."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd

PROFILES = [
    {"name": "desk", "phonetype": "aastra", "intern": "<Bellcore-dr1>", "group": "<Bellcore-dr2>"},
    {"name": "hall", "phonetype": "snom", "extern": "alert-external", "forward": "alert-community"},
]
GROUP = {
    "id": 5,
    "name": "sales",
    "enabled": True,
    "users": [{"user_id": 1, "priority": 0}, {"user_id": 2, "priority": 0}, {"user_id": 99, "priority": 0}],
    "caller_id_mode": None,
    "caller_id_name": "",
    "ring_tone": True,
    "ignore_forward": True,
    "mark_answered_elsewhere": False,
    "allow_callee_transfer": False,
    "allow_caller_transfer": False,
    "allow_callee_record": False,
    "allow_caller_record": False,
    "timeout": 0,
    "preprocess_subroutine": "",
    "fallbacks": {"noanswer": None, "busy": None, "congestion": None, "fail": None},
}


def entry(profile: str | None, exten: str | None = None, context: str = "default") -> dict[str, Any]:
    return {"exten": exten, "context": context, "profile": profile}


@pytest.fixture
def rings(confd: Confd, store: SnapshotStore) -> Callable[..., Awaitable[None]]:
    async def know(*numbers: dict[str, Any], **rows: Any) -> None:
        tones = {"profiles": PROFILES, "numbers": list(numbers)}
        confd.change(settings={"ring_tones": tones}, **rows)
        assert await store.fetch()

    return know


async def ring_of(call: Call, *more: str, user: str = "1", dialled: str = "1001") -> tuple[str, str]:
    said = await call("incoming_user_set_features", user, dialled, "default", "", *more)
    return said["XIVO_PHONETYPE"], said["XIVO_RINGTYPE"]


class TestACallToAUser:  # SYS-237
    async def test_rings_as_the_number_says(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"))
        assert await ring_of(call, "intern") == ("aastra", "<Bellcore-dr1>")
        assert await ring_of(call) == ("aastra", "<Bellcore-dr1>")

    async def test_without_an_entry_as_always(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"))
        assert await ring_of(call, "intern", user="2", dialled="1002") == ("", "")

    async def test_without_a_ring_for_this_origin_as_always(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"))
        assert await ring_of(call, "extern") == ("", "")

    async def test_a_context_is_for_all_its_numbers_but_those_of_their_own(self, call: Call, rings: Any) -> None:
        # SYS-238
        await rings(entry("hall"), entry(None, "1001"), entry("desk", "1003"))
        assert await ring_of(call, "extern", user="2", dialled="1002") == ("snom", "alert-external")
        assert await ring_of(call, "extern") == ("", "")

    async def test_a_call_from_outside_is_to_his_own_number(self, call: Call, rings: Any) -> None:
        await rings(entry("hall", "1001"), entry("desk", context="from-extern"))
        said = await call("incoming_user_set_features", "1", "5551000", "from-extern", "", "extern")
        assert said["XIVO_RINGTYPE"] == "alert-external"

    async def test_forwarded_ones_have_their_own_or_else_that_of_their_origin(self, call: Call, rings: Any) -> None:
        await rings(entry("hall", "1001"), entry("desk", "1002"))
        assert await ring_of(call, "extern", "1") == ("snom", "alert-community")
        assert await ring_of(call, "intern", "1", user="2", dialled="1002") == ("aastra", "<Bellcore-dr1>")

    async def test_a_subroutine_can_ask_for_it(self, call: Call, rings: Any) -> None:
        await rings(entry("hall", "1001"))
        said = await call("getring", XIVO_REAL_NUMBER="1001", XIVO_REAL_CONTEXT="default", XIVO_CALLORIGIN="extern")
        assert (said["XIVO_PHONETYPE"], said["XIVO_RINGTYPE"]) == ("snom", "alert-external")
        said = await call("getring", "1001", "default", "extern", "1")
        assert said["XIVO_RINGTYPE"] == "alert-community"

    async def test_a_configuration_of_before_has_none(self, call: Call, confd: Confd, store: SnapshotStore) -> None:
        confd.change(settings={})
        assert await store.fetch()
        assert await ring_of(call, "intern") == ("", "")


class TestACallToAGroup:  # SYS-237
    async def test_each_member_has_his_own(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"), entry("hall", "1002"), groups=[GROUP])
        said = await call("incoming_group_set_features", "5", "2000", "default")
        assert said["__XIVO_RING_aaaa"] == "aastra|<Bellcore-dr2>"
        assert "__XIVO_RING_bbbb" not in said
        assert said["XIVO_GROUPOPTIONS"] == "irb(xivo-ring-tone-member^s^1)"

    async def test_nobody_has(self, call: Call, rings: Any) -> None:
        await rings(groups=[GROUP])
        said = await call("incoming_group_set_features", "5", "2000", "default")
        assert said["XIVO_GROUPOPTIONS"] == "ir"
