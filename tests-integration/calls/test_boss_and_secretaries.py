# SPDX-License-Identifier: GPL-3.0-or-later
"""Erin is the boss, Grace and Henry are her secretaries: who rings when Frank calls Erin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from offices import SOONER_THAN_USUAL, Desk, changed, of, settled
from people import Staff, nothing_set
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.lamp import OFF, ON, Lamp
from xivo_testkit.office import created

pytestmark = pytest.mark.integration

Filter = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def staff(confd: httpx.Client, staff: Staff) -> Iterator[Staff]:
    changed(confd, of(staff.erin, "/telephony"), bsfilter="boss")
    for desk in (staff.grace, staff.henry):
        changed(confd, of(desk, "/telephony"), bsfilter="secretary")
    yield staff
    for desk in staff.everybody:
        nothing_set(confd, desk.employee)


@pytest.fixture
def filtered(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Iterator[Filter]:
    """`filtered(mode, ...)`: the filter, once calls know it. Grace is first in the list, Henry last."""
    staff.forget_what_was()
    made: list[int] = []

    def make(mode: str, *, active: tuple[Desk, ...] | None = None, **fields: Any) -> dict[str, Any]:
        on = (staff.grace, staff.henry) if active is None else active
        body = {
            "name": "erins",
            "mode": mode,
            "boss_id": staff.erin.employee.user_id,
            "boss_ring_time": 6,
            "ring_time": 30,
            "secretaries": [
                {"user_id": desk.employee.user_id, "active": desk in on, "ring_time": seconds}
                for desk, seconds in ((staff.grace, 30), (staff.henry, 6))
            ],
            **fields,
        }
        row = created(confd.post("/call_filters", json=body))
        made.append(row["id"])
        settled(fleet, confd)
        stored: dict[str, Any] = confd.get(f"/call_filters/{row['id']}").json()
        return stored

    yield make
    for identifier in made:
        assert confd.delete(f"/call_filters/{identifier}").status_code == 204
    settled(fleet, confd)


def nobody_rings(*desks: Desk) -> None:
    for desk in desks:
        assert desk.phone.unseen("CALL_INCOMING") == []


def frank_gives_up(staff: Staff) -> None:
    staff.frank.phone.hangs_up()
    staff.frank.phone.ends()


class TestModes:  # ADM-063
    def test_secretaries_in_serial_the_last_of_the_list_first(self, filtered: Filter, staff: Staff) -> None:
        # ADM-064
        filtered("secretary-serial")
        staff.frank.phone.calls("1501")
        staff.henry.phone.rings()
        nobody_rings(staff.grace)
        staff.henry.phone.ends()
        staff.grace.phone.rings()
        staff.grace.phone.answers()
        staff.frank.phone.talks()
        nobody_rings(staff.erin, staff.henry)
        frank_gives_up(staff)

    def test_secretaries_simultaneously(self, filtered: Filter, staff: Staff) -> None:
        filtered("secretary-simult")
        staff.frank.phone.calls("1501")
        staff.henry.phone.rings()
        staff.grace.phone.rings()
        staff.grace.phone.answers()
        staff.frank.phone.talks()
        staff.henry.phone.ends()
        nobody_rings(staff.erin)
        frank_gives_up(staff)

    def test_boss_first_then_secretaries_in_serial(self, filtered: Filter, staff: Staff) -> None:
        filtered("bossfirst-serial")
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        nobody_rings(staff.grace, staff.henry)
        staff.erin.phone.ends()
        staff.henry.phone.rings()
        nobody_rings(staff.grace)
        staff.henry.phone.ends()
        staff.grace.phone.rings()
        frank_gives_up(staff)

    def test_boss_first_then_secretaries_simultaneously(self, filtered: Filter, staff: Staff) -> None:
        filtered("bossfirst-simult")
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        nobody_rings(staff.grace, staff.henry)
        staff.erin.phone.ends()
        staff.henry.phone.rings()
        staff.grace.phone.rings()
        frank_gives_up(staff)

    def test_boss_and_secretaries_simultaneously(self, filtered: Filter, staff: Staff) -> None:
        filtered("all")
        staff.frank.phone.calls("1501")
        for desk in (staff.erin, staff.grace, staff.henry):
            desk.phone.rings()
        staff.erin.phone.answers()
        staff.frank.phone.talks()
        staff.grace.phone.ends()
        staff.henry.phone.ends()
        frank_gives_up(staff)


class TestRules:  # ADM-070
    def test_a_secretary_reaches_the_boss(self, filtered: Filter, staff: Staff) -> None:
        filtered("secretary-simult")
        staff.grace.phone.calls("1501")
        staff.erin.phone.rings()
        nobody_rings(staff.henry)
        staff.grace.phone.hangs_up()
        staff.erin.phone.ends()

    def test_only_those_who_are_on_ring(self, filtered: Filter, staff: Staff) -> None:
        filtered("secretary-simult", active=(staff.grace,))
        staff.frank.phone.calls("1501")
        staff.grace.phone.rings()
        nobody_rings(staff.erin, staff.henry)
        frank_gives_up(staff)

    def test_while_nobody_is_on_the_boss_rings(self, filtered: Filter, staff: Staff) -> None:
        filtered("secretary-simult", active=())
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        nobody_rings(staff.grace, staff.henry)
        frank_gives_up(staff)

    def test_her_own_service_switches_all_of_them_on(
        self, fleet: Fleet, confd: httpx.Client, filtered: Filter, staff: Staff
    ) -> None:  # CC-122
        filtered("secretary-simult", active=())
        changed(confd, of(staff.erin, "/services/incallfilter"), enabled=True)
        settled(fleet, confd)
        staff.frank.phone.calls("1501")
        staff.grace.phone.rings()
        staff.henry.phone.rings()
        nobody_rings(staff.erin)
        frank_gives_up(staff)
        changed(confd, of(staff.erin, "/services/incallfilter"), enabled=False)

    def test_a_filter_for_calls_from_outside_leaves_colleagues_alone(self, filtered: Filter, staff: Staff) -> None:
        filtered("secretary-simult", call_from="external")
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        nobody_rings(staff.grace, staff.henry)
        frank_gives_up(staff)

    def test_nobody_answers(self, filtered: Filter, staff: Staff) -> None:
        filtered(
            "secretary-simult",
            active=(staff.grace,),
            ring_time=3,
            noanswer={"type": "user", "user_id": staff.henry.employee.user_id},
        )
        staff.frank.phone.calls("1501")
        staff.grace.phone.rings()
        staff.grace.phone.ends(SOONER_THAN_USUAL)
        staff.henry.phone.rings()
        nobody_rings(staff.erin)
        frank_gives_up(staff)

    def test_the_secretary_sees_whose_call_it_is(self, filtered: Filter, staff: Staff) -> None:  # ADM-065
        filtered("secretary-simult", caller_id_mode="prepend", caller_id_name="Boss")
        staff.frank.phone.calls("1501")
        staff.grace.phone.rings()
        assert "Boss - Frank Fisher" in str(staff.grace.phone.latest("INVITE")["param"])
        frank_gives_up(staff)


class TestByTelephone:  # ADM-066, ADM-068
    @pytest.fixture
    def code(self, fleet: Fleet, filtered: Filter, staff: Staff) -> str:
        """Of Grace's place in the filter; nobody is on."""
        row = filtered("secretary-simult", active=())
        code = f"*37{row['member_ids'][str(staff.grace.employee.user_id)]}"
        eventually(lambda: code in fleet.asterisk("core show hints"), what="the hint")
        return code

    @staticmethod
    def dials(desk: Desk, code: str) -> None:
        desk.phone.forgets()
        desk.phone.calls(code)
        desk.phone.talks()
        desk.phone.ends()

    def test_boss_and_secretary_switch_it_and_both_lamps_follow(
        self, fleet: Fleet, confd: httpx.Client, code: str, staff: Staff
    ) -> None:
        with ExitStack() as stack:
            lamps = [
                stack.enter_context(Lamp(fleet.address("asterisk"), line["username"], line["secret"], code))
                for desk in (staff.erin, staff.grace)
                for line in [confd.get(f"/lines_sip/{desk.employee.line_id}").json()]
            ]
            for lamp in lamps:
                lamp.shows(OFF)
            self.dials(staff.erin, code)
            for lamp in lamps:
                lamp.shows(ON)
            staff.forget_what_was()
            staff.frank.phone.calls("1501")
            staff.grace.phone.rings()
            nobody_rings(staff.erin, staff.henry)
            frank_gives_up(staff)
            self.dials(staff.grace, code)
            for lamp in lamps:
                lamp.shows(OFF)

    def test_others_may_not(self, confd: httpx.Client, code: str, staff: Staff) -> None:
        for desk in (staff.frank, staff.henry):
            self.dials(desk, code)
        (row,) = [item for item in confd.get("/call_filters").json()["items"] if item["name"] == "erins"]
        assert [secretary["active"] for secretary in row["secretaries"]] == [False, False]
