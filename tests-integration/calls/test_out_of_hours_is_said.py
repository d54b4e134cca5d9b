# SPDX-License-Identifier: GPL-3.0-or-later
"""Out of a user's hours the caller hears that he is sent elsewhere, unless the administrator wants it silent."""

from __future__ import annotations

import pytest
from offices import Desk, Office, of, quiet, rang, to_user
from test_schedules import schedule
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

SILENT = "[globals](+)\nXIVO_FWD_SCHEDULE_OUT_ISDA = 1\n"


@pytest.mark.parametrize("silent", [False, True])
def test_before_the_call_goes_on(
    office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk, *, silent: bool
) -> None:  # CC-082, API-219
    hours = schedule(office, closed=to_user(carol))
    office.put(of(bob, "/telephony"), schedule_id=hours)
    if silent:
        office.make("/configuration_files", name="silent.conf", content=SILENT)
        eventually(lambda: "_ISDA=1" in fleet.asterisk("dialplan show globals"), what="the variable")
    office.settle()
    quiet(alice, carol)
    alice.phone.calls("1002")
    said = False

    def carol_rings() -> bool:
        nonlocal said
        said = said or "Playback(pbx-transfer" in fleet.asterisk("core show channels")
        return rang(carol) == [True]

    eventually(carol_rings, what="Carol is called")
    assert said is not silent
    alice.phone.hangs_up()
    alice.phone.ends()
    carol.phone.ends()
