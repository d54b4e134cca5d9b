# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that a colleague takes with *8, and a user whose number rings two telephones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import httpx
import pytest
from offices import Office, conversation, settled
from people import WHO, Staff, sit_down
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created
from xivo_testkit.sound import tone_share

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]


class TestPickup:  # ADM-213, ADM-216
    @pytest.fixture(autouse=True)
    def group(self, fleet: Fleet, confd: httpx.Client, staff: Staff) -> Iterator[None]:
        """Grace may take Erin's calls; Henry may not."""
        body = {
            "name": "people",
            "interceptors": {"users": [staff.grace.employee.user_id]},
            "intercepted": {"users": [staff.erin.employee.user_id]},
        }
        row = created(confd.post("/pickups", json=body))
        name = f"pickup-{row['id']}"
        endpoint = f"pjsip show endpoint {staff.grace.employee.sip_username}"
        eventually(lambda: name in fleet.asterisk(endpoint), what=f"{name} of Grace")
        yield
        assert confd.delete(f"/pickups/{row['id']}").status_code == 204

    def test_takes_the_call_that_rings_at_a_colleagues(self, staff: Staff) -> None:
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        staff.grace.phone.calls("*8")
        staff.grace.phone.talks()
        staff.frank.phone.talks()
        staff.erin.phone.ends()
        staff.frank.phone.hangs_up()
        staff.grace.phone.ends()

    def test_is_for_those_who_may(self, staff: Staff) -> None:
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        staff.henry.phone.calls("*8")
        staff.henry.phone.ends()
        assert staff.frank.phone.unseen("CALL_ESTABLISHED") == []
        staff.frank.phone.hangs_up()
        staff.erin.phone.ends()


def test_all_lines_of_a_user_ring_and_one_answers(fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
    """The second is on Henry's desk for a while."""
    erin = staff.erin.employee
    line = created(confd.post("/lines_sip", json={"context": "default", "device_slot": 2}))
    own = f"/users/{erin.user_id}/lines"
    created(confd.post(own, json={"line_id": line["id"]}))
    box, tone, _ = WHO[3]
    second = sit_down(fleet, confd, dataclasses.replace(erin, line_id=line["id"]), box, tone)
    try:
        settled(fleet, confd)
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        second.phone.rings()
        second.phone.answers()
        staff.frank.phone.talks()
        staff.erin.phone.ends()
        staff.frank.phone.hangs_up()
        second.phone.ends()
        second.phone.forgets()
        second.phone.calls("1502")
        assert "1501" in str(staff.frank.phone.rings().get("peeruri"))
        second.phone.hangs_up()
    finally:
        confd.delete(f"{own}/{line['id']}")
        confd.delete(f"/lines_sip/{line['id']}")
        sit_down(fleet, confd, staff.henry.employee, box, tone)


def test_a_line_that_two_users_share_is_the_first_ones(
    fleet: Fleet, confd: httpx.Client, staff: Staff
) -> None:  # SYS-111, API-052
    deputy = created(confd.post("/users", json={"firstname": "Dora", "lastname": "Deputy"}))
    created(confd.post(f"/users/{deputy['id']}/lines", json={"line_id": staff.erin.employee.line_id}))
    try:
        settled(fleet, confd)
        staff.forget_what_was()
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        staff.frank.phone.hangs_up()
        staff.erin.phone.ends()
        staff.erin.phone.calls("1502")
        assert staff.frank.phone.rings()["peerdisplayname"] == "Erin Evans"
        staff.erin.phone.hangs_up()
        staff.frank.phone.ends()
        fleet.asterisk(f"channel originate Local/*666{deputy['id']}@default/n application Wait 20")
        staff.erin.phone.rings()  # the deputy has no other telephone
        fleet.asterisk("channel request hangup all")
        staff.erin.phone.ends()
    finally:
        confd.delete(f"/users/{deputy['id']}/lines/{staff.erin.employee.line_id}")
        confd.delete(f"/users/{deputy['id']}")


def test_somebody_listens_to_a_conversation(fleet: Fleet, office: Office, confd: httpx.Client, staff: Staff) -> None:
    # ADM-008
    features = confd.get("/extension_features").json()["items"]
    row = next(item for item in features if item["feature"] == "calllistening")
    assert row["enabled"] is False
    office.put(f"/extension_features/{row['id']}", enabled=True)
    office.settle()
    staff.forget_what_was()
    staff.erin.phone.calls("1502")
    staff.frank.phone.rings()
    staff.frank.phone.answers()
    staff.erin.phone.talks()
    staff.grace.phone.calls("*34")
    staff.grace.phone.talks()
    eventually(lambda: "Read(" in fleet.asterisk("core show channels"), what="the question for a number")
    staff.grace.phone.types("1501#")
    eventually(lambda: "ChanSpy(" in fleet.asterisk("core show channels"), what="that she listens")
    conversation(4)
    staff.grace.phone.hangs_up()
    staff.grace.phone.ends()
    staff.erin.phone.hangs_up()
    staff.frank.phone.ends()
    heard = staff.grace.phone.recording()
    assert min(tone_share(heard, desk.phone.tone_hz) for desk in (staff.erin, staff.frank)) > 0.15
    assert not staff.erin.phone.heard(staff.grace.phone, share=0.05)
    assert not staff.frank.phone.heard(staff.grace.phone, share=0.05)
