# SPDX-License-Identifier: GPL-3.0-or-later
"""Telephones are told how to ring by where a call comes from; lamps show those who let them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from offices import Desk, settled
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

PROFILE = {"name": "desk", "phonetype": "aastra", "intern": "<Bellcore-dr1>"}


@pytest.fixture
def invitations(fleet: Fleet) -> Iterator[Any]:
    """`invitations()`: the INVITEs that Asterisk has sent and received since the test began."""
    fleet.asterisk("pjsip set history clear")
    fleet.asterisk("pjsip set history on")

    def found() -> list[str]:
        lines = fleet.asterisk("pjsip show history").splitlines()
        numbers = [line.split()[0] for line in lines if re.match(r"^\d+ .*INVITE sip:", line)]
        return [fleet.asterisk(f"pjsip show history entry {int(number)}") for number in numbers]

    yield found
    fleet.asterisk("pjsip set history off")


@pytest.fixture
def rings(fleet: Fleet, confd: httpx.Client) -> Iterator[Any]:
    before = confd.get("/ring_tones").json()

    def put(numbers: list[dict[str, Any]]) -> None:
        page = {"profiles": [*before["profiles"], PROFILE], "numbers": numbers}
        assert confd.put("/ring_tones", json=page).status_code == 204
        settled(fleet, confd)

    yield put
    assert confd.put("/ring_tones", json=before).status_code == 204
    settled(fleet, confd)


@pytest.fixture
def file(fleet: Fleet) -> Iterator[Any]:
    """`file(text)`: agid's xivo_ring.conf says so, and has been read again."""
    path = "/etc/xivo/asterisk/xivo_ring.conf"
    shipped = fleet.exec("agid", "cat", path)

    def says(text: str, *numbers: str) -> None:
        command = f"echo {base64.b64encode(text.encode()).decode()} | base64 -d >{path}"
        fleet.docker("exec", "-u", "0", fleet.container("agid"), "sh", "-c", command)
        fleet.kill("agid", "HUP")

        def known() -> bool:
            status = httpx.get(f"{fleet.url('agid', 9492)}/status", timeout=30).raise_for_status().json()
            return bool(status["ring_tones"]["numbers"] == [*numbers])

        eventually(known, what=f"{numbers} to have rings")

    yield says
    says(shipped)


def rung(alice: Desk, bob: Desk) -> None:
    bob.phone.forgets()
    alice.phone.calls(bob.employee.exten)
    bob.phone.rings()
    alice.phone.hangs_up()
    bob.phone.ends()


def test_a_number_with_a_profile_is_told_how_to_ring(rings: Any, invitations: Any, alice: Desk, bob: Desk) -> None:
    # SYS-237
    rings([{"exten": bob.employee.exten, "context": "default", "profile": "desk"}])
    rung(alice, bob)
    told = [message for message in invitations() if "Alert-Info: info=<Bellcore-dr1>" in message]
    assert told
    assert all(bob.employee.sip_username in message for message in told)


def test_a_number_without_one_is_not(rings: Any, invitations: Any, alice: Desk, bob: Desk) -> None:  # SYS-237
    rings([{"exten": alice.employee.exten, "context": "default", "profile": "desk"}])
    rung(alice, bob)
    assert invitations()
    assert not [message for message in invitations() if "Alert-Info" in message]


def test_the_file_says_it_as_well(file: Any, invitations: Any, alice: Desk, bob: Desk) -> None:  # SYS-237
    """As the manual has it: a profile, and a number that has it."""
    number = f"{bob.employee.exten}@default"
    profile = "[myprofile-aastra]\nphonetype = aastra\nintern = <Bellcore-dr1>\ngroup = <Bellcore-dr2>\n"
    file(f"{profile}[number]\n{number} = myprofile-aastra\n", number)
    rung(alice, bob)
    told = [message for message in invitations() if "Alert-Info: info=<Bellcore-dr1>" in message]
    assert told
    assert all(bob.employee.sip_username in message for message in told)
    rung(bob, alice)
    assert all(bob.employee.sip_username in message for message in invitations() if "Alert-Info" in message)


def test_without_supervision_there_is_no_hint(fleet: Fleet, confd: httpx.Client, bob: Desk) -> None:  # CC-122
    path, hint = f"/users/{bob.employee.user_id}/telephony", f"{bob.employee.exten}@default"
    assert hint in fleet.asterisk("core show hints")
    try:
        assert confd.put(path, json={"supervision_enabled": False}).status_code == 204
        eventually(lambda: hint not in fleet.asterisk("core show hints"), what="no hint")
    finally:
        assert confd.put(path, json={"supervision_enabled": True}).status_code == 204
    eventually(lambda: hint in fleet.asterisk("core show hints"), what="the hint again")
