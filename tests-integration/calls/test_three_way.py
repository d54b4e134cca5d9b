# SPDX-License-Identifier: GPL-3.0-or-later
"""Erin's telephone mixes two calls: Frank, Grace and she talk with one another. Played by an Asterisk with her line."""

from __future__ import annotations

import httpx
import pytest
from offices import conversation
from other_system import NAME, TONE_HZ, OtherSystem
from people import Staff
from xivo_testkit.fleet import Fleet, eventually

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

TELEPHONE = """[from-extern]
exten => _X.,1,Congestion()
[mixer]
exten => s,1,Answer()
 same => n,ConfBridge(three)
exten => erin,1,Answer()
 same => n,Milliwatt()
[xivo-initconfig]
"""


def test_three_hear_one_another(fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
    line = confd.get(f"/lines_sip/{staff.erin.employee.line_id}").json()
    account = {"username": line["username"], "secret": line["secret"]}
    with OtherSystem(fleet, registers=True, codecs=("alaw",), dialplan=TELEPHONE, **account) as erin:
        eventually(lambda: "Registered" in erin.asterisk("pjsip show registrations"))
        for desk in (staff.frank, staff.grace):
            desk.phone.forgets()
            erin.asterisk(f"channel originate PJSIP/{desk.employee.exten}@{NAME} extension s@mixer")
            assert desk.phone.rings()["peerdisplayname"] == "Erin Evans"
            desk.phone.answers()
            desk.phone.talks()
        conversation(3)
        erin.asterisk("channel originate Local/erin@mixer extension s@mixer")
        conversation(3)
        erin.asterisk("channel request hangup all")
        staff.frank.phone.ends()
        staff.grace.phone.ends()
    for desk, other in ((staff.frank, staff.grace), (staff.grace, staff.frank)):
        shares = {hz: desk.phone.share_heard(hz) for hz in (other.phone.tone_hz, TONE_HZ, desk.phone.tone_hz)}
        assert min(shares[other.phone.tone_hz], shares[TONE_HZ]) > 0.03 > shares[desk.phone.tone_hz], shares
