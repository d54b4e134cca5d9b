# SPDX-License-Identifier: GPL-3.0-or-later
"""Several calls at once: how many one user takes, and how a group serves more than one caller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from offices import Desk, Office, of, quiet, rang
from people import Staff
from xivo_testkit.fleet import Fleet, eventually

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

EXTEN = "1431"


@contextmanager
def talking(caller: Desk, called: Desk) -> Iterator[None]:
    caller.phone.calls(called.employee.exten)
    called.phone.rings()
    called.phone.answers()
    caller.phone.talks()
    quiet(caller, called)
    yield
    caller.phone.hangs_up()
    called.phone.ends()


class TestOfAUser:
    def test_no_more_than_he_may_have(self, office: Office, staff: Staff) -> None:
        office.put(of(staff.frank, "/telephony"), simultaneous_calls=1)
        office.settle()
        with talking(staff.erin, staff.frank):
            staff.grace.phone.calls("1502")
            assert "486" in str(staff.grace.phone.ends().get("param"))
            assert rang(staff.frank) == [False]
        staff.grace.phone.calls("1502")
        staff.frank.phone.rings()
        staff.grace.phone.hangs_up()

    def test_one_more_if_he_may(self, office: Office, staff: Staff) -> None:
        office.put(of(staff.frank, "/telephony"), simultaneous_calls=2)
        office.settle()
        with talking(staff.erin, staff.frank):
            staff.grace.phone.calls("1502")
            staff.frank.phone.rings()
            staff.henry.phone.calls("1502")
            assert "486" in str(staff.henry.phone.ends().get("param"))
            staff.grace.phone.hangs_up()
            staff.frank.phone.ends()


class TestOfAGroup:
    def group(self, office: Office, *members: Desk, **body: Any) -> None:
        """Not called before anybody of it can be."""
        office.numbers("group", EXTEN, EXTEN)
        users = [{"user_id": desk.employee.user_id} for desk in members]
        made = {"name": "counters", "context": "default", "exten": EXTEN, "users": users, "ring_in_use": False}
        office.make("/groups", **made | body)
        office.settle("default", EXTEN)
        names = [desk.employee.sip_username for desk in members]
        eventually(lambda: all(name in office.fleet.asterisk("queue show counters") for name in names))

    def test_two_callers_ring_two_members(self, office: Office, staff: Staff) -> None:
        """One at a time is how each caller looks for a member, not how many callers are served."""
        self.group(office, staff.grace, staff.henry, ring_strategy="leastrecent")
        staff.erin.phone.calls(EXTEN)
        eventually(lambda: sum(rang(staff.grace, staff.henry)) == 1, what="one member")
        staff.frank.phone.calls(EXTEN)
        eventually(lambda: sum(rang(staff.grace, staff.henry)) == 2, what="the other one")
        staff.erin.phone.hangs_up()
        staff.frank.phone.hangs_up()

    def test_where_all_ring_the_next_caller_rings_those_who_are_left(
        self, office: Office, fleet: Fleet, staff: Staff
    ) -> None:  # ADM-209
        self.group(office, staff.grace, staff.henry, ring_strategy="ringall")
        staff.erin.phone.calls(EXTEN)
        staff.grace.phone.rings()
        staff.henry.phone.rings()
        staff.frank.phone.calls(EXTEN)
        eventually(lambda: "has 2 calls" in fleet.asterisk("queue show counters"), what="two callers")
        staff.grace.phone.answers()
        staff.erin.phone.talks()
        staff.henry.phone.ends()
        staff.henry.phone.rings()
        staff.henry.phone.answers()
        staff.frank.phone.talks()
        for caller in (staff.erin, staff.frank):
            caller.phone.hangs_up()
