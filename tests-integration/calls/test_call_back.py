# SPDX-License-Identifier: GPL-3.0-or-later
"""A dial tone for somebody outside whom the system calls back: his PIN, his number, and whom he then talks to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from offices import Desk, Office, conversation, quiet, rang
from outsider import NUMBER, outsider
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import SimulatedPhone, hear_each_other

pytestmark = pytest.mark.integration

DID = "0299140140"
PIN = "4711"


@pytest.fixture
def somebody(office: Office) -> Iterator[SimulatedPhone]:
    """Whoever calls the number is called back, and has a dial tone of the context default behind the PIN."""
    to = {"type": "application", "application": "callbackdisa", "pin": PIN, "context": "default"}
    office.incall(DID, to)
    with outsider(office) as telephone:
        yield telephone


def is_called_back(fleet: Fleet, somebody: SimulatedPhone) -> None:
    """His call is not answered; theirs is, and asks for the PIN."""
    somebody.calls(DID)
    somebody.ends()
    assert somebody.unseen("CALL_ESTABLISHED") == []
    somebody.rings()
    somebody.answers()
    somebody.talks()
    eventually(lambda: "DISA(" in fleet.asterisk("core show channels"), what="the dial tone")
    conversation(1)


def test_with_the_pin_a_colleague_is_reached(fleet: Fleet, somebody: SimulatedPhone, carol: Desk) -> None:
    quiet(carol)
    is_called_back(fleet, somebody)
    somebody.types(f"{PIN}#")
    conversation(1)  # the dial tone
    somebody.types(carol.employee.exten)
    carol.phone.rings()
    carol.phone.answers()
    carol.phone.talks()
    hear_each_other(carol.phone, somebody)
    carol.phone.hangs_up()
    somebody.ends()


def test_with_another_pin_nobody_is(fleet: Fleet, somebody: SimulatedPhone, carol: Desk) -> None:
    quiet(carol)
    is_called_back(fleet, somebody)
    somebody.types("1234#")
    conversation(1)
    somebody.types(carol.employee.exten)
    conversation(5)  # the time in which she would ring
    assert rang(carol) == [False]
    somebody.hangs_up()
    eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="no call")


def test_who_does_not_answer_is_not_called_again(fleet: Fleet, somebody: SimulatedPhone) -> None:
    somebody.calls(DID)
    somebody.ends()
    somebody.rings()
    somebody.rejects()
    somebody.ends()
    conversation(7)  # longer than it took the first time
    assert somebody.unseen("CALL_INCOMING") == []
    assert NUMBER not in fleet.asterisk("core show channels concise")
