# SPDX-License-Identifier: GPL-3.0-or-later
"""Frank calls Erin, who has a forward, a secretary, opening hours, and calls that Frank may not make: what counts?

Twenty-four combinations, each a call. First of all is the permission, then the hours, then the filter, which does not
heed the boss's forwards, then the forwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import httpx
import pytest
from offices import Desk, Office, of, rang, to_user
from people import Staff
from test_schedules import schedule
from xivo_cli.dialplan.course import Course, Outcome, Situation
from xivo_testkit.fleet import Fleet, eventually

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

RING_SECONDS = 5


@dataclass(frozen=True)
class Combination:
    """Erin's telephone rings and is not answered; her forward leads to Carol, out of hours her calls to Henry."""

    forward: str
    filtered: bool
    is_open: bool
    allowed: bool

    def __str__(self) -> str:
        hours = "open" if self.is_open else "closed"
        right = "allowed" if self.allowed else "forbidden"
        return f"{self.forward}-{'secretary' if self.filtered else 'alone'}-{hours}-{right}"

    @property
    def rings(self) -> list[str]:
        """Whose telephones, in order."""
        if not self.allowed:
            return []
        if not self.is_open:
            return ["henry"]
        if self.filtered:
            return ["grace"]
        return {"none": ["erin"], "unconditional": ["carol"], "noanswer": ["erin", "carol"]}[self.forward]


COMBINATIONS = [
    Combination(*drawn)
    for drawn in product(("none", "unconditional", "noanswer"), (False, True), (True, False), (True, False))
]


def set_up(office: Office, staff: Staff, carol: Desk, combination: Combination) -> None:
    erin = staff.erin
    hours = schedule(office, is_open=combination.is_open, closed=to_user(staff.henry))
    office.put(of(erin, "/telephony"), ring_seconds=RING_SECONDS, schedule_id=hours)
    if combination.forward != "none":
        office.put(of(erin, f"/forwards/{combination.forward}"), enabled=True, destination=carol.employee.exten)
    if combination.filtered:
        office.put(of(erin, "/telephony"), bsfilter="boss")
        office.put(of(staff.grace, "/telephony"), bsfilter="secretary")
        secretary = {"user_id": staff.grace.employee.user_id, "active": True, "ring_time": RING_SECONDS}
        office.make(
            "/call_filters", name="erins", mode="secretary-serial", boss_id=erin.employee.user_id,
            ring_time=RING_SECONDS, boss_ring_time=RING_SECONDS, secretaries=[secretary],
        )  # fmt: skip
    if not combination.allowed:
        users = [staff.frank.employee.user_id]
        office.make("/call_permissions", name="not Erin", extensions=[erin.employee.exten], users=users)
    office.settle()


@pytest.mark.parametrize("combination", COMBINATIONS, ids=str)
def test_the_permission_then_the_hours_then_the_filter_then_the_forward(
    office: Office, fleet: Fleet, confd: httpx.Client, staff: Staff, carol: Desk, combination: Combination
) -> None:  # ADM-070, ADM-088, CC-079, SYS-186
    set_up(office, staff, carol, combination)
    desks = {"erin": staff.erin, "grace": staff.grace, "henry": staff.henry, "carol": carol}
    for desk in desks.values():
        desk.phone.forgets()
    staff.frank.phone.calls(staff.erin.employee.exten)
    if combination.rings:
        for name in combination.rings:
            desks[name].phone.rings()
        staff.frank.phone.hangs_up()
    staff.frank.phone.ends()
    eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="no call")
    others = [name for name in desks if name not in combination.rings]
    assert rang(*[desks[name] for name in others]) == [False] * len(others)
    assert told(confd, staff, desks, combination) == combination.rings


def told(confd: httpx.Client, staff: Staff, desks: dict[str, Desk], combination: Combination) -> list[str]:
    """Who rings, says ``xivo dialplan what``; where the call stops nobody answers."""
    names = {desk.employee.user_id: name for name, desk in desks.items()}
    last = combination.rings[-1] if combination.rings else ""
    outcomes: dict[int, Outcome] = {user: "answer" if name == last else "noanswer" for user, name in names.items()}
    situation = Situation(datetime.now(UTC), staff.frank.employee.user_id, staff.frank.employee.exten, outcomes)
    course = Course(confd.get("/snapshot").json(), situation)
    stations = course.follow(staff.erin.employee.exten, "default")
    return [names[user] for station in stations if station.kind == "rings" for user in station.users]
