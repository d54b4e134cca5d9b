# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a call goes that a user does not take: his own forwards first, then what the administrator set."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from offices import SOONER_THAN_USUAL, Desk, Office, of, quiet, rang, to_user
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import dismiss, hire

pytestmark = pytest.mark.integration


def forwards(office: Office, desk: Desk, kind: str, number: str) -> None:
    office.put(of(desk, f"/forwards/{kind}"), enabled=True, destination=number)
    office.settle()


def falls_back(office: Office, desk: Desk, **destinations: object) -> None:
    office.put(of(desk, "/fallbacks"), **destinations)
    office.settle()


def taken_by(desk: Desk, caller: Desk, number: str) -> dict[str, str]:
    """Calls the number; what the desk that rings shows. Everybody has hung up afterwards."""
    caller.phone.calls(number)
    shown: dict[str, str] = desk.phone.rings()
    caller.phone.hangs_up()
    desk.phone.ends()
    return shown


def passed_on(caller: Desk, busy: Desk, then: Desk) -> None:
    """Calls the one who rejects; the other rings. Everybody has hung up afterwards."""
    caller.phone.calls(busy.employee.exten)
    busy.phone.rings()
    busy.phone.rejects()
    then.phone.rings()
    caller.phone.hangs_up()
    then.phone.ends()


class TestForwards:
    def test_of_all_calls_does_not_ring_him(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
        # SYS-186
        forwards(office, bob, "unconditional", "1050")
        quiet(bob, carol)
        assert taken_by(carol, alice, "1002")["peerdisplayname"] == "Alice Abrams"
        assert rang(bob) == [False]

    def test_when_he_does_not_answer(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:  # SYS-186
        forwards(office, bob, "noanswer", "1050")
        office.put(of(bob, "/telephony"), ring_seconds=5)
        office.settle()
        quiet(bob, carol)
        alice.phone.calls("1002")
        bob.phone.rings()
        assert rang(carol) == [False]
        bob.phone.ends(SOONER_THAN_USUAL)
        carol.phone.rings()
        alice.phone.hangs_up()
        carol.phone.ends()

    def test_when_he_is_busy(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:  # SYS-186
        forwards(office, bob, "busy", "1050")
        quiet(bob, carol)
        passed_on(alice, bob, carol)

    def test_in_a_circle_comes_to_an_end(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:
        forwards(office, bob, "unconditional", "1050")
        forwards(office, carol, "unconditional", "1002")
        quiet(bob, carol)
        alice.phone.calls("1002")
        alice.phone.ends()
        assert rang(bob, carol) == [False, False]
        eventually(lambda: "0 active calls" in fleet.asterisk("core show channels"))

    def test_to_a_number_that_does_not_exist_is_announced(self, office: Office, alice: Desk, bob: Desk) -> None:
        forwards(office, bob, "unconditional", "1998")
        alice.phone.calls("1002")
        alice.phone.talks()
        alice.phone.ends()
        assert rang(bob) == [False]


class TestFallbacks:
    @pytest.fixture
    def nobody(self, fleet: Fleet, confd: httpx.Client) -> Iterator[str]:
        """1060, whose telephone was never plugged in."""
        newcomer = hire(confd, "Nobody", "There", "1060")
        Office(fleet, confd).settle("default", "1060")
        yield f"/users/{newcomer.user_id}/fallbacks"
        dismiss(confd, newcomer)

    def test_of_a_user_who_does_not_answer(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
        # CC-002
        falls_back(office, bob, noanswer=to_user(carol))
        office.put(of(bob, "/telephony"), ring_seconds=5)
        office.settle()
        quiet(bob, carol)
        taken_by(carol, alice, "1002")
        assert rang(bob) == [True]

    def test_of_a_user_who_is_busy(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:  # CC-002
        falls_back(office, bob, busy=to_user(carol))
        quiet(bob, carol)
        passed_on(alice, bob, carol)

    def test_of_a_user_who_is_not_to_be_disturbed(
        self, office: Office, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # CC-002, CC-122
        falls_back(office, bob, busy=to_user(carol))
        office.put(of(bob, "/services/dnd"), enabled=True)
        office.settle()
        quiet(bob, carol)
        taken_by(carol, alice, "1002")
        assert rang(bob) == [False]

    def test_of_a_telephone_that_cannot_be_reached(
        self, nobody: str, office: Office, alice: Desk, carol: Desk
    ) -> None:  # CC-002
        office.put(nobody, fail=to_user(carol))
        office.settle()
        quiet(carol)
        taken_by(carol, alice, "1060")

    def test_is_a_word_that_nobody_is_there_if_nothing_is_set(self, alice: Desk, nobody: str) -> None:
        alice.phone.calls("1060")
        alice.phone.talks()
        alice.phone.ends()

    def test_comes_after_his_own_forward(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
        # CC-002
        falls_back(office, bob, busy={"type": "hangup", "cause": "congestion"})
        forwards(office, bob, "busy", "1050")
        quiet(bob, carol)
        passed_on(alice, bob, carol)

    @pytest.mark.parametrize(("cause", "status"), [("busy", "486"), ("congestion", "503")])
    def test_ends_the_call_in_the_way_that_was_set(
        self, office: Office, alice: Desk, bob: Desk, cause: str, status: str
    ) -> None:
        falls_back(office, bob, busy={"type": "hangup", "cause": cause, "timeout": 1})
        quiet(bob)
        alice.phone.calls("1002")
        bob.phone.rings()
        bob.phone.rejects()
        assert status in str(alice.phone.ends().get("param"))


class TestCallsAtOnce:
    def test_are_not_more_than_he_may_have(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
        # CC-002
        office.put(of(bob, "/telephony"), simultaneous_calls=1)
        office.settle()
        quiet(bob)
        alice.phone.calls("1002")
        bob.phone.rings()
        bob.phone.answers()
        alice.phone.talks()
        quiet(bob)
        carol.phone.calls("1002")
        assert "486" in str(carol.phone.ends().get("param"))
        assert rang(bob) == [False]
        alice.phone.hangs_up()
        bob.phone.ends()
        taken_by(bob, carol, "1002")
