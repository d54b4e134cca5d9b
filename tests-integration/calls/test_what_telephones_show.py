# SPDX-License-Identifier: GPL-3.0-or-later
"""What a telephone shows of a call: who calls, who is called, how it rings; and the lamps of a colleague's number."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, Office, changed, of, settled
from people import Staff
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.lamp import OFF, ON, Lamp

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

RINGING = "early"


def rung(caller: Desk, number: str, called: Desk) -> str:
    """The invitation that the telephone got."""
    caller.phone.calls(number)
    called.phone.rings()
    caller.phone.hangs_up()
    called.phone.ends()
    return str(called.phone.latest("INVITE")["param"])


def header(message: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*(.*?)\s*$", message, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""


class TestWhoCalls:
    def test_is_a_name_and_a_number(self, staff: Staff) -> None:
        origin = header(rung(staff.frank, "1501", staff.erin), "From")
        assert origin.startswith('"Frank Fisher" <sip:1502@')

    def test_is_the_name_that_the_administrator_chose(
        self, fleet: Fleet, confd: httpx.Client, staff: Staff
    ) -> None:  # SYS-040
        path = f"/users/{staff.frank.employee.user_id}"
        changed(confd, path, caller_id='"The Director"')
        settled(fleet, confd)
        assert header(rung(staff.frank, "1501", staff.erin), "From").startswith('"The Director" <sip:1502@')
        changed(confd, path, caller_id='"Frank Fisher"')
        settled(fleet, confd)

    def test_is_still_the_first_one_after_a_forward(self, fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
        changed(confd, of(staff.erin, "/forwards/unconditional"), enabled=True, destination="1503")
        settled(fleet, confd)
        assert "Frank Fisher" in header(rung(staff.frank, "1501", staff.grace), "From")


def shown_while_it_rings(fleet: Fleet, staff: Staff) -> list[str]:
    """The identities in the answers 180 that Frank's telephone gets when he calls Erin."""
    fleet.asterisk("pjsip set history clear")
    fleet.asterisk("pjsip set history on")
    try:
        rung(staff.frank, "1501", staff.erin)
        lines = fleet.asterisk("pjsip show history").splitlines()
    finally:
        fleet.asterisk("pjsip set history off")
    address = re.escape(staff.frank.phone.address)
    numbers = [line.split()[0] for line in lines if re.search(rf"==> {address}:\d+ .*SIP/2.0 180", line)]
    told = [fleet.asterisk(f"pjsip show history entry {int(number)}") for number in numbers]
    assert told
    return [header(message, "P-Asserted-Identity") for message in told]


def test_the_caller_sees_whom_he_called(
    fleet: Fleet, confd: httpx.Client, office: Office, staff: Staff
) -> None:  # SYS-026
    office.put("/sip_general", trustrpid=True, sendrpid="pai")
    office.settle()
    assert any('"Erin Evans" <sip:1501@' in identity for identity in shown_while_it_rings(fleet, staff))
    changed(confd, "/sip_general", sendrpid="no")
    office.settle()
    assert set(shown_while_it_rings(fleet, staff)) == {""}


class TestHowItRings:
    @pytest.fixture(autouse=True)
    def profile(self, fleet: Fleet, confd: httpx.Client) -> Iterator[None]:
        """Grace has a ring for colleagues, and another for calls that they forward."""
        before = confd.get("/ring_tones").json()
        mine = {"name": "people", "phonetype": "snom", "intern": "from-inside", "forward": "from-a-colleague"}
        number = {"exten": "1503", "context": "default", "profile": "people"}
        changed(confd, "/ring_tones", profiles=[*before["profiles"], mine], numbers=[*before["numbers"], number])
        settled(fleet, confd)
        yield
        changed(confd, "/ring_tones", profiles=before["profiles"], numbers=before["numbers"])
        settled(fleet, confd)

    def test_from_inside(self, staff: Staff) -> None:  # SYS-237
        assert header(rung(staff.frank, "1503", staff.grace), "Alert-Info").endswith(";info=from-inside")

    def test_forwarded_by_a_colleague(self, fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:  # SYS-237
        changed(confd, of(staff.erin, "/forwards/unconditional"), enabled=True, destination="1503")
        settled(fleet, confd)
        assert header(rung(staff.frank, "1501", staff.grace), "Alert-Info").endswith(";info=from-a-colleague")

    def test_of_others_as_always(self, staff: Staff) -> None:
        assert header(rung(staff.frank, "1501", staff.erin), "Alert-Info") == ""


def test_the_lamp_of_a_number_follows_its_telephone(fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
    # ADM-008
    line = confd.get(f"/lines_sip/{staff.henry.employee.line_id}").json()
    eventually(lambda: "1501@default" in fleet.asterisk("core show hints"), what="the hint")
    with Lamp(fleet.address("asterisk"), line["username"], line["secret"], "1501") as lamp:
        lamp.shows(OFF)
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        lamp.shows(RINGING)
        staff.erin.phone.answers()
        staff.frank.phone.talks()
        lamp.shows(ON)
        staff.frank.phone.hangs_up()
        staff.erin.phone.ends()
        lamp.shows(OFF)
