# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls while what stands around them is away: they go on as last known, and a feature that is broken costs itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from offices import Desk, Office, of, quiet, rang
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

NEIGHBOURS = ("confd", "auth", "rabbitmq", "consul")
PORTS = {"confd": 9486, "auth": 9497}
HALF = """
import json, pathlib
cache = pathlib.Path("/var/lib/xivo-agid/snapshot.json")
text = json.loads(cache.read_text())
def halve(thing):
    if isinstance(thing, dict):
        for name, value in thing.items():
            if name == "groups" and isinstance(value, list):
                for group in value:
                    if isinstance(group, dict):
                        group.pop("caller_id_mode", None)
            else:
                halve(value)
halve(text)
cache.write_text(json.dumps(text))
"""


@contextmanager
def away(fleet: Fleet, *services: str) -> Iterator[None]:
    for service in services:
        fleet.kill(service)
    try:
        yield
    finally:
        for service in reversed(services):
            fleet.start(service)
        for service in services:
            is_back(fleet, service)


def is_back(fleet: Fleet, service: str) -> None:
    def healthy() -> bool:
        return str(fleet.inspect(service)["State"]["Health"]["Status"]) == "healthy"

    eventually(healthy, 90, every=0.5, what=f"{service} is back")


def set_up(office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:
    """Bob's calls go to Carol; he may not call Alice."""
    office.put(of(bob, "/forwards/unconditional"), enabled=True, destination=carol.employee.exten)
    office.make("/call_permissions", name="not to Alice", extensions=["1001"], users=[bob.employee.user_id])
    office.settle()
    eventually(lambda: "not to Alice" in kept(office.fleet), what="agid keeps it on its disk")
    quiet(alice, bob, carol)


def kept(fleet: Fleet) -> str:
    """What agid begins with when it starts while confd is away; written at most a second after a change."""
    return fleet.exec("agid", "cat", "/var/lib/xivo-agid/snapshot.json")


def goes_on_as_known(fleet: Fleet, alice: Desk, bob: Desk, carol: Desk) -> None:
    """The forward leads on; the permission stops; a voice says so."""
    alice.phone.calls("1002")
    assert carol.phone.rings()["peerdisplayname"] == "Alice Abrams"
    carol.phone.answers()
    alice.phone.talks()
    alice.phone.hangs_up()
    carol.phone.ends()
    assert rang(bob) == [False]
    quiet(alice)
    bob.phone.calls("1001")
    eventually(lambda: "Playback(feature-not-avail" in fleet.asterisk("core show channels"), what="the refusal")
    bob.phone.hangs_up()
    bob.phone.ends()
    assert rang(alice) == [False]


def test_a_call_goes_on_as_last_known_while_all_of_them_are_away(
    office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
) -> None:  # ADM-095
    set_up(office, alice, bob, carol)
    with away(fleet, *NEIGHBOURS):
        goes_on_as_known(fleet, alice, bob, carol)
        fleet.kill("agid")  # what it knows is on its disk
        fleet.start("agid")
        fleet.wait_ready("agid", 9492)
        goes_on_as_known(fleet, alice, bob, carol)
    for service, port in PORTS.items():
        fleet.wait_ready(service, port)


def test_a_handler_that_breaks_costs_its_feature_only(
    office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
) -> None:
    """Of a group agid knows half, and breaks: it rings as the dialplan itself knows it. All other calls go on."""
    office.numbers("group", "1485", "1485")
    member = [{"user_id": carol.employee.user_id}]
    named = {"caller_id_mode": "prepend", "caller_id_name": "Sales"}
    office.make("/groups", name="broken", context="default", exten="1485", users=member, **named)
    office.settle("default", "1485")
    assert who_is_announced(alice, carol) == "Sales - Alice Abrams"
    set_up(office, alice, bob, carol)
    with away(fleet, "confd"):
        fleet.exec("agid", "python", "-c", HALF)
        fleet.kill("agid")
        fleet.start("agid")
        fleet.wait_ready("agid", 9492)
        assert who_is_announced(alice, carol) == "Alice Abrams"
        goes_on_as_known(fleet, alice, bob, carol)
        metrics = httpx.get(f"{fleet.url('agid', 9492)}/metrics", timeout=30).text
        assert 'xivo_agid_errors_total{script="incoming_group_set_features"} 1.0' in metrics
        assert metrics.count("xivo_agid_errors_total{") == 1
    fleet.wait_ready("confd", 9486)
    office.put(of(alice), description="so that agid asks for a whole configuration")
    office.settle()
    assert who_is_announced(alice, carol) == "Sales - Alice Abrams"


def who_is_announced(caller: Desk, member: Desk) -> str:
    quiet(caller, member)
    caller.phone.calls("1485")
    name = str(member.phone.rings()["peerdisplayname"])
    caller.phone.hangs_up()
    member.phone.ends()
    return name
