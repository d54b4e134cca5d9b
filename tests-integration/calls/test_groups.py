# SPDX-License-Identifier: GPL-3.0-or-later
"""A number that rings at several desks: in which order, for how long, and what follows when nobody comes."""

from __future__ import annotations

import time
from itertools import groupby
from typing import Any

import pytest
from offices import Desk, Office, conversation, hang_up, quiet, rang, to_user
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import tone_wav, tones_in_order

pytestmark = pytest.mark.integration

EXTEN = "1430"


def group(office: Office, *members: Desk, **body: Any) -> int:
    """A group with the number 1430, known to Asterisk."""
    office.numbers("group", EXTEN, EXTEN)
    users = [{"user_id": desk.employee.user_id, "priority": place} for place, desk in enumerate(members)]
    made = office.make("/groups", **{"name": "sales", "context": "default", "exten": EXTEN, "users": users} | body)
    office.settle("default", EXTEN)
    name = body.get("name", "sales")
    eventually(lambda: "strategy" in office.fleet.asterisk(f"queue show {name}"), what="the group")
    quiet(*members)
    return made


def test_all_ring_and_who_answers_has_the_call(office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
    group(office, bob, carol, caller_id_mode="prepend", caller_id_name="Sales")
    alice.phone.calls(EXTEN)
    assert bob.phone.rings()["peerdisplayname"] == "Sales - Alice Abrams"
    carol.phone.rings()
    carol.phone.answers()
    bob.phone.ends()
    alice.phone.talks()
    carol.phone.hears(alice.phone.tone_hz)
    hang_up(alice, carol)


def test_one_after_the_other_in_the_order_of_the_list(office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
    # of its own name: Asterisk keeps the members of a queue that it has in no order until it restarts
    group(office, carol, bob, name="lineup", ring_strategy="linear", user_timeout=4, retry_delay=1)
    alice.phone.calls(EXTEN)
    carol.phone.rings()
    assert rang(bob) == [False]
    carol.phone.ends()
    bob.phone.rings()
    hang_up(alice, bob)


@pytest.mark.parametrize("strategy", ["leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "wrandom"])
def test_one_at_a_time_with(office: Office, strategy: str, alice: Desk, bob: Desk, carol: Desk) -> None:
    group(office, bob, carol, ring_strategy=strategy)
    alice.phone.calls(EXTEN)
    eventually(lambda: sum(rang(bob, carol)) == 1, what="one of them")
    time.sleep(1)  # the other would ring at the same time
    assert sum(rang(bob, carol)) == 1
    alice.phone.hangs_up()
    eventually(lambda: "0 active calls" in office.fleet.asterisk("core show channels"))


def test_who_talks_rings_only_if_the_group_says_so(office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
    group(office, bob, carol, ring_in_use=False)
    carol.phone.calls("1002")
    bob.phone.rings()
    bob.phone.answers()
    carol.phone.talks()
    quiet(bob, carol)
    alice.phone.calls(EXTEN)
    time.sleep(2)  # the time in which they would ring
    assert rang(bob, carol) == [False, False]
    hang_up(carol, bob)
    bob.phone.rings()
    hang_up(alice, bob)


def test_nobody_answers(office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
    group(office, bob, timeout=3, fallbacks={"noanswer": to_user(carol)})
    quiet(carol)
    alice.phone.calls(EXTEN)
    bob.phone.rings()
    carol.phone.rings()
    hang_up(alice, carol)


def test_nobody_is_there(office: Office, fleet: Fleet, alice: Desk, carol: Desk) -> None:
    group(office, fallbacks={"congestion": to_user(carol)})
    quiet(carol)
    alice.phone.calls(EXTEN)
    carol.phone.rings()
    hang_up(alice, carol)


MUSIC_HZ = 1500


@pytest.fixture
def music(office: Office) -> str:
    """A category whose music is one tone."""
    category = office.make("/musics_on_hold", name="tone")
    headers = {"Content-Type": "application/octet-stream"}
    path = f"/musics_on_hold/{category}/files/tone.wav"
    assert office.confd.put(path, content=tone_wav(MUSIC_HZ, 30), headers=headers).status_code == 204
    eventually(lambda: "/moh/tone/tone" in office.fleet.asterisk("moh show files"), what="the music")
    return "tone"


class TestMusic:
    def test_of_the_group_is_what_the_caller_hears_instead_of_ringing(
        self, office: Office, music: str, alice: Desk, bob: Desk
    ) -> None:
        group(office, bob, ring_tone=False, music_on_hold=music)
        quiet(alice)
        alice.phone.calls(EXTEN)
        bob.phone.rings()
        alice.phone.talks()
        alice.phone.hears(MUSIC_HZ)
        hang_up(alice, bob)

    def test_ends_when_somebody_answers(self, office: Office, music: str, alice: Desk, bob: Desk) -> None:
        group(office, bob, ring_tone=False, music_on_hold=music)
        quiet(alice)
        alice.phone.calls(EXTEN)
        bob.phone.rings()
        alice.phone.talks()
        alice.phone.hears(MUSIC_HZ)
        bob.phone.answers()
        bob.phone.talks()
        alice.phone.hears(bob.phone.tone_hz)
        hang_up(alice, bob)
        order = tones_in_order(alice.phone.recording(), (MUSIC_HZ, bob.phone.tone_hz))
        assert [hz for hz, _ in groupby(order)] == [MUSIC_HZ, bob.phone.tone_hz]

    def test_is_not_heard_where_the_caller_hears_ringing(
        self, office: Office, music: str, alice: Desk, bob: Desk
    ) -> None:
        group(office, bob, ring_tone=True, music_on_hold=music)
        quiet(alice)
        alice.phone.calls(EXTEN)
        bob.phone.rings()
        conversation(2)
        assert alice.phone.unseen("CALL_ESTABLISHED") == []
        bob.phone.answers()
        alice.phone.talks()
        alice.phone.hears(bob.phone.tone_hz)
        hang_up(alice, bob)
        assert alice.phone.share_heard(MUSIC_HZ) < 0.05
