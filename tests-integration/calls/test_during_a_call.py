# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do with a call that they have: transfer, hold, park, record."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from offices import Desk, Office, conversation, of, quiet, rang
from talking import bridged, channels, held, presses, talk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.lamp import OFF, ON, Lamp
from xivo_testkit.phones import hear_each_other
from xivo_testkit.recorder import BusRecorder
from xivo_testkit.sound import loudness, since, tone_share

pytestmark = pytest.mark.integration

MONITOR = "/var/spool/asterisk/monitor"


def bridge_of(fleet: Fleet, channel: str) -> str:
    lines = (line.split("!") for line in fleet.asterisk("core show channels concise").splitlines())
    return next(fields[12] for fields in lines if fields[0] == channel)


def bridge_of_desk(fleet: Fleet, desk: Desk) -> str:
    (channel,) = channels(fleet, desk.employee.sip_username)
    return bridge_of(fleet, channel)


def dialog(fleet: Fleet, channel: str, field: str) -> str:
    """`call-id`, `local_tag` or `remote_tag`, as Asterisk has them."""
    url = f"{fleet.url('amid', 9491)}/1.0/action/Getvar"
    asked = {"Channel": channel, "Variable": f"CHANNEL(pjsip,{field})"}
    answer = httpx.post(url, json=asked, headers={"X-Auth-Token": fleet.token()}, timeout=30)
    return str(answer.json()[0]["Value"])


def recordings(fleet: Fleet) -> set[str]:
    return set(fleet.exec("asterisk", "find", MONITOR, "-name", "*.wav").split())


@pytest.fixture
def new_recording(fleet: Fleet) -> Callable[[], str]:
    """`new_recording()`: the one file that was written since the test began."""
    before = recordings(fleet)
    return lambda: eventually(lambda: recordings(fleet) - before, what="a recording").pop()


class TestTransfer:
    def test_blind_by_the_telephone(self, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk) -> None:
        talk(alice, bob)
        quiet(carol)
        bob.phone.transfers("1050")
        assert carol.phone.rings()["peerdisplayname"] == "Alice Abrams"
        carol.phone.answers()
        bob.phone.ends()
        eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
        carol.phone.hears(alice.phone.tone_hz)
        alice.phone.hangs_up()
        carol.phone.ends()

    def test_blind_by_a_code(
        self, fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # CC-122
        talk(alice, bob)
        quiet(carol)
        presses(fleet, bus, bob, "*1", alice.employee.sip_username)
        bob.phone.types("1050")
        carol.phone.rings()
        carol.phone.answers()
        bob.phone.ends()
        eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
        alice.phone.hangs_up()
        carol.phone.ends()

    def test_attended_by_a_code(
        self, fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # CC-122
        talk(alice, bob)
        quiet(carol)
        presses(fleet, bus, bob, "*2", alice.employee.sip_username)
        bob.phone.types("1050")
        carol.phone.rings()
        carol.phone.answers()
        eventually(lambda: bridged(fleet, bob, carol), what="Bob and Carol")
        bob.phone.hangs_up()
        bob.phone.ends()
        eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
        carol.phone.hangs_up()
        alice.phone.ends()

    @pytest.mark.parametrize("answered", [True, False])
    def test_attended_by_a_code_and_given_up(
        self, fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk, carol: Desk, *, answered: bool
    ) -> None:  # SYS-155, SYS-156
        talk(alice, bob)
        quiet(carol)
        presses(fleet, bus, bob, "*2", alice.employee.sip_username)
        bob.phone.types("1050")
        carol.phone.rings()
        if answered:
            carol.phone.answers()
            eventually(lambda: bridged(fleet, bob, carol), what="Bob and Carol")
            hear_each_other(bob.phone, carol.phone)
        bob.phone.types("*0")
        carol.phone.ends()
        eventually(lambda: bridged(fleet, alice, bob), what="Alice and Bob")
        bob.phone.hears(alice.phone.tone_hz)
        alice.phone.hangs_up()
        bob.phone.ends()

    def test_attended_by_the_telephone(self, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk) -> None:
        """Bob holds Alice, asks Carol, and refers the one to the other (RFC 3891)."""
        talk(alice, bob)
        bob.phone.holds()
        talk(bob, carol)
        assert bridged(fleet, bob, carol)
        of_bob = channels(fleet, bob.employee.sip_username)
        with_alice = next(name for name in of_bob if bridge_of(fleet, name) == bridge_of_desk(fleet, alice))
        names = {"to-tag": "local_tag", "from-tag": "remote_tag"}
        tags = ";".join(f"{name}={dialog(fleet, with_alice, value)}" for name, value in names.items())
        replaces = quote(f"{dialog(fleet, with_alice, 'call-id')};{tags}", safe="")
        bob.phone.transfers("1001", f"?Replaces={replaces}")
        eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
        bob.phone.ends()
        carol.phone.hears(alice.phone.tone_hz)
        alice.phone.hangs_up()
        carol.phone.ends()
        alice.phone.ends()

    def test_is_for_those_who_may(self, fleet: Fleet, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
        # CC-122
        office.put(of(bob, "/telephony"), call_transfer_enabled=False)
        office.settle()
        talk(alice, bob)
        quiet(carol)
        bob.phone.types("*1")
        time.sleep(1.5)  # Asterisk waits a second for the rest of a code
        bob.phone.types("1050")
        time.sleep(3)  # the time in which somebody would ring
        assert rang(carol) == [False]
        assert bridged(fleet, alice, bob)
        alice.phone.hangs_up()
        bob.phone.ends()


class TestHold:
    def test_plays_music_to_the_other(self, fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk) -> None:
        talk(alice, bob)
        is_held = held(fleet, bus, alice.employee.sip_username)
        bob.phone.holds()
        eventually(is_held, what="music")
        conversation(1)  # what was on its way
        before = len(alice.phone.recording())
        conversation(3)
        alice.phone.hangs_up()
        bob.phone.ends()
        music = since(alice.phone.recording(), before, seconds=3)
        assert tone_share(music, bob.phone.tone_hz) < 0.5
        assert loudness(music) > 100

    def test_ends_with_the_conversation_going_on(self, fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk) -> None:
        talk(alice, bob)
        is_held = held(fleet, bus, alice.employee.sip_username)
        bob.phone.holds()
        eventually(is_held, what="music")
        bob.phone.resumes()
        alice.phone.hears(bob.phone.tone_hz)
        alice.phone.hangs_up()
        bob.phone.ends()


class TestParking:
    def test_gives_a_place_that_somebody_takes_the_call_from(
        self, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # CC-026
        talk(alice, bob)
        bob.phone.transfers("700")
        eventually(lambda: "(none)" not in fleet.asterisk("parking show default"), what="a parked call")
        bob.phone.ends()
        carol.phone.calls("701")
        carol.phone.talks()
        eventually(lambda: bridged(fleet, alice, carol), what="Alice and Carol")
        carol.phone.hangs_up()
        alice.phone.ends()

    def test_who_is_not_taken_comes_back(
        self, fleet: Fleet, office: Office, alice: Desk, bob: Desk
    ) -> None:  # CC-026, CC-027
        lot = office.confd.get("/parking_lots").json()["items"][0]
        office.put(f"/parking_lots/{lot['id']}", timeout=4)
        office.settle()
        eventually(lambda: "Parking Time : 4 sec" in re.sub(r"\s+", " ", fleet.asterisk("parking show default")))
        talk(alice, bob)
        bob.phone.transfers("700")
        bob.phone.ends()
        bob.phone.rings()
        bob.phone.answers()
        eventually(lambda: bridged(fleet, alice, bob), what="Alice and Bob")
        alice.phone.hangs_up()
        bob.phone.ends()

    def test_the_lamp_of_a_place_is_lit_while_somebody_is_there(
        self, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # CC-029
        line = carol.employee
        secret = fleet.confd().get(f"/lines_sip/{line.line_id}").json()["secret"]
        with Lamp(fleet.address("asterisk"), line.sip_username, secret, "701") as lamp:
            lamp.shows(OFF)
            talk(alice, bob)
            bob.phone.transfers("700")
            lamp.shows(ON)
            bob.phone.ends()
            carol.phone.calls("701")
            carol.phone.talks()
            lamp.shows(OFF)
            carol.phone.hangs_up()
            alice.phone.ends()


class TestRecording:
    def test_of_all_calls_of_a_user(
        self, fleet: Fleet, office: Office, new_recording: Callable[[], str], alice: Desk, bob: Desk
    ) -> None:  # CC-121
        office.put(of(bob, "/telephony"), call_record_enabled=True)
        office.settle()
        talk(alice, bob)
        conversation()
        alice.phone.hangs_up()
        bob.phone.ends()
        name = new_recording()
        assert name.startswith(f"{MONITOR}/user-1001-1002-")
        size = eventually(lambda: int(fleet.exec("asterisk", "stat", "-c", "%s", name)))
        assert size > 16_000  # a second of 16 bits at 8 kHz

    def test_while_they_talk(
        self, fleet: Fleet, office: Office, new_recording: Callable[[], str], alice: Desk, bob: Desk
    ) -> None:  # CC-122
        office.put(of(alice, "/telephony"), online_call_record_enabled=True)
        office.settle()
        talk(alice, bob)
        alice.phone.types("*3")
        conversation(3)
        alice.phone.hangs_up()
        bob.phone.ends()
        name = new_recording()
        assert int(fleet.exec("asterisk", "stat", "-c", "%s", name)) > 16_000

    def test_is_for_those_who_may(self, fleet: Fleet, office: Office, alice: Desk, bob: Desk) -> None:  # CC-122
        office.settle()
        before = recordings(fleet)
        talk(alice, bob)
        alice.phone.types("*3")
        conversation()
        alice.phone.hangs_up()
        bob.phone.ends()
        assert recordings(fleet) == before
