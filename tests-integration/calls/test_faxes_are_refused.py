# SPDX-License-Identifier: GPL-3.0-or-later
"""Faxes when there is no room for them."""

from __future__ import annotations

import pytest
from offices import Desk, Office, of, quiet
from xivo_testkit.fleet import Fleet

pytestmark = pytest.mark.integration

FULL = "/var/spool/asterisk/fax/full"


def test_while_too_many_wait_the_sender_is_told(office: Office, fleet: Fleet, alice: Desk, bob: Desk) -> None:
    to = {"type": "application", "application": "faxtomail", "email": "bob@example.com"}
    office.put(of(bob, "/services/dnd"), enabled=True)
    office.put(of(bob, "/fallbacks"), busy=to)
    office.settle()
    quiet(alice)
    fleet.exec("asterisk", "touch", FULL)
    try:
        alice.phone.calls("1002")
        assert "503" in str(alice.phone.ends().get("param"))
    finally:
        fleet.exec("asterisk", "rm", "-f", FULL)
