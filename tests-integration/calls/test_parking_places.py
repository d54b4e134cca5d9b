# SPDX-License-Identifier: GPL-3.0-or-later
"""Parked calls: the place is said to who parks, the call goes on where it was set if nobody takes it, and so on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from offices import Desk, Office, conversation, quiet
from talking import bridged, presses, talk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import hear_each_other
from xivo_testkit.recorder import BusRecorder
from xivo_testkit.sound import loudness, since

pytestmark = pytest.mark.integration

TIMED_OUT = """[parkedcallstimeout]
exten = s,1,NoOp(nobody took the call)
same = n,Milliwatt(m)
"""
TONE_HZ = 1004


def lot(office: Office, **fields: Any) -> None:
    """The lot of a new system, set otherwise."""
    made = office.confd.get("/parking_lots").json()["items"][0]
    office.put(f"/parking_lots/{made['id']}", **fields)
    office.settle()


def is_parked(fleet: Fleet) -> None:
    eventually(lambda: "(none)" not in fleet.asterisk("parking show default"), what="a parked call")


def test_who_asks_before_hears_the_place(
    fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk, carol: Desk
) -> None:  # CC-026
    """Bob calls 700 while Alice hears music; once he has heard the place he hangs up, and she is there."""
    talk(alice, bob)
    presses(fleet, bus, bob, "*2", alice.employee.sip_username)
    bob.phone.types("700")
    eventually(lambda: "Park" in fleet.asterisk("core show channels concise"), what="the call to 700")
    before = len(bob.phone.recording())
    conversation(4)  # the place is said
    bob.phone.hangs_up()
    bob.phone.ends()
    is_parked(fleet)
    assert loudness(since(bob.phone.recording(), before, seconds=60)) > 100
    quiet(carol)
    carol.phone.calls("701")
    carol.phone.talks()
    eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
    carol.phone.hears(alice.phone.tone_hz)
    carol.phone.hangs_up()
    alice.phone.ends()
    carol.phone.ends()


def test_who_is_not_taken_may_go_on_in_the_dialplan(
    fleet: Fleet, office: Office, alice: Desk, bob: Desk
) -> None:  # CC-028
    office.make("/configuration_files", name="parked.conf", content=TIMED_OUT)
    lot(office, timeout=3, comeback_to_origin=False)
    shown = "parking show default"
    eventually(lambda: "Parking Time : 3 sec" in re.sub(r"\s+", " ", fleet.asterisk(shown)))
    eventually(lambda: "nobody took" in fleet.asterisk("dialplan show parkedcallstimeout"))
    talk(alice, bob)
    bob.phone.transfers("700")
    bob.phone.ends()
    eventually(lambda: "Milliwatt" in fleet.asterisk("core show channels"), what="the administrator's dialplan")
    alice.phone.hears(TONE_HZ)
    alice.phone.hangs_up()
    alice.phone.ends()
    assert bob.phone.unseen("CALL_INCOMING") == []


@pytest.mark.parametrize("who", ["caller", "no"])
def test_who_takes_a_call_transfers_it_if_the_lot_says_so(
    fleet: Fleet, office: Office, bus: BusRecorder, alice: Desk, bob: Desk, carol: Desk, who: str
) -> None:  # CC-027, CC-030
    lot(office, transfers=who)
    talk(alice, bob)
    bob.phone.transfers("700")
    is_parked(fleet)
    bob.phone.ends()
    quiet(bob, carol)
    carol.phone.calls("701")
    carol.phone.talks()
    eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
    hear_each_other(alice.phone, carol.phone)
    if who == "caller":
        presses(fleet, bus, carol, "*1", alice.employee.sip_username)
        carol.phone.types("1002")
        bob.phone.rings()
    else:
        carol.phone.types("*1")
        conversation(1.5)  # Asterisk waits a second for the rest of a code
        carol.phone.types("1002")
        conversation(2)  # the time in which somebody would ring
        assert bob.phone.unseen("CALL_INCOMING") == []
        assert bridged(fleet, alice, carol)
    fleet.asterisk("channel request hangup all")
    alice.phone.ends()
