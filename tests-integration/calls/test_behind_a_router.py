# SPDX-License-Identifier: GPL-3.0-or-later
"""Nora works at home: what her telephone takes for its address means nothing to Asterisk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, Office, conversation, hang_up, let_in, quiet
from people import Staff, sit_down
from talking import talk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import dismiss, hire

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

HOME = "phone-n"


@pytest.fixture(scope="module")
def nora(fleet: Fleet, confd: httpx.Client) -> Iterator[Desk]:
    let_in(fleet, "router")
    employee = hire(confd, "Nora", "North", "1505")
    yield sit_down(fleet, confd, employee, HOME, 740, network="home")
    dismiss(confd, employee)


def host_of_contact(fleet: Fleet, desk: Desk) -> str:
    """Where Asterisk reaches the telephone; empty if it knows of none."""
    kept = fleet.asterisk("database show registrar")
    found = re.search(rf'"uri":"sip:{desk.employee.sip_username}[^@"]*@([^:;"]+)', kept)
    return found[1] if found else ""


def talks_and_ends(caller: Desk, called: Desk) -> None:
    talk(caller, called)
    hang_up(caller, called, caller)


def test_she_is_reached_at_the_routers_address(fleet: Fleet, nora: Desk) -> None:
    assert host_of_contact(fleet, nora) == fleet.address("router", "phones")


def test_calls_go_both_ways_and_all_are_heard(staff: Staff, nora: Desk) -> None:
    talks_and_ends(nora, staff.erin)
    talks_and_ends(staff.erin, nora)


def test_a_line_that_is_said_to_be_behind_no_router_is_not_reached(
    fleet: Fleet, confd: httpx.Client, office: Office, staff: Staff, nora: Desk
) -> None:
    office.put(f"/lines_sip/{nora.employee.line_id}/options", options=[["nat", "no"]])
    office.settle()
    sit_down(fleet, confd, nora.employee, HOME, 740, network="home")
    eventually(lambda: host_of_contact(fleet, nora) == fleet.address(HOME, "home"), what="her own address")
    quiet(staff.erin, nora)
    staff.erin.phone.calls("1505")
    conversation(4)
    staff.erin.phone.hangs_up()
    assert nora.phone.unseen("CALL_INCOMING") == []
