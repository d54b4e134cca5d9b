# SPDX-License-Identifier: GPL-3.0-or-later
"""A key for a colleague shows who calls him, and takes that call."""

from __future__ import annotations

import httpx
import pytest
from offices import Desk, quiet
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.lamp import OFF, ON, Lamp

pytestmark = pytest.mark.integration


def test_it_blinks_with_the_callers_name_and_takes_his_call(
    fleet: Fleet, confd: httpx.Client, alice: Desk, bob: Desk, carol: Desk
) -> None:  # ADM-008, ADM-023, ADM-174
    """Pressed while it blinks a key dials the code of the pickup and its number."""
    secret = confd.get(f"/lines_sip/{carol.employee.line_id}").json()["secret"]
    with Lamp(fleet.address("asterisk"), carol.employee.sip_username, secret, "1002") as lamp:
        lamp.shows(OFF)
        quiet(alice, bob, carol)
        alice.phone.calls("1002")
        bob.phone.rings()
        lamp.shows("early")
        assert '<identity display="Alice Abrams">sip:1001@' in lamp.last
        carol.phone.calls("*81002")
        carol.phone.talks()
        alice.phone.talks()
        bob.phone.ends()
        eventually(lambda: lamp.states[-1] == OFF, what="dark again")
        carol.phone.hangs_up()
        alice.phone.ends()


def test_it_is_lit_while_he_talks(fleet: Fleet, confd: httpx.Client, alice: Desk, bob: Desk, carol: Desk) -> None:
    # ADM-008
    secret = confd.get(f"/lines_sip/{carol.employee.line_id}").json()["secret"]
    with Lamp(fleet.address("asterisk"), carol.employee.sip_username, secret, "1002") as lamp:
        quiet(alice, bob)
        bob.phone.calls("1001")
        alice.phone.rings()
        alice.phone.answers()
        bob.phone.talks()
        lamp.shows(ON)
        bob.phone.hangs_up()
        alice.phone.ends()
        lamp.shows(OFF)
