# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls and transfers that somebody begins at his screen: Asterisk is told of them as clients tell it."""

from __future__ import annotations

import pytest
from offices import Desk, Office, conversation, of, quiet, rang
from talking import bridged, channels, talk
from test_languages import LIKE, NOBODY, prompt
from test_what_happens import action
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import likeness

pytestmark = pytest.mark.integration


def test_a_number_that_leads_nowhere_rings_his_telephone_and_is_then_told_to_him(
    fleet: Fleet, office: Office, alice: Desk
) -> None:  # SYS-175
    office.put(of(alice), language="en_US")
    office.settle()
    name = alice.employee.sip_username
    eventually(lambda: "en_US" in fleet.asterisk(f"pjsip show endpoint {name}"), what="en_US")
    quiet(alice)
    where = {"Context": "default", "Exten": NOBODY, "Priority": 1}
    action(fleet, "Originate", Channel=f"PJSIP/{name}", Async="true", Timeout=30_000, **where)
    alice.phone.rings()
    alice.phone.answers()
    alice.phone.talks()
    alice.phone.ends()
    assert likeness(alice.phone.recording(), prompt(fleet, "en")) > LIKE


@pytest.mark.parametrize("enabled", [True, False])
def test_a_transfer_is_for_those_who_may(
    fleet: Fleet, office: Office, alice: Desk, bob: Desk, carol: Desk, *, enabled: bool
) -> None:  # SYS-153
    office.put(of(bob, "/telephony"), call_transfer_enabled=enabled)
    office.settle()
    talk(alice, bob)
    quiet(carol)
    (channel,) = channels(fleet, bob.employee.sip_username)
    action(fleet, "Atxfer", Channel=channel, Exten=carol.employee.exten, Context="default")
    if enabled:
        carol.phone.rings()
        carol.phone.answers()
        eventually(lambda: bridged(fleet, bob, carol), what="Bob and Carol")
        bob.phone.hangs_up()
        eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
        alice.phone.hangs_up()
        carol.phone.ends()
    else:
        conversation(3)  # the time in which somebody would ring
        assert rang(carol) == [False]
        assert bridged(fleet, alice, bob)
        alice.phone.hangs_up()
        bob.phone.ends()
