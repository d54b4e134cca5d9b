# SPDX-License-Identifier: GPL-3.0-or-later
"""An office behind an IAX trunk that knows us by our address, and one with whom we register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from branch import TONE_HZ, Branch
from offices import Desk, Office, quiet, to_user
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

ACCOUNT, SECRET, DID = "south", "of-the-south", "5550091"


@pytest.fixture
def south(fleet: Fleet) -> Iterator[Branch]:
    with Branch(fleet, ACCOUNT, SECRET, registers=False) as branch:
        yield branch


def trunk(office: Office, south: Branch, **more: Any) -> int:
    endpoint = {"protocol": "iax", "username": ACCOUNT, "type": "friend", "host": south.address, "codecs": ["alaw"]}
    return office.make("/trunks", name=ACCOUNT, context="from-extern", endpoint=endpoint, secret=SECRET, **more)


def hears_the_tone(desk: Desk) -> None:
    desk.phone.hears(TONE_HZ)
    desk.phone.hangs_up()
    desk.phone.ends()


def test_by_its_address_it_calls_and_is_called(office: Office, fleet: Fleet, south: Branch, alice: Desk) -> None:
    # ADM-267
    made = trunk(office, south)
    office.make("/incalls", exten=DID, context="from-extern", destination=to_user(alice))
    extension = {"exten": "**93.", "strip_digits": 4}
    office.make("/outcalls", name="south", context="to-extern", trunks=[made], extensions=[extension])
    office.settle("from-extern", DID)
    office.settle("to-extern", "**93")
    eventually(lambda: south.address in fleet.asterisk("iax2 show peers"), what="the trunk")
    assert "0 IAX2 registrations" in fleet.asterisk("iax2 show registry")
    quiet(alice)
    south.calls(DID)
    alice.phone.rings()
    alice.phone.answers()
    alice.phone.talks()
    hears_the_tone(alice)
    quiet(alice)
    alice.phone.calls("**931234")
    alice.phone.talks()
    hears_the_tone(alice)


def test_we_register_with_it_and_it_finds_us(office: Office, fleet: Fleet, south: Branch, alice: Desk) -> None:
    # ADM-259, ADM-269
    where = {"remote_server": south.address, "username": ACCOUNT}
    trunk(office, south, registration=where)
    office.make("/incalls", exten=DID, context="from-extern", destination=to_user(alice))
    office.settle("from-extern", DID)
    eventually(lambda: "Registered" in fleet.asterisk("iax2 show registry"), what="our registration")
    quiet(alice)
    south.calls(DID, host=south.registered_host())
    alice.phone.rings()
    alice.phone.answers()
    alice.phone.talks()
    hears_the_tone(alice)
