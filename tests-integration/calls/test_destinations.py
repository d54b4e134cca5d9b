# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of destination, reached by a call that somebody did not take."""

from __future__ import annotations

from typing import Any

import pytest
from offices import Desk, Office, of, quiet, to_user
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

MENU = """[dp-ivr-office]
exten = s,1,Answer(500)
same = n(again),Background(demo-congrats)
same = n,WaitExten(3)
exten = 1,1,Goto(default,1050,1)
exten = i,1,Playback(pbx-invalid)
same = n,Goto(s,again)
exten = t,1,Hangup()
"""


@pytest.fixture
def leads_to(office: Office, alice: Desk, bob: Desk) -> Any:
    """`leads_to(destination)`: Alice calls Bob, who is not to be disturbed and whose calls go there."""

    def call(destination: dict[str, Any]) -> None:
        office.put(of(bob, "/services/dnd"), enabled=True)
        office.put(of(bob, "/fallbacks"), busy=destination)
        office.settle()
        quiet(alice)
        alice.phone.calls("1002")

    return call


def runs(fleet: Fleet, application: str) -> None:
    """Returns once the only call is there."""
    eventually(lambda: application in fleet.asterisk("core show channels"), what=application)


def ends(desk: Desk) -> None:
    desk.phone.hangs_up()
    desk.phone.ends()


def test_a_user(leads_to: Any, alice: Desk, carol: Desk) -> None:
    quiet(carol)
    leads_to(to_user(carol))
    carol.phone.rings()
    ends(alice)


def test_a_user_for_some_seconds(leads_to: Any, alice: Desk, carol: Desk) -> None:
    quiet(carol)
    leads_to(to_user(carol, ring_time=2))
    carol.phone.rings()
    carol.phone.ends()
    alice.phone.ends()


def test_an_extension(leads_to: Any, alice: Desk, carol: Desk) -> None:
    quiet(carol)
    leads_to({"type": "extension", "exten": "1050", "context": "default"})
    carol.phone.rings()
    ends(alice)


def test_a_group(office: Office, leads_to: Any, alice: Desk, carol: Desk) -> None:
    users = [{"user_id": carol.employee.user_id}]
    group = office.make("/groups", name="helpers", context="default", users=users)
    eventually(lambda: "strategy" in office.fleet.asterisk("queue show helpers"))
    quiet(carol)
    leads_to({"type": "group", "group_id": group})
    carol.phone.rings()
    ends(alice)


def test_a_queue(office: Office, fleet: Fleet, leads_to: Any, alice: Desk) -> None:
    office.numbers("queue", "1425", "1425")
    queue = office.make("/queues", name="hotline", context="default", exten="1425")
    eventually(lambda: "strategy" in fleet.asterisk("queue show hotline"))
    leads_to({"type": "queue", "queue_id": queue})
    runs(fleet, "Queue(hotline")
    ends(alice)


def test_a_conference_room(office: Office, fleet: Fleet, leads_to: Any, alice: Desk) -> None:
    office.numbers("conference_room", "1445", "1445")
    room = office.make("/conference_rooms", name="salon", context="default", exten="1445")
    leads_to({"type": "conference_room", "conference_room_id": room})
    runs(fleet, "ConfBridge(")
    ends(alice)


def test_a_mailbox(office: Office, fleet: Fleet, leads_to: Any, alice: Desk) -> None:
    box = office.make("/voicemails", name="Office", number="1500", context="default")
    leads_to({"type": "voicemail", "voicemail_id": box, "greeting": "busy"})
    runs(fleet, "VoiceMail(1500@default,b")
    ends(alice)


def test_mailboxes_to_consult(fleet: Fleet, leads_to: Any, alice: Desk) -> None:  # CC-130
    leads_to({"type": "application", "application": "voicemailmain", "context": "default"})
    runs(fleet, "VoiceMailMain(@default")
    ends(alice)


def test_a_sound(fleet: Fleet, leads_to: Any, alice: Desk) -> None:
    leads_to({"type": "sound", "filename": "demo-congrats"})
    runs(fleet, "Playback(demo-congrats")
    alice.phone.talks()
    ends(alice)


def test_a_command_of_the_dialplan(fleet: Fleet, leads_to: Any, alice: Desk) -> None:  # CC-007
    leads_to({"type": "custom", "command": "Milliwatt(m)"})
    runs(fleet, "Milliwatt(m)")
    ends(alice)


@pytest.mark.parametrize(("cause", "status"), [("normal", "603"), ("busy", "486"), ("congestion", "503")])
def test_an_end(leads_to: Any, alice: Desk, cause: str, status: str) -> None:
    leads_to({"type": "hangup", "cause": cause, "timeout": 1})
    assert status in str(alice.phone.ends().get("param"))


def test_a_voice_menu_whose_choice_is_typed(
    office: Office, fleet: Fleet, leads_to: Any, alice: Desk, carol: Desk
) -> None:  # CC-001, CC-004
    office.make("/configuration_files", name="ivr-office.conf", content=MENU)
    menu = office.make("/voice_menus", name="office", dialplan_context="dp-ivr-office")
    eventually(lambda: "demo-congrats" in fleet.asterisk("dialplan show dp-ivr-office"), what="the menu")
    quiet(carol)
    leads_to({"type": "voicemenu", "voice_menu_id": menu})
    runs(fleet, "BackGround(demo-congrats")
    alice.phone.types("1")
    carol.phone.rings()
    ends(alice)
    carol.phone.ends()


def test_a_dial_tone_behind_a_pin(fleet: Fleet, leads_to: Any, alice: Desk, carol: Desk) -> None:
    quiet(carol)
    leads_to({"type": "application", "application": "disa", "pin": "4711", "context": "default"})
    runs(fleet, "DISA(")
    alice.phone.types("4711#")
    runs(fleet, "DISA(")
    alice.phone.types("1050")
    carol.phone.rings()
    ends(alice)
    carol.phone.ends()


def test_a_directory_by_name(office: Office, fleet: Fleet, leads_to: Any, alice: Desk) -> None:
    leads_to({"type": "application", "application": "directory", "context": "default"})
    runs(fleet, "Directory(default")
    ends(alice)


def test_a_call_back_with_a_dial_tone(fleet: Fleet, leads_to: Any, alice: Desk) -> None:
    destination = {"type": "application", "application": "callbackdisa", "pin": "", "context": "default"}
    leads_to(destination)
    alice.phone.ends()
    alice.phone.rings()
    alice.phone.answers()
    runs(fleet, "DISA(")
    ends(alice)
