# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call whom: permissions of a user, of his groups, of outgoing calls, and passwords that make exceptions."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from offices import Desk, Office, conversation, quiet, rang, to_user
from outsider import NUMBER, outsider
from provider import Provider, peer
from talking import gets_through
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

PASSWORD = "1234"
DID = "5550092"


def permission(office: Office, name: str, *extensions: str, **more: Any) -> None:
    office.make("/call_permissions", name=name, extensions=list(extensions), **more)


def is_refused(caller: Desk, called: Desk, fleet: Fleet) -> None:
    """A voice says so, then it is over; nobody rings."""
    quiet(caller, called)
    caller.phone.calls(called.employee.exten)
    eventually(lambda: "Playback(feature-not-avail" in fleet.asterisk("core show channels"), what="the refusal")
    caller.phone.ends()
    assert rang(called) == [False]


def is_asked(fleet: Fleet) -> None:
    """Until the password may be typed."""
    asks = "core show channels concise"
    eventually(lambda: "ask_call_password" in fleet.asterisk(asks), what="the question")
    conversation(0.5)


def of_user(desk: Desk) -> list[int]:
    return [desk.employee.user_id]


class TestOfAUser:
    def test_several_numbers_and_patterns_and_nothing_else(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # ADM-087, ADM-088
        permission(office, "not Carol", "_105X", "2000", users=of_user(alice))
        office.settle()
        is_refused(alice, carol, fleet)
        gets_through(alice, bob)
        gets_through(bob, carol)

    def test_one_that_allows_is_enough(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # ADM-093
        permission(office, "nobody", "_X.", users=of_user(alice))
        permission(office, "but Bob", "1002", mode="allow", users=of_user(alice))
        office.settle()
        gets_through(alice, bob)
        is_refused(alice, carol, fleet)

    def test_one_that_is_switched_off_does_not_count(self, office: Office, alice: Desk, bob: Desk) -> None:  # ADM-093
        permission(office, "nobody", "_X.", users=of_user(alice), enabled=False)
        office.settle()
        gets_through(alice, bob)

    def test_with_the_password_the_call_goes_on(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk
    ) -> None:  # ADM-094
        permission(office, "Bob with a password", "1002", password=PASSWORD, users=of_user(alice))
        office.settle()
        quiet(alice, bob)
        alice.phone.calls("1002")
        is_asked(fleet)
        alice.phone.types(f"{PASSWORD}#")
        bob.phone.rings()
        alice.phone.hangs_up()
        bob.phone.ends()

    def test_three_wrong_passwords_end_the_call(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk
    ) -> None:  # ADM-094
        permission(office, "Bob with a password", "1002", password=PASSWORD, users=of_user(alice))
        office.settle()
        quiet(alice, bob)
        alice.phone.calls("1002")
        is_asked(fleet)
        for wrong in ("4321#", "1111#", "2222#"):
            alice.phone.types(wrong)
            conversation(5)  # that it was wrong; a key would be for that announcement
        for _ in range(3):  # on a busy machine a key may have been for that announcement all the same
            if alice.phone.unseen("CALL_CLOSED"):
                break
            with suppress(AssertionError):  # the call ended just now
                alice.phone.types("3333#")
            conversation(5)
        alice.phone.ends()
        assert rang(bob) == [False]


class TestOfAGroup:
    def test_is_for_its_members(self, office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk) -> None:
        # ADM-089
        users = [{"user_id": alice.employee.user_id}]
        trainees = office.make("/groups", name="trainees", context="default", users=users)
        permission(office, "trainees", "1050", groups=[trainees])
        office.settle()
        is_refused(alice, carol, fleet)
        gets_through(bob, carol)
        office.put(f"/groups/{trainees}", users=[])
        office.settle()
        gets_through(alice, carol)

    def test_goes_behind_the_users_own(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # ADM-093
        users = [{"user_id": alice.employee.user_id}]
        trainees = office.make("/groups", name="trainees", context="default", users=users)
        permission(office, "trainees", "_X.", groups=[trainees])
        permission(office, "but Alice", "1002", mode="allow", users=of_user(alice))
        office.settle()
        gets_through(alice, bob)
        is_refused(alice, carol, fleet)


class TestOfAnIncomingCall:
    def test_its_password_lets_who_calls_in(self, office: Office, fleet: Fleet, alice: Desk) -> None:
        # ADM-092, ADM-094
        """The numbers are those of who calls."""
        with outsider(office) as somebody:
            incall = office.make("/incalls", exten=DID, context="from-extern", destination=to_user(alice))
            permission(office, "who calls from there", NUMBER, password=PASSWORD, incalls=[incall])
            office.settle("from-extern", DID)
            quiet(alice)
            somebody.calls(DID)
            is_asked(fleet)
            assert rang(alice) == [False]
            somebody.types(f"{PASSWORD}#")
            try:
                alice.phone.rings()
            except AssertionError:  # on a busy machine the first keys may have come before the question
                somebody.types(f"{PASSWORD}#")
                alice.phone.rings()
            somebody.hangs_up()
            alice.phone.ends()


class TestOfAnOutgoingCall:
    @pytest.fixture
    def ways(self, office: Office, provider: Provider) -> tuple[int, int]:
        """Two outgoing calls by the same trunk, behind 81 and behind 82."""
        trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
        first, second = (
            office.make(
                "/outcalls", name=f"by {prefix}", context="to-extern", trunks=[trunk],
                extensions=[{"exten": f"{prefix}X.", "strip_digits": 2}],
            )
            for prefix in ("81", "82")
        )  # fmt: skip
        return first, second

    @staticmethod
    def goes_out(provider: Provider, caller: Desk, number: str) -> None:
        quiet(caller)
        caller.phone.calls(number)
        caller.phone.talks()
        assert provider.hears().number == number[2:]
        caller.phone.hangs_up()
        caller.phone.ends()

    @staticmethod
    def does_not_go_out(provider: Provider, caller: Desk, number: str) -> None:
        quiet(caller)
        caller.phone.calls(number)
        caller.phone.ends()
        assert number[2:] not in [invite.number for invite in provider.invites()]

    def test_is_for_everybody_and_for_that_way_only(
        self, office: Office, provider: Provider, ways: tuple[int, int], alice: Desk, bob: Desk
    ) -> None:  # ADM-090, ADM-091
        """With a user in it as well, both are meant: everybody on that way, and that user on every way."""
        permission(office, "expensive", "_8[12]0033X.", users=of_user(alice), outcalls=[ways[0]])
        office.settle("to-extern", "_82")
        self.does_not_go_out(provider, bob, "810033123401")
        self.goes_out(provider, bob, "820033123402")
        self.does_not_go_out(provider, alice, "820033123403")
        self.goes_out(provider, alice, "8201234567")

    def test_its_password_lets_one_call_out(
        self, office: Office, fleet: Fleet, provider: Provider, ways: tuple[int, int], alice: Desk
    ) -> None:  # ADM-094
        permission(office, "with a password", "_81X.", password=PASSWORD, outcalls=[ways[0]])
        office.settle("to-extern", "_81")
        quiet(alice)
        alice.phone.calls("810123456789")
        is_asked(fleet)
        assert provider.invites() == []
        alice.phone.types(f"{PASSWORD}#")
        assert provider.hears().number == "0123456789"
        alice.phone.hangs_up()

    def test_no_permission_stops_an_emergency_call(
        self, office: Office, provider: Provider, ways: tuple[int, int], alice: Desk
    ) -> None:
        trunk = office.confd.get(f"/outcalls/{ways[0]}").json()["trunks"][0]
        office.make(
            "/outcalls", name="15", context="to-extern", emergency=True, trunks=[trunk], extensions=[{"exten": "15"}]
        )
        permission(office, "nothing", "_X.", users=of_user(alice))
        office.settle("to-extern", "'15'")
        quiet(alice)
        alice.phone.calls("15")
        assert provider.hears().number == "15"
        alice.phone.hangs_up()
