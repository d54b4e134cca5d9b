# SPDX-License-Identifier: GPL-3.0-or-later
"""Erin does not take a call: it goes where her *No answer* tab says (CC-002)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from offices import SOONER_THAN_USUAL, Desk, changed, of, settled
from people import Staff, mailbox_of, tone_file
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created
from xivo_testkit.phones import hear_each_other

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

TONE = 1300
CONGESTED = "[people-congested]\nexten => s,1,Congestion()\n"


@pytest.fixture
def falls_back(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Callable[..., None]:
    """`falls_back(busy={...})`: Erin's fallbacks, once calls know them."""

    def put(**fallbacks: dict[str, Any]) -> None:
        changed(confd, of(staff.erin, "/fallbacks"), **fallbacks)
        settled(fleet, confd)

    return put


def user(desk: Desk) -> dict[str, Any]:
    return {"type": "user", "user_id": desk.employee.user_id}


def erin_rejects(staff: Staff) -> None:
    """A call of Frank's."""
    staff.frank.phone.calls("1501")
    staff.erin.phone.rings()
    staff.erin.phone.rejects()


def is_answered_by(caller: Desk, called: Desk) -> None:
    called.phone.rings()
    called.phone.answers()
    caller.phone.talks()
    hear_each_other(caller.phone, called.phone)
    caller.phone.hangs_up()
    caller.phone.ends()
    called.phone.ends()


def dial_of(fleet: Fleet, called: Desk) -> str:
    """What is dialled to reach somebody, with for how many seconds (Asterisk: *Dial*)."""
    lines = fleet.asterisk("core show channels concise").splitlines()
    return next(line for line in lines if f"!Dial!PJSIP/{called.employee.sip_username}" in line)


class TestForwards:  # API-120
    def test_one_may_lead_to_the_next_and_they_hear_each_other(
        self, fleet: Fleet, confd: httpx.Client, staff: Staff
    ) -> None:
        for desk, to in ((staff.erin, "1503"), (staff.grace, "1504")):
            changed(confd, of(desk, "/forwards/unconditional"), enabled=True, destination=to)
        settled(fleet, confd)
        staff.frank.phone.calls("1501")
        is_answered_by(staff.frank, staff.henry)
        assert staff.erin.phone.unseen("CALL_INCOMING") == staff.grace.phone.unseen("CALL_INCOMING") == []

    def test_of_all_calls_is_stronger_than_do_not_disturb(
        self, fleet: Fleet, confd: httpx.Client, staff: Staff
    ) -> None:
        changed(confd, of(staff.erin, "/forwards/unconditional"), enabled=True, destination="1503")
        changed(confd, of(staff.erin, "/services/dnd"), enabled=True)
        settled(fleet, confd)
        staff.frank.phone.calls("1501")
        is_answered_by(staff.frank, staff.grace)

    def test_waits_for_as_long_as_the_user_rings(self, fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
        # SYS-040
        changed(confd, of(staff.erin, "/telephony"), ring_seconds=6)
        changed(confd, of(staff.erin, "/forwards/noanswer"), enabled=True, destination="1503")
        settled(fleet, confd)
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        assert ",6," in dial_of(fleet, staff.erin)
        staff.erin.phone.ends(SOONER_THAN_USUAL)
        is_answered_by(staff.frank, staff.grace)


class TestToAnotherUser:
    def test_for_as_long_as_the_destination_says(
        self, fleet: Fleet, falls_back: Callable[..., None], staff: Staff
    ) -> None:
        falls_back(busy={**user(staff.grace), "ring_time": 3})
        erin_rejects(staff)
        staff.grace.phone.rings()
        assert ",3," in dial_of(fleet, staff.grace)
        staff.grace.phone.ends(SOONER_THAN_USUAL)
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
        eventually(lambda: "people-congested" in fleet.asterisk("dialplan show 1501@default"), what="the line")
        eventually(lambda: "Congestion" in fleet.asterisk("dialplan show people-congested"), what="the context")
        staff.frank.phone.calls("1501")
        is_answered_by(staff.frank, staff.grace)
    finally:
        confd.delete(f"/lines/{line['id']}/extensions/{her.extension_id}")
        confd.delete(f"{old}/{line['id']}")
        confd.delete(f"/lines_custom/{line['id']}")
        created(confd.post(old, json={"line_id": her.line_id}))
        created(confd.post(f"/lines/{her.line_id}/extensions", json={"extension_id": her.extension_id}))
        confd.delete(f"/configuration_files/{file['id']}")
        eventually(lambda: "PJSIP" in fleet.asterisk("dialplan show 1501@default"), what="her own line")


class TestElsewhere:
    def test_a_sound_is_heard(self, confd: httpx.Client, falls_back: Callable[..., None], staff: Staff) -> None:
        with tone_file(confd, "people", TONE) as sound:
            falls_back(busy={"type": "sound", "filename": sound})
            erin_rejects(staff)
            staff.frank.phone.talks()
            staff.frank.phone.hears(TONE)
            staff.frank.phone.hangs_up()
            staff.frank.phone.ends()
            falls_back(busy={"type": "none"})

    def test_the_call_is_hung_up_and_nobody_speaks(
        self, confd: httpx.Client, falls_back: Callable[..., None], staff: Staff
    ) -> None:
        changed(confd, of(staff.erin, "/telephony"), ring_seconds=5)
        falls_back(noanswer={"type": "hangup", "cause": "normal"})
        staff.frank.phone.calls("1501")
        staff.erin.phone.rings()
        staff.frank.phone.ends(SOONER_THAN_USUAL)
        assert staff.frank.phone.unseen("CALL_ESTABLISHED") == []

    def test_her_mailbox_takes_it(self, fleet: Fleet, confd: httpx.Client, staff: Staff) -> None:
        with mailbox_of(fleet, confd, staff.erin):
            settled(fleet, confd)
            erin_rejects(staff)
            staff.frank.phone.talks()
            eventually(lambda: "VoiceMail(1501@default,b)" in fleet.asterisk("core show channels"))
            staff.frank.phone.hangs_up()
            staff.frank.phone.ends()

    def test_the_mailbox_of_another(
        self, fleet: Fleet, confd: httpx.Client, falls_back: Callable[..., None], staff: Staff
    ) -> None:
        with mailbox_of(fleet, confd, staff.grace) as box:
            falls_back(busy={"type": "voicemail", "voicemail_id": box["id"], "greeting": "unavailable"})
            erin_rejects(staff)
            staff.frank.phone.talks()
            eventually(lambda: "VoiceMail(1503@default,u)" in fleet.asterisk("core show channels"))
            staff.frank.phone.hangs_up()
            staff.frank.phone.ends()
            falls_back(busy={"type": "none"})
