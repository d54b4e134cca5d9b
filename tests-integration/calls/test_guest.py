# SPDX-License-Identifier: GPL-3.0-or-later
"""*guest: a telephone is given back, so that somebody else may have it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from conftest import is_left_alone
from offices import Desk, quiet
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

GUEST, XIVO = "*48378", "9486"
"""The letters on a telephone's keys."""


def its_state(confd: httpx.Client, desk: Desk) -> str:
    devices = confd.get("/devices").json()["items"]
    mac = desk.phone.hardware.mac.lower()
    return str(next(device["status"] for device in devices if str(device["mac"]).lower() == mac))


@pytest.fixture
def carols(fleet: Fleet, confd: httpx.Client, carol: Desk) -> Iterator[Desk]:
    """Hers again at the end."""
    yield carol
    if its_state(confd, carol) == "configured":
        return
    carol.phone.registers()
    quiet(carol)
    carol.phone.calls(carol.employee.provisioning_code)
    carol.phone.sees("CHECK_SYNC")
    carol.phone.registers()
    eventually(lambda: carol.employee.sip_username in fleet.asterisk("pjsip show contacts"))
    is_left_alone(carol.phone)


def asks(fleet: Fleet, desk: Desk) -> None:
    quiet(desk)
    desk.phone.calls(GUEST)
    desk.phone.talks()
    eventually(lambda: "Authenticate(" in fleet.asterisk("core show channels"), what="the question")


def test_with_its_password_the_telephone_is_nobodys(fleet: Fleet, confd: httpx.Client, carols: Desk) -> None:
    # CC-060
    asks(fleet, carols)
    carols.phone.types(f"{XIVO}#")
    carols.phone.sees("CHECK_SYNC")
    assert its_state(confd, carols) == "autoprov"


def test_with_another_one_nothing_happens(fleet: Fleet, confd: httpx.Client, carols: Desk) -> None:  # CC-060
    asks(fleet, carols)
    for _ in range(3):
        carols.phone.types("1234#")
        carols.phone.types("#")
    carols.phone.ends()
    assert its_state(confd, carols) == "configured"
    assert carols.phone.unseen("CHECK_SYNC") == []
