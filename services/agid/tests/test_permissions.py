# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may dial what."""

from typing import Any

import pytest
from argon2 import PasswordHasher
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd

ALICE, BOB = "1", "2"
SECRET = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("1234")


def permission(number: int, mode: str, *extensions: str, **more: Any) -> dict[str, Any]:
    applied: dict[str, list[int]] = {"users": [], "groups": [], "incalls": [], "outcalls": []}
    return {"id": number, "mode": mode, "extensions": list(extensions), "enabled": True, **applied, **more}


async def given(confd: Confd, store: SnapshotStore, *permissions: dict[str, Any]) -> None:
    groups = [{"id": 7, "exten": None, "users": [{"user_id": 1, "priority": 0}]}]
    confd.change(call_permissions=list(permissions), groups=groups)
    assert await store.fetch()


async def verdict(call: Call, number: str, user: str = ALICE, outcall: str = "") -> str:
    return (await call("user_set_call_rights", number, user, outcall))["XIVO_AUTHORIZATION"]


class TestAUser:
    async def test_is_denied_what_his_permission_names(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-088
        await given(confd, store, permission(1, "deny", "1002", users=[1]))
        assert await verdict(call, "1002") == "DENY"
        assert await verdict(call, "1003") == "ALLOW"
        assert await verdict(call, "1002", BOB) == "ALLOW"

    async def test_a_pattern_that_fits_nothing_lets_nothing_else_pass(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        await given(confd, store, permission(1, "deny", "_[9-0]X.", "1002", users=[1]))
        assert await verdict(call, "1002") == "DENY"
        assert await verdict(call, "1003") == "ALLOW"

    async def test_is_denied_what_his_group_is(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-089
        await given(confd, store, permission(1, "deny", "_1X.", groups=[7]))
        assert await verdict(call, "1002") == "DENY"
        assert await verdict(call, "1002", BOB) == "ALLOW"
        confd.change(groups=[{"id": 7, "exten": None, "users": []}])
        await store.fetch()
        assert await verdict(call, "1002") == "ALLOW"

    async def test_what_he_may_himself_his_group_cannot_forbid(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        # ADM-093
        await given(confd, store, permission(1, "deny", "_X.", groups=[7]), permission(2, "allow", "1002", users=[1]))
        assert await verdict(call, "1002") == "ALLOW"
        assert await verdict(call, "1003") == "DENY"

    async def test_one_permission_that_allows_is_enough(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-093
        await given(confd, store, permission(1, "deny", "_X.", users=[1]), permission(2, "allow", "_10XX", users=[1]))
        assert await verdict(call, "1002") == "ALLOW"
        assert await verdict(call, "2002") == "DENY"

    async def test_a_permission_that_is_switched_off(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-093
        await given(confd, store, permission(1, "deny", "1002", users=[1], enabled=False))
        assert await verdict(call, "1002") == "ALLOW"

    async def test_a_call_to_a_user_is_stopped_or_not_by_who_calls(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        # ADM-088
        await given(confd, store, permission(1, "deny", "1002", users=[1]))
        told = await call("incoming_user_set_features", "2", "1002", "default", ALICE)
        assert told["XIVO_AUTHORIZATION"] == "DENY"
        told = await call("incoming_user_set_features", "1", "1001", "default", BOB)
        assert told["XIVO_AUTHORIZATION"] == "ALLOW"
        told = await call("incoming_user_set_features", "2", "1002", "default")
        assert told["XIVO_AUTHORIZATION"] == "ALLOW"


class TestAnOutgoingCall:
    async def test_refuses_a_number_to_everybody(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-090
        await given(confd, store, permission(1, "deny", "_0033.", outcalls=[3]))
        for user in (ALICE, BOB, ""):
            assert await verdict(call, "0033123", user, "3") == "DENY"
            assert await verdict(call, "0033123", user, "4") == "ALLOW"

    async def test_and_a_user_are_two_separate_applications(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        # ADM-091
        await given(confd, store, permission(1, "deny", "_0033.", users=[1], outcalls=[3]))
        assert await verdict(call, "0033123", BOB, "3") == "DENY"
        assert await verdict(call, "0033123", ALICE, "4") == "DENY"
        assert await verdict(call, "0033123", BOB, "4") == "ALLOW"


class TestAnIncomingCall:
    async def test_is_refused_by_the_callers_number(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-092
        await given(confd, store, permission(1, "deny", "0612345678", incalls=[9]))
        said = await call("did_set_call_rights", "9", agi_callerid="0612345678")
        assert said["XIVO_AUTHORIZATION"] == "DENY"
        said = await call("did_set_call_rights", XIVO_PATH_ID="9", agi_callerid="0612345679")
        assert said["XIVO_AUTHORIZATION"] == "ALLOW"
        said = await call("did_set_call_rights", "8", agi_callerid="0612345678")
        assert said["XIVO_AUTHORIZATION"] == "ALLOW"


class TestAPassword:
    async def test_is_asked_for_instead_of_refusing(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        # ADM-094
        await given(
            confd,
            store,
            permission(1, "deny", "1002", users=[1], password_hash=SECRET),
            permission(2, "deny", "1002", users=[1], password_hash=None),
        )
        said = await call("user_set_call_rights", "1002", ALICE)
        assert (said["XIVO_AUTHORIZATION"], said["XIVO_CALL_PERMISSIONS"]) == ("PASSWORD", "1")
        assert SECRET not in said.values()

    @pytest.mark.parametrize(
        ("digits", "expected"), [("1234", "ALLOW"), ("1 2 1234", "ALLOW"), ("1 2 3 1234", "DENY"), ("", "DENY")]
    )
    async def test_is_right_within_three_tries(
        self, call: Call, store: SnapshotStore, confd: Confd, digits: str, expected: str
    ) -> None:
        # ADM-094
        await given(confd, store, permission(1, "deny", "1002", users=[1], password_hash=SECRET))
        said = await call("ask_call_password", "1", digits=digits)
        assert said["XIVO_AUTHORIZATION"] == expected
        assert "1234" not in said.values()

    async def test_of_no_permission_is_never_right(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        await given(confd, store)
        assert (await call("ask_call_password", "5", digits="1234"))["XIVO_AUTHORIZATION"] == "DENY"


async def test_before_the_first_snapshot_nobody_is_refused(call: Call) -> None:
    # ADM-095
    assert "XIVO_AUTHORIZATION" not in await call("user_set_call_rights", "1002", ALICE)
    assert "XIVO_AUTHORIZATION" not in await call("did_set_call_rights", "9")
