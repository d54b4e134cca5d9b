# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers a queue's call may pass it on by a code of keys; who called has no such code."""

from __future__ import annotations

import pytest
from offices import Desk, Office, conversation, quiet, rang
from talking import bridged, held, presses
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.recorder import BusRecorder

pytestmark = pytest.mark.integration

EXTEN = "1426"
SUBROUTINE = "[allow-transfer]\nexten = s,1,Set(__TRANSFER_CONTEXT=default)\nsame = n,Return()\n"


@pytest.mark.parametrize("subroutine", ["", "allow-transfer"])
def test_the_member_transfers_and_the_caller_does_not(
    fleet: Fleet, office: Office, bus: BusRecorder, alice: Desk, bob: Desk, carol: Desk, subroutine: str
) -> None:  # SYS-074, DEV-225
    """The subroutine is what the manual has for it; the number is found without it, too."""
    office.make("/configuration_files", name="allow-transfer.conf", content=SUBROUTINE)
    office.numbers("queue", EXTEN, EXTEN)
    usual = {"context": "default", "exten": EXTEN, "users": [{"user_id": bob.employee.user_id}]}
    name = f"moves-{subroutine or 'on'}"
    office.make("/queues", name=name, hit_transfer=True, preprocess_subroutine=subroutine, **usual)
    office.settle("default", EXTEN)
    eventually(lambda: bob.employee.sip_username in fleet.asterisk(f"queue show {name}"), what="Bob in the queue")
    quiet(alice, bob, carol)
    alice.phone.calls(EXTEN)
    bob.phone.rings()
    bob.phone.answers()
    eventually(lambda: bridged(fleet, alice, bob), what="Alice and Bob")
    is_bob_held = held(fleet, bus, bob.employee.sip_username)
    alice.phone.types("*1")
    conversation()
    alice.phone.types(carol.employee.exten)
    conversation()
    assert not is_bob_held()
    assert rang(carol) == [False]
    presses(fleet, bus, bob, "*1", alice.employee.sip_username)
    bob.phone.types(carol.employee.exten)
    carol.phone.rings()
    carol.phone.answers()
    bob.phone.ends()
    eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
    alice.phone.hangs_up()
    carol.phone.ends()
