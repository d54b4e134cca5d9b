# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys in a conference room: everybody's own voice, and what its administrator decides about the others."""

from __future__ import annotations

import pytest
from offices import Desk, Office, conversation, quiet
from test_rooms_and_paging import EXTEN, enters, inside, is_asked, leave, room
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import samples_of

pytestmark = pytest.mark.integration

PINS = {"pin": "1234", "admin_pin": "4321", "quiet": True, "user_menu": True}


@pytest.fixture
def meeting(office: Office, fleet: Fleet, alice: Desk, bob: Desk) -> None:
    """Alice takes part, Bob is the administrator."""
    room(office, **PINS)
    enters(fleet, alice, "1234")
    enters(fleet, bob, "4321", others=1)


def seconds_heard(desk: Desk) -> float:
    """How long something was to be heard."""
    rate, samples = samples_of(desk.phone.recording())
    size = rate // 50
    return sum(abs(samples[at : at + size]).max(initial=0) > 200 for at in range(0, len(samples), size)) / 50


@pytest.mark.usefixtures("meeting")
class TestKeys:
    def test_one_mutes_himself_and_speaks_again(self, fleet: Fleet, alice: Desk, bob: Desk) -> None:  # ADM-109
        alice.phone.types("1")
        eventually(lambda: "m" in flags(fleet, alice), what="her mute")
        conversation(2)  # she hears so
        alice.phone.types("1")
        eventually(lambda: "m" not in flags(fleet, alice), what="her voice")
        leave(alice, bob)

    def test_the_administrator_locks_the_room(self, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk) -> None:
        # ADM-109
        bob.phone.types("2")
        eventually(lambda: "locked" in fleet.asterisk("confbridge list").lower())
        conversation(1)
        quiet(carol)
        carol.phone.calls(EXTEN)
        carol.phone.talks()
        is_asked(fleet, carol)
        carol.phone.types("1234#")
        carol.phone.ends()
        assert len(inside(fleet)) == 2
        leave(alice, bob)

    def test_the_administrator_mutes_and_sends_away(self, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk) -> None:
        # ADM-109
        bob.phone.types("0")
        eventually(lambda: "m" in flags(fleet, alice), what="that she is mute")
        assert "m" not in flags(fleet, bob)
        enters(fleet, carol, "1234", others=2)
        conversation(2)  # until the room has been told
        bob.phone.types("3")  # the one who came last
        carol.phone.ends()
        assert len(inside(fleet)) == 2
        leave(alice, bob)

    def test_one_leaves_by_a_key(self, fleet: Fleet, alice: Desk, bob: Desk) -> None:  # ADM-109
        alice.phone.types("8")
        alice.phone.ends()
        leave(bob)


def flags(fleet: Fleet, desk: Desk) -> str:
    """The flags of his line in Asterisk's list, such as ``Am``: administrator, mute."""
    lines = [line for line in inside(fleet) if desk.employee.sip_username in line]
    words = lines[0].split() if lines else []
    return words[1] if len(words) > 1 and words[1].isalpha() and words[1] != "default" and "-" not in words[1] else ""


@pytest.mark.parametrize("announced", [True, False])
def test_the_first_one_hears_that_he_is_alone(
    office: Office, fleet: Fleet, alice: Desk, *, announced: bool
) -> None:  # ADM-107
    room(office, announce_only_user=announced, music_on_hold=None)
    enters(fleet, alice)
    conversation(3)
    leave(alice)
    assert bool(seconds_heard(alice) > 1.5) is announced


def test_three_wrong_pins_end_the_call(office: Office, fleet: Fleet, alice: Desk) -> None:  # ADM-106
    room(office, pin="1234", quiet=True)
    quiet(alice)
    alice.phone.calls(EXTEN)
    alice.phone.talks()
    for wrong in ("9999#", "8888#", "7777#"):
        is_asked(fleet, alice)
        alice.phone.types(wrong)
        eventually(lambda: "Playback(conf-invalidpin" in fleet.asterisk("core show channels"), what="the refusal")
    alice.phone.ends()
    assert inside(fleet) == []


def test_more_than_may_be_there_are_refused(
    office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
) -> None:  # ADM-108
    room(office, max_users=2, quiet=True)
    enters(fleet, alice)
    enters(fleet, bob, others=1)
    quiet(carol)
    carol.phone.calls(EXTEN)
    carol.phone.ends()
    assert seconds_heard(carol) > 0.5  # why
    assert len(inside(fleet)) == 2
    leave(alice, bob)
