# SPDX-License-Identifier: GPL-3.0-or-later
"""Another office behind an IAX trunk: it registers, calls in, and is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from branch import TONE_HZ, Branch
from offices import Desk, Office, quiet, to_user
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

ACCOUNT, SECRET = "north", "of-the-north"


@pytest.fixture
def trunk(office: Office) -> int:
    endpoint = {"protocol": "iax", "username": ACCOUNT, "type": "friend", "host": "dynamic", "codecs": ["alaw"]}
    return office.make("/trunks", name=ACCOUNT, context="from-extern", endpoint=endpoint, secret=SECRET)


@pytest.fixture
def north(fleet: Fleet, trunk: int) -> Iterator[Branch]:
    eventually(lambda: ACCOUNT in fleet.asterisk("iax2 show peers"), what="the trunk")
    with Branch(fleet, ACCOUNT, SECRET) as branch:
        yield branch


def test_calls_in_by_a_number_of_ours(office: Office, north: Branch, alice: Desk) -> None:  # ADM-257, ADM-267
    office.make("/incalls", exten="5550090", context="from-extern", destination=to_user(alice))
    office.settle("from-extern", "5550090")
    quiet(alice)
    north.calls("5550090")
    alice.phone.rings()
    alice.phone.answers()
    alice.phone.talks()
    alice.phone.hears(TONE_HZ)
    alice.phone.hangs_up()
    alice.phone.ends()


def test_is_called(office: Office, fleet: Fleet, north: Branch, trunk: int, alice: Desk) -> None:  # ADM-267
    extension = {"exten": "**96.", "strip_digits": 4}
    office.make("/outcalls", name="north", context="to-extern", trunks=[trunk], extensions=[extension])
    office.settle("to-extern", "**96")
    quiet(alice)
    alice.phone.calls("**961234")
    alice.phone.talks()
    assert f"IAX2/{ACCOUNT}" in fleet.asterisk("core show channels")
    alice.phone.hears(TONE_HZ)
    alice.phone.hangs_up()
    alice.phone.ends()


def test_reaches_no_user_who_has_no_number_outside(north: Branch, alice: Desk) -> None:  # ADM-258
    quiet(alice)
    north.calls(alice.employee.exten)
    eventually(lambda: "0 active IAX channels" in north.asterisk("iax2 show channels"))
    assert alice.phone.unseen("CALL_INCOMING") == []
