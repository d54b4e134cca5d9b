# SPDX-License-Identifier: GPL-3.0-or-later
"""Telephones that send their voices to each other, past Asterisk."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from offices import Office, of, quiet
from people import Staff
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration


@pytest.fixture
def direct(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Iterator[None]:
    """The general settings want it, and nothing Erin and Frank type concerns Asterisk."""
    office = Office(fleet, confd)
    office.put("/sip_general", directmedia=True)
    for desk in (staff.erin, staff.frank):
        office.put(of(desk, "/telephony"), call_transfer_enabled=False)
    office.settle()
    fleet.restart("asterisk")
    come_back(fleet, staff)
    yield
    office.clear()
    fleet.restart("asterisk")
    come_back(fleet, staff)


def come_back(fleet: Fleet, staff: Staff) -> None:
    """Asterisk runs, and knows from before where the telephones are."""
    eventually(lambda: "fully booted" in fleet.asterisk("core waitfullybooted"), what="Asterisk runs")
    for desk in staff.everybody:
        name = desk.employee.sip_username
        eventually(lambda name=name: name in fleet.asterisk("pjsip show contacts"), what=f"the contact of {name}")


def sources_of_voice(fleet: Fleet, box: str) -> set[str]:
    """From which addresses twenty packets of media came to the telephone."""
    mine = fleet.address(box, "phones")
    listen = ["timeout", "5", "tcpdump", "-nnql", "-i", "any", "-c", "20", f"udp and dst host {mine} and not port 5060"]
    heard = fleet.exec(box, *listen, check=False)
    return {line.split(" IP ")[1].split(" > ")[0].rpartition(".")[0] for line in heard.splitlines() if " IP " in line}


def comes_from(fleet: Fleet, box: str, source: str) -> None:
    eventually(lambda: sources_of_voice(fleet, box) == {source}, what=f"voice from {source} at {box}")


def test_they_hear_each_other_past_asterisk(fleet: Fleet, direct: None, staff: Staff) -> None:  # CC-074
    erin, frank = staff.erin, staff.frank
    quiet(erin, frank)
    erin.phone.calls(frank.employee.exten)
    frank.phone.rings()
    frank.phone.answers()
    erin.phone.talks()
    comes_from(fleet, "phone-f", erin.phone.address)
    comes_from(fleet, "phone-e", frank.phone.address)
    frank.phone.hears(erin.phone.tone_hz)
    erin.phone.hangs_up()
    frank.phone.ends()


def test_without_it_the_voice_comes_from_asterisk(fleet: Fleet, staff: Staff) -> None:
    erin, frank = staff.erin, staff.frank
    quiet(erin, frank)
    erin.phone.calls(frank.employee.exten)
    frank.phone.rings()
    frank.phone.answers()
    erin.phone.talks()
    comes_from(fleet, "phone-f", fleet.address("asterisk", "phones"))
    erin.phone.hangs_up()
    frank.phone.ends()
