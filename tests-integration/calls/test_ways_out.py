# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a call that goes out when the other side is busy, full, away, or does not answer."""

from __future__ import annotations

import pytest
from offices import Desk, Office, quiet
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

LAB = """[lab-busy]
exten = _X.,1,Busy(1)

[lab-full]
exten = _X.,1,Congestion(1)

[lab-silent]
exten = _X.,1,Ringing()
same = n,Wait(40)

[lab-answers]
exten = _X.,1,Answer()
same = n,Wait(20)
"""
NUMBER = "0123456789"


@pytest.fixture
def ways(office: Office, fleet: Fleet) -> dict[str, int]:
    """Customised trunks, which are contexts of an administrator's dialplan."""
    office.make("/configuration_files", name="lab.conf", content=LAB)
    eventually(lambda: "Wait(20)" in fleet.asterisk("dialplan show lab-answers"), what="the laboratory")
    return {
        name: office.make(
            "/trunks", name=name, endpoint={"protocol": "custom", "interface": "Local", "interface_suffix": f"@{name}"}
        )
        for name in ("lab-busy", "lab-full", "lab-silent", "lab-answers")
    }


def by(office: Office, *trunks: int, **more: object) -> None:
    extension = {"exten": "**94.", "strip_digits": 4}
    office.make("/outcalls", name="lab", context="to-extern", trunks=list(trunks), extensions=[extension], **more)
    office.settle("to-extern", "**94")


def dials(caller: Desk) -> None:
    quiet(caller)
    caller.phone.calls(f"**94{NUMBER}")


def answered_by(fleet: Fleet, context: str) -> None:
    eventually(lambda: f"Local/{NUMBER}@{context}" in fleet.asterisk("core show channels concise"), what=context)


def test_the_number_and_the_suffix_stand_behind_the_interface(
    office: Office, fleet: Fleet, ways: dict[str, int], alice: Desk
) -> None:  # ADM-281, ADM-283
    by(office, ways["lab-answers"])
    dials(alice)
    alice.phone.talks()
    answered_by(fleet, "lab-answers")
    alice.phone.hangs_up()
    alice.phone.ends()


def test_the_next_trunk_is_for_one_that_is_full_not_for_somebody_busy(
    office: Office, fleet: Fleet, ways: dict[str, int], alice: Desk
) -> None:  # ADM-266
    by(office, ways["lab-full"], ways["lab-answers"])
    dials(alice)
    alice.phone.talks()
    answered_by(fleet, "lab-answers")
    alice.phone.hangs_up()
    alice.phone.ends()
    office.put("/outcalls/" + str(office.confd.get("/outcalls", params={"search": "lab"}).json()["items"][0]["id"]),
               trunks=[ways["lab-busy"], ways["lab-answers"]])  # fmt: skip
    office.settle()
    dials(alice)
    assert "486" in str(alice.phone.ends().get("param"))


def test_when_no_trunk_is_left_the_caller_is_told(office: Office, ways: dict[str, int], alice: Desk) -> None:
    # ADM-266
    by(office, ways["lab-full"])
    dials(alice)
    assert "503" in str(alice.phone.ends().get("param"))


def test_it_rings_no_longer_than_it_may(office: Office, ways: dict[str, int], alice: Desk) -> None:  # ADM-262
    by(office, ways["lab-silent"], ring_time=3)
    dials(alice)
    assert "480" in str(alice.phone.ends().get("param"))
