# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do during a call that goes out: record, transfer, hang up by a code."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from offices import Desk, Office, conversation, of, quiet, rang
from outsider import NUMBER, outsider
from talking import presses
from test_during_a_call import recordings
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import SimulatedPhone, hear_each_other
from xivo_testkit.recorder import BusRecorder
from xivo_testkit.sound import tone_share

pytestmark = pytest.mark.integration

SUBROUTINE = """[may-hang-up]
exten = s,1,Set(XIVO_CALLOPTIONS=${XIVO_CALLOPTIONS}H)
same = n,Return()
"""


@pytest.fixture
def somebody(office: Office) -> Iterator[SimulatedPhone]:
    with outsider(office) as telephone:
        yield telephone


def reaches(caller: Desk, somebody: SimulatedPhone) -> None:
    somebody.forgets()
    quiet(caller)
    caller.phone.calls(NUMBER)
    somebody.rings()
    somebody.answers()
    caller.phone.talks()
    hear_each_other(caller.phone, somebody)


class TestRecording:
    def test_by_a_code(self, fleet: Fleet, office: Office, somebody: SimulatedPhone, alice: Desk) -> None:
        # CC-120, CC-122
        office.put(of(alice, "/telephony"), online_call_record_enabled=True)
        office.settle()
        before = recordings(fleet)
        reaches(alice, somebody)
        alice.phone.types("*3")
        eventually(lambda: recordings(fleet) - before, what="a recording")
        conversation(4)
        alice.phone.hangs_up()
        somebody.ends()
        assert both_are_heard(fleet, (recordings(fleet) - before).pop(), alice, somebody)

    def test_of_all_calls(self, fleet: Fleet, office: Office, somebody: SimulatedPhone, alice: Desk) -> None:  # CC-121
        office.put(of(alice, "/telephony"), call_record_enabled=True)
        office.settle()
        before = recordings(fleet)
        reaches(alice, somebody)
        conversation(4)
        alice.phone.hangs_up()
        somebody.ends()
        (name,) = eventually(lambda: recordings(fleet) - before, what="a recording")
        assert f"outcall-1001-{NUMBER}-" in name
        assert both_are_heard(fleet, name, alice, somebody)

    def test_is_not_for_who_may_not_nor_for_the_one_outside(
        self, fleet: Fleet, office: Office, somebody: SimulatedPhone, alice: Desk
    ) -> None:  # CC-120, CC-122
        before = recordings(fleet)
        reaches(alice, somebody)
        alice.phone.types("*3")
        somebody.types("*3")
        conversation(3)
        alice.phone.hangs_up()
        somebody.ends()
        assert recordings(fleet) == before


class TestTransfer:
    def test_who_called_hands_the_one_outside_to_a_colleague(
        self, fleet: Fleet, bus: BusRecorder, somebody: SimulatedPhone, alice: Desk, bob: Desk
    ) -> None:  # CC-122
        reaches(alice, somebody)
        quiet(bob)
        presses(fleet, bus, alice, "*1", NUMBER)
        alice.phone.types(bob.employee.exten)
        bob.phone.rings()
        bob.phone.answers()
        bob.phone.talks()
        bob.phone.hears(somebody.tone_hz)
        bob.phone.hangs_up()
        somebody.ends()

    def test_the_one_outside_may_not(self, somebody: SimulatedPhone, alice: Desk, bob: Desk) -> None:  # CC-122
        reaches(alice, somebody)
        quiet(bob)
        somebody.types("*1")
        conversation(1.5)  # Asterisk waits a second for the rest of a code
        somebody.types(bob.employee.exten)
        conversation(3)  # the time in which he would ring
        assert rang(bob) == [False]
        assert alice.phone.unseen("CALL_CLOSED") == []
        alice.phone.hangs_up()
        somebody.ends()


class TestHangingUpByACode:
    def test_is_what_a_subroutine_can_let_the_caller_do(
        self, fleet: Fleet, office: Office, somebody: SimulatedPhone, alice: Desk
    ) -> None:
        """`XIVO_CALLOPTIONS` are the options of Dial, which the outgoing call's subroutine may add to."""
        office.make("/configuration_files", name="may-hang-up.conf", content=SUBROUTINE)
        eventually(lambda: "CALLOPTIONS" in fleet.asterisk("dialplan show may-hang-up"), what="the subroutine")
        (outcall,) = office.confd.get("/outcalls", params={"search": "outside"}).json()["items"]
        office.put(f"/outcalls/{outcall['id']}", preprocess_subroutine="may-hang-up")
        office.settle()
        reaches(alice, somebody)
        conversation(1)
        alice.phone.types("*0")
        somebody.ends()
        alice.phone.ends()

    def test_does_nothing_otherwise(self, somebody: SimulatedPhone, alice: Desk) -> None:
        reaches(alice, somebody)
        conversation(1)
        alice.phone.types("*0")
        conversation(3)
        assert alice.phone.unseen("CALL_CLOSED") == []
        alice.phone.hangs_up()
        somebody.ends()


def both_are_heard(fleet: Fleet, name: str, caller: Desk, somebody: SimulatedPhone) -> bool:
    """In the file, which Asterisk completes a moment after the call."""
    tones = (caller.phone.tone_hz, somebody.tone_hz)

    def complete() -> bool:
        wav = base64.b64decode(fleet.exec("asterisk", "base64", name))
        return all(tone_share(wav, hz) > 0.1 for hz in tones)

    return eventually(complete, what="both voices in the file")
