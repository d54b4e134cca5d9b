# SPDX-License-Identifier: GPL-3.0-or-later
"""A trunk that is deleted, and another one that gets its name."""

from __future__ import annotations

import pytest
from offices import Office
from other_system import NAME, SECRET, OtherSystem, endpoint
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration


def test_where_the_first_one_was_registered_from_is_not_the_second_ones(
    office: Office, fleet: Fleet
) -> None:  # ADM-259
    def make() -> int:
        body = {"name": NAME, "context": "from-extern", "endpoint": endpoint("dynamic", qualify_frequency=0)}
        return int(office.confd.post("/trunks", json={**body, "secret": SECRET}).json()["id"])

    def contacts() -> str:
        return fleet.asterisk("database show registrar/contact")

    first = make()
    office.settle()
    with OtherSystem(fleet, registers=True):
        eventually(lambda: f"/{NAME};" in contacts(), what="its contact")
    assert f"{NAME}/" in fleet.asterisk("pjsip show contacts")
    others = contacts().count("/registrar/contact/") - 1
    assert office.confd.delete(f"/trunks/{first}").status_code == 204
    eventually(lambda: f"/{NAME};" not in contacts(), what="no contact")
    assert contacts().count("/registrar/contact/") == others
    second = make()
    try:
        office.settle()
        eventually(lambda: NAME in fleet.asterisk("pjsip show endpoints"), what="the new trunk")
        assert f"{NAME}/" not in fleet.asterisk("pjsip show contacts")
    finally:
        assert office.confd.delete(f"/trunks/{second}").status_code == 204
