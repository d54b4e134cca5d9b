# SPDX-License-Identifier: GPL-3.0-or-later
"""Erin does not take a call: it goes where her *No answer* tab says (CC-002)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from conftest import Desk
from people import (
    Staff,
    changed,
    known_to_calls,
    mailbox_of,
    nothing_set,
    people_at_work,
    tone_file,
    user_path,
)
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created

pytestmark = pytest.mark.integration

TONE = 1300
CONGESTED = "[people-congested]\nexten => s,1,Congestion()\n"


@pytest.fixture(scope="module")
def staff(fleet: Fleet, confd: httpx.Client) -> Iterator[Staff]:
    with people_at_work(fleet, confd) as staff:
        yield staff


@pytest.fixture(autouse=True)
def fresh(confd: httpx.Client, staff: Staff) -> Iterator[None]:
    staff.forget_what_was()
    yield
    for desk in staff.everybody:
        nothing_set(confd, desk.employee)


@pytest.fixture
def falls_back(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Callable[..., None]:
    """`falls_back(busy={...})`: Erin's fallbacks, once calls know them."""

    def put(**fallbacks: dict[str, Any]) -> None:
        changed(confd, user_path(staff.erin, "fallbacks"), **fallbacks)
        known_to_calls(fleet, confd)

    return put


def user(desk: Desk) -> dict[str, Any]:
    return {"type": "user", "user_id": desk.employee.user_id}


def erin_rejects(staff: Staff) -> None:
    """A call of Frank's."""
    staff.frank.phone.calls("1501")
    staff.erin.phone.rings(10)
    staff.erin.phone.rejects()


def is_answered_by(caller: Desk, called: Desk, timeout: float = 10) -> None:
    called.phone.rings(timeout)
    called.phone.answers()
    caller.phone.talks(5)
    time.sleep(1.5)  # what they say
    caller.phone.hangs_up()
    caller.phone.ends()
    called.phone.ends()
    assert caller.phone.heard(called.phone)


class TestForwards:  # API-120
    def test_one_may_lead_to_the_next_and_they_hear_each_other(
        self, fleet: Fleet, confd: httpx.Client, staff: Staff
    ) -> None:
        for desk, to in ((staff.erin, "1503"), (staff.grace, "1504")):
            changed(confd, user_path(desk, "forwards/unconditional"), enabled=True, destination=to)
        known_to_calls(fleet, confd)
        staff.frank.phone.calls("1501")
        is_answered_by(staff.frank, staff.henry)
        assert staff.henry.phone.heard(staff.frank.phone)
        assert staff.erin.phone.unseen("CALL_INCOMING") == staff.grace.phone.unseen("CALL_INCOMING") == []

    def test_of_all_calls_is_stronger_than_do_not_disturb(
        self, fleet: Fleet, confd: httpx.Client, staff: Staff
    ) -> None:
        changed(confd, user_path(staff.erin, "forwards/unconditional"), enabled=True, destination="1503")
        changed(confd, user_path(staff.erin, "services/dnd"), enabled=True)
        known_to_calls(fleet, confd)
        staff.frank.phone.calls("1501")
        is_answered_by(staff.frank, staff.grace)

    def test_waits_for_as_long_as_the_user_rings(self, fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
        # SYS-040
        changed(confd, user_path(staff.erin, "telephony"), ring_seconds=6)
        changed(confd, user_path(staff.erin, "forwards/noanswer"), enabled=True, destination="1503")
        known_to_calls(fleet, confd)
        staff.frank.phone.calls("1501")
        began = staff.erin.phone.rings(10)["at"]
        assert 5.5 <= staff.erin.phone.ends(12)["at"] - began <= 7.5
        is_answered_by(staff.frank, staff.grace)


class TestToAnotherUser:
    def test_for_as_long_as_the_destination_says(self, falls_back: Callable[..., None], staff: Staff) -> None:
        falls_back(busy={**user(staff.grace), "ring_time": 3})
        erin_rejects(staff)
        began = staff.grace.phone.rings(10)["at"]
        assert 2 <= staff.grace.phone.ends(8)["at"] - began <= 4.5
        staff.frank.phone.hangs_up()


def test_when_there_is_no_way_to_her(
    fleet: Fleet, confd: httpx.Client, falls_back: Callable[..., None], staff: Staff
) -> None:
    """Her line is a channel that answers 503, as one whose trunk is full does."""
    file = created(confd.post("/configuration_files", json={"name": "people.conf", "content": CONGESTED}))
    line = created(confd.post("/lines_custom", json={"context": "default", "interface": "Local/s@people-congested"}))
    her, old = staff.erin.employee, f"/users/{staff.erin.employee.user_id}/lines"
    assert confd.delete(f"/lines/{her.line_id}/extensions/{her.extension_id}").status_code == 204
    assert confd.delete(f"{old}/{her.line_id}").status_code == 204
    try:
        created(confd.post(old, json={"line_id": line["id"]}))
        created(confd.post(f"/lines/{line['id']}/extensions", json={"extension_id": her.extension_id}))
        falls_back(congestion=user(staff.grace), busy=user(staff.henry))
        eventually(lambda: "people-congested" in fleet.asterisk("dialplan show 1501@default"), 10, what="the line")
        eventually(lambda: "Congestion" in fleet.asterisk("dialplan show people-congested"), 10, what="the context")
        staff.frank.phone.calls("1501")
        is_answered_by(staff.frank, staff.grace)
    finally:
        confd.delete(f"/lines/{line['id']}/extensions/{her.extension_id}")
        confd.delete(f"{old}/{line['id']}")
        confd.delete(f"/lines_custom/{line['id']}")
        created(confd.post(old, json={"line_id": her.line_id}))
        created(confd.post(f"/lines/{her.line_id}/extensions", json={"extension_id": her.extension_id}))
        confd.delete(f"/configuration_files/{file['id']}")
        eventually(lambda: "PJSIP" in fleet.asterisk("dialplan show 1501@default"), 10, what="her own line")


class TestElsewhere:
    def test_a_sound_is_heard(self, confd: httpx.Client, falls_back: Callable[..., None], staff: Staff) -> None:
        with tone_file(confd, "people", TONE) as sound:
            falls_back(busy={"type": "sound", "filename": sound})
            erin_rejects(staff)
            staff.frank.phone.talks(10)
            time.sleep(3)  # what he hears
            staff.frank.phone.hangs_up()
            staff.frank.phone.ends()
            assert staff.frank.phone.share_heard(TONE) > 0.5
            falls_back(busy={"type": "none"})

    def test_the_call_is_hung_up_and_nobody_speaks(
        self, confd: httpx.Client, falls_back: Callable[..., None], staff: Staff
    ) -> None:
        changed(confd, user_path(staff.erin, "telephony"), ring_seconds=5)
        falls_back(noanswer={"type": "hangup", "cause": "normal"})
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings(10)
        staff.frank.phone.ends(10)
        assert staff.frank.phone.unseen("CALL_ESTABLISHED") == []

    def test_her_mailbox_takes_it(self, fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
        with mailbox_of(fleet, confd, staff.erin):
            known_to_calls(fleet, confd)
            erin_rejects(staff)
            staff.frank.phone.talks(10)
            eventually(lambda: "VoiceMail(1501@default,b)" in fleet.asterisk("core show channels"), 5)
            staff.frank.phone.hangs_up()
            staff.frank.phone.ends()

    def test_the_mailbox_of_another(
        self, fleet: Fleet, confd: httpx.Client, falls_back: Callable[..., None], staff: Staff
    ) -> None:
        with mailbox_of(fleet, confd, staff.grace) as box:
            falls_back(busy={"type": "voicemail", "voicemail_id": box["id"], "greeting": "unavailable"})
            erin_rejects(staff)
            staff.frank.phone.talks(10)
            eventually(lambda: "VoiceMail(1503@default,u)" in fleet.asterisk("core show channels"), 5)
            staff.frank.phone.hangs_up()
            staff.frank.phone.ends()
            falls_back(busy={"type": "none"})
