# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lamps of a telephone's keys show: rooms, groups, and what a user switches by code, key or API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from offices import Desk, Office, changed, of
from people import Staff, mailbox_of
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.lamp import OFF, ON, Lamp

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

ROOM, GROUP = "1990", "1991"


@pytest.fixture
def lamp(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Callable[[str], Lamp]:
    """``with lamp(number)``: one of Henry's telephone, once Asterisk watches the number."""

    def watched(number: str) -> Lamp:
        eventually(lambda: f"{number}@" in fleet.asterisk("core show hints"), what=f"the hint of {number}")
        line = confd.get(f"/lines_sip/{staff.henry.employee.line_id}").json()
        return Lamp(fleet.address("asterisk"), line["username"], line["secret"], number)

    return watched


def key_of(confd: httpx.Client, office: Office, desk: Desk, code: str, destination: dict[str, Any]) -> str:
    """The number of the only key that the user has."""
    office.put(of(desk, "/funckeys"), keys={"1": {"destination": destination, "blf": True}})
    office.settle()
    return f"*735{desk.employee.user_id}***2{code}"


def dials(desk: Desk, code: str) -> None:
    desk.phone.calls(code)
    desk.phone.talks()
    desk.phone.ends()


def test_of_a_conference_room_is_lit_while_somebody_is_in_it(
    office: Office, staff: Staff, lamp: Callable[[str], Lamp]
) -> None:  # ADM-008
    office.numbers("conference_room", ROOM, ROOM)
    office.make("/conference_rooms", name="lit", context="default", exten=ROOM)
    office.settle("default", ROOM)
    with lamp(ROOM) as seen:
        seen.shows(OFF)
        staff.frank.phone.calls(ROOM)
        staff.frank.phone.talks()
        seen.shows(ON)
        staff.frank.phone.hangs_up()
        seen.shows(OFF)


def test_of_a_group_is_lit_while_somebody_calls_it(office: Office, staff: Staff, lamp: Callable[[str], Lamp]) -> None:
    office.numbers("group", GROUP, GROUP)
    users = [{"user_id": staff.grace.employee.user_id}]
    office.make("/groups", name="lit", context="default", exten=GROUP, users=users)
    office.settle("default", GROUP)
    with lamp(GROUP) as seen:
        seen.shows(OFF)
        staff.frank.phone.calls(GROUP)
        staff.grace.phone.rings()
        eventually(lambda: seen.states[-1] != OFF, what="a lit lamp")
        staff.frank.phone.hangs_up()
        staff.grace.phone.ends()
        seen.shows(OFF)


@pytest.mark.parametrize(
    ("service", "code"), [("callrecord", "26"), ("incallfilter", "27"), ("dnd", "25")], ids=lambda said: said
)
def test_of_a_service_follows_its_code_and_the_api(
    confd: httpx.Client, office: Office, staff: Staff, lamp: Callable[[str], Lamp], service: str, code: str
) -> None:  # ADM-008
    feature = "enablednd" if service == "dnd" else service
    features = confd.get("/extension_features").json()["items"]
    row = next(item for item in features if item["feature"] == feature)
    office.put(f"/extension_features/{row['id']}", enabled=True)
    number = key_of(confd, office, staff.erin, code, {"type": "service", "service": feature})
    with lamp(number) as seen:
        seen.shows(OFF)
        dials(staff.erin, f"*{code}")
        seen.shows(ON)
        changed(confd, of(staff.erin, f"/services/{service}"), enabled=False)
        seen.shows(OFF)


def test_of_the_voicemail_says_whether_it_takes_calls(
    fleet: Fleet, confd: httpx.Client, office: Office, staff: Staff, lamp: Callable[[str], Lamp]
) -> None:  # ADM-008
    with mailbox_of(fleet, confd, staff.erin):
        number = key_of(confd, office, staff.erin, "90", {"type": "service", "service": "enablevm"})
        with lamp(number) as seen:
            seen.shows(ON)
            dials(staff.erin, "*90")
            seen.shows(OFF)
            dials(staff.erin, "*90")
            seen.shows(ON)


@pytest.mark.parametrize(("forward", "code"), [("busy", "23"), ("noanswer", "22"), ("unconditional", "21")])
def test_of_a_forward_shows_whether_it_leads_to_the_number_of_the_key(
    confd: httpx.Client, office: Office, staff: Staff, lamp: Callable[[str], Lamp], forward: str, code: str
) -> None:  # CC-117, CC-119
    destination = {"type": "forward", "forward": forward, "exten": "1503"}
    number = f"{key_of(confd, office, staff.erin, code, destination)}*1503"
    with lamp(number) as seen:
        seen.shows(OFF)
        dials(staff.erin, f"*{code}1503")
        seen.shows(ON)
        changed(confd, of(staff.erin, f"/forwards/{forward}"), enabled=True, destination="1504")
        seen.shows(OFF)
        dials(staff.erin, number)
        seen.shows(ON)
