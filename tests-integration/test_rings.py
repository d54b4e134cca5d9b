# SPDX-License-Identifier: GPL-3.0-or-later
"""Telephones are told how to ring by where a call comes from; lamps show those who let them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from offices import Desk
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
def rings(confd: httpx.Client) -> Iterator[Any]:
    before = confd.get("/ring_tones").json()

    def put(numbers: list[dict[str, Any]]) -> None:
        page = {"profiles": [*before["profiles"], PROFILE], "numbers": numbers}
        assert confd.put("/ring_tones", json=page).status_code == 204
        time.sleep(1)

    yield put
    assert confd.put("/ring_tones", json=before).status_code == 204


def rung(alice: Desk, bob: Desk) -> None:
    bob.phone.forgets()
    alice.phone.calls(bob.employee.exten)
    bob.phone.rings(10)
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


def test_without_supervision_there_is_no_hint(fleet: Fleet, confd: httpx.Client, bob: Desk) -> None:  # CC-122
    path, hint = f"/users/{bob.employee.user_id}/telephony", f"{bob.employee.exten}@default"
    assert hint in fleet.asterisk("core show hints")
    try:
        assert confd.put(path, json={"supervision_enabled": False}).status_code == 204
        eventually(lambda: hint not in fleet.asterisk("core show hints"), 5, what="no hint")
    finally:
        assert confd.put(path, json={"supervision_enabled": True}).status_code == 204
    eventually(lambda: hint in fleet.asterisk("core show hints"), 5, what="the hint again")
