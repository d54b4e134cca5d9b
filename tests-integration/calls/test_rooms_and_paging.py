# SPDX-License-Identifier: GPL-3.0-or-later
"""Several people at once: conference rooms, and telephones that answer by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from offices import Desk, Office, conversation, quiet, rang
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import tone_share

pytestmark = pytest.mark.integration

EXTEN = "1440"


def room(office: Office, **body: Any) -> str:
    """A conference room with the number 1440; how Asterisk names it."""
    office.numbers("conference_room", EXTEN, EXTEN)
    made = office.make("/conference_rooms", **{"name": "board", "context": "default", "exten": EXTEN} | body)
    office.settle("default", EXTEN)
    return str(made)


def inside(fleet: Fleet) -> list[str]:
    """The names of those who are in a conference."""
    rooms = [line.split()[0] for line in fleet.asterisk("confbridge list").splitlines()[2:] if line.split()]
    return [
        line for name in rooms for line in fleet.asterisk(f"confbridge list {name}").splitlines() if "PJSIP" in line
    ]


def is_asked(fleet: Fleet, desk: Desk) -> None:
    """Until the PIN may be typed."""
    asked = f"PJSIP/{desk.employee.sip_username}"

    def reads() -> bool:
        lines = fleet.asterisk("core show channels verbose").splitlines()
        return any(line.startswith(asked) and " Read " in line for line in lines)

    eventually(reads, what="the question for the PIN")


def enters(fleet: Fleet, desk: Desk, pin: str = "", others: int = 0) -> None:
    quiet(desk)
    desk.phone.calls(EXTEN)
    desk.phone.talks()
    if pin:
        is_asked(fleet, desk)
        desk.phone.types(f"{pin}#")
    eventually(lambda: len(inside(fleet)) == others + 1, what=f"{desk.employee.name} in the room")


def leave(*desks: Desk) -> None:
    for desk in desks:
        desk.phone.hangs_up()
    for desk in desks:
        desk.phone.ends()


class TestConferenceRooms:
    def test_all_hear_each_other(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # ADM-105
        room(office, quiet=True, announce_only_user=False)
        for others, desk in enumerate((alice, bob, carol)):
            enters(fleet, desk, others=others)
        conversation(4)
        leave(alice, bob, carol)
        heard = alice.phone.recording()
        for other in (bob, carol):
            assert tone_share(heard, other.phone.tone_hz) > 0.15

    def test_the_pin_opens_the_door(self, office: Office, fleet: Fleet, alice: Desk) -> None:  # ADM-105
        room(office, pin="1234", quiet=True)
        enters(fleet, alice, "1234")
        leave(alice)

    def test_a_wrong_pin_does_not(self, office: Office, fleet: Fleet, alice: Desk) -> None:  # ADM-105
        room(office, pin="1234", quiet=True)
        quiet(alice)
        alice.phone.calls(EXTEN)
        alice.phone.talks()
        is_asked(fleet, alice)
        alice.phone.types("9999#")
        eventually(lambda: "Playback(conf-invalidpin" in fleet.asterisk("core show channels"), what="the refusal")
        assert inside(fleet) == []
        leave(alice)

    def test_participants_wait_for_the_administrator(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk
    ) -> None:  # ADM-109
        room(office, pin="1234", admin_pin="4321", wait_for_admin=True, close_with_admin=True, quiet=True)
        quiet(bob)
        enters(fleet, alice, "1234")
        enters(fleet, bob, "4321", others=1)
        flags = "\n".join(inside(fleet))
        assert f"PJSIP/{bob.employee.sip_username}" in flags
        leave(bob)
        alice.phone.ends()  # the room closed with its administrator

    def test_is_full(self, office: Office, fleet: Fleet, alice: Desk, bob: Desk) -> None:
        room(office, max_users=1, quiet=True)
        enters(fleet, alice)
        quiet(bob)
        bob.phone.calls(EXTEN)
        bob.phone.ends()
        assert len(inside(fleet)) == 1
        leave(alice)

    def test_is_recorded(self, office: Office, fleet: Fleet, alice: Desk, bob: Desk) -> None:
        def recorded() -> set[str]:
            return set(fleet.exec("asterisk", "find", "/var/spool/asterisk", "-name", "*.wav", "-size", "+20k").split())

        before = recorded()
        room(office, record=True, quiet=True)
        enters(fleet, alice)
        enters(fleet, bob, others=1)
        conversation(3)
        leave(alice, bob)
        eventually(lambda: recorded() - before, what="the recording")


class TestPaging:
    def page(self, office: Office, caller: Desk, *members: Desk, **body: Any) -> None:
        ids = {
            "callers": [caller.employee.user_id],
            "members": [desk.employee.user_id for desk in members],
        }
        office.make("/paging", **{"number": "77", "announce_caller": False} | ids | body)
        office.settle()
        quiet(*members)

    def test_the_called_telephones_answer_by_themselves(
        self, office: Office, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # CC-024, CC-025
        """Bob's Snom and Carol's Yealink, with the configuration that they have of us; nobody touches them."""
        self.page(office, alice, bob, carol)
        alice.phone.calls("*1177")
        for desk in (bob, carol):
            desk.phone.sees("ANSWERS_BY_ITSELF")
            desk.phone.talks()
        for desk in (bob, carol):
            desk.phone.hears(alice.phone.tone_hz)
        alice.phone.hangs_up()
        for desk in (bob, carol):
            desk.phone.ends()
        assert not alice.phone.heard(bob.phone)

    def test_all_may_speak_when_it_is_set_so(self, office: Office, alice: Desk, bob: Desk) -> None:  # CC-024, CC-025
        self.page(office, alice, bob, duplex=True)
        alice.phone.calls("*1177")
        bob.phone.talks()
        alice.phone.hears(bob.phone.tone_hz)
        alice.phone.hangs_up()
        bob.phone.ends()

    def test_a_call_of_a_colleague_is_not_answered_by_itself(self, alice: Desk, bob: Desk) -> None:  # CC-024
        quiet(bob)
        alice.phone.calls(bob.employee.exten)
        bob.phone.rings()
        conversation(2)  # the time in which it would
        assert bob.phone.unseen("ANSWERS_BY_ITSELF") == []
        assert bob.phone.unseen("CALL_ESTABLISHED") == []
        alice.phone.hangs_up()
        bob.phone.ends()

    def test_is_for_its_callers(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:  # CC-024, CC-025
        self.page(office, bob, carol)
        alice.phone.calls("*1177")
        alice.phone.ends()
        assert rang(carol) == [False]
