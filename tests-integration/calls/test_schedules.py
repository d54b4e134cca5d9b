# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening hours of everything that has them: inside them a call goes its way, outside it goes where they say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from offices import Desk, Office, of, quiet, rang, to_user
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

GROUP, QUEUE, DID, OUTSIDE = "1690", "1691", "0299160000", "0169000"
PARIS = "Europe/Paris"
CARRIER = """[carrier]
exten = _X!,1,Answer()
same = n,Wait(30)

[night-menu]
exten = s,1,Answer()
same = n,Wait(30)
"""


def around_now(zone: str) -> dict[str, str]:
    """An hour, and the one before, as it is there now; at midnight as much of it as the day has."""
    now = datetime.now(ZoneInfo(zone))
    begin, end = now - timedelta(hours=1), now + timedelta(hours=1)
    return {
        "hours_start": f"{begin:%H:%M}" if begin.date() == now.date() else "00:00",
        "hours_end": f"{end:%H:%M}" if end.date() == now.date() else "23:59",
    }


def another_day() -> dict[str, Any]:
    """All of a day that it is not, anywhere."""
    weekday = (datetime.now(UTC) + timedelta(days=3)).isoweekday()
    return {"hours_start": "00:00", "hours_end": "23:59", "week_days": [weekday]}


def schedule(office: Office, *, closed: Any = None, is_open: bool = False, **fields: Any) -> int:
    """``closed`` is where a call goes while it is."""
    period: dict[str, Any] = around_now(PARIS) if is_open else another_day()
    body = {"name": "hours", "timezone": PARIS, "open_periods": [period]} | fields
    return office.make("/schedules", **body, closed_destination=closed or {"type": "none"})


def from_outside(fleet: Fleet, number: str, context: str = "from-extern") -> None:
    fleet.asterisk(f"channel originate Local/{number}@{context}/n application Wait 20")


def processed(fleet: Fleet) -> int:
    """Calls since Asterisk has started."""
    found = re.search(r"(\d+) calls? processed", fleet.asterisk("core show channels"))
    assert found
    return int(found[1])


def over(fleet: Fleet) -> None:
    fleet.asterisk("channel request hangup all")
    eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="no call")


@pytest.mark.parametrize("is_open", [True, False])
def test_of_a_user(office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk, *, is_open: bool) -> None:
    # CC-078, CC-079
    hours = schedule(office, is_open=is_open, closed=to_user(carol))
    office.put(of(bob, "/telephony"), schedule_id=hours)
    office.settle()
    quiet(alice, bob, carol)
    alice.phone.calls(bob.employee.exten)
    (bob if is_open else carol).phone.rings()
    assert rang(carol if is_open else bob) == [False]
    over(fleet)


@pytest.mark.parametrize("is_open", [True, False])
def test_of_a_group(office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk, *, is_open: bool) -> None:
    office.numbers("group", GROUP, GROUP)
    hours = schedule(office, is_open=is_open, closed=to_user(carol))
    users = [{"user_id": bob.employee.user_id}]
    office.make("/groups", name="daytime", context="default", exten=GROUP, users=users, schedule_id=hours)
    office.settle("default", GROUP)
    eventually(lambda: bob.employee.sip_username in fleet.asterisk("queue show daytime"))
    quiet(alice, bob, carol)
    alice.phone.calls(GROUP)
    (bob if is_open else carol).phone.rings()
    assert rang(carol if is_open else bob) == [False]
    over(fleet)


@pytest.mark.parametrize("is_open", [True, False])
def test_of_a_queue(office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk, *, is_open: bool) -> None:
    # CC-083, API-045
    office.numbers("queue", QUEUE, QUEUE)
    hours = schedule(office, is_open=is_open, closed=to_user(carol))
    users = [{"user_id": bob.employee.user_id}]
    name = f"hotline-{'open' if is_open else 'closed'}"
    office.make("/queues", name=name, context="default", exten=QUEUE, users=users, schedule_id=hours)
    office.settle("default", QUEUE)
    eventually(lambda: bob.employee.sip_username in fleet.asterisk(f"queue show {name}"))
    quiet(alice, bob, carol)
    alice.phone.calls(QUEUE)
    (bob if is_open else carol).phone.rings()
    assert rang(carol if is_open else bob) == [False]
    over(fleet)
    log = fleet.exec("asterisk", "cat", "/var/log/asterisk/queue_log")
    noted = [fields[3:5] for fields in (line.split("|") for line in log.splitlines()) if fields[2:3] == [name]]
    assert noted[0][1] == "ENTERQUEUE" if is_open else noted == [["NONE", "CLOSED"]]


class TestOfAnIncomingCall:
    @pytest.fixture
    def reaches(self, office: Office, fleet: Fleet, bob: Desk) -> Any:
        """`reaches(schedule)`: somebody outside calls Bob's number, which has these hours."""
        office.numbers("incall", DID, DID, "from-extern")

        def call(hours: int) -> None:
            office.make("/incalls", exten=DID, context="from-extern", destination=to_user(bob), schedule_id=hours)
            office.settle("from-extern", DID)
            from_outside(fleet, DID)

        return call

    def test_an_exceptional_period_closes_and_has_its_own_destination(
        self, office: Office, fleet: Fleet, reaches: Any, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # CC-080
        quiet(alice, bob, carol)
        holiday = {**around_now(PARIS), "destination": to_user(alice)}
        reaches(schedule(office, is_open=True, exceptional_periods=[holiday], closed=to_user(carol)))
        alice.phone.rings()
        assert rang(bob, carol) == [False, False]
        over(fleet)

    def test_an_exceptional_period_without_a_destination_has_that_of_the_schedule(
        self, office: Office, fleet: Fleet, reaches: Any, bob: Desk, carol: Desk
    ) -> None:  # CC-080
        quiet(bob, carol)
        reaches(schedule(office, is_open=True, exceptional_periods=[around_now(PARIS)], closed=to_user(carol)))
        carol.phone.rings()
        assert rang(bob) == [False]
        over(fleet)

    @pytest.mark.parametrize(("zone", "is_open"), [(PARIS, True), ("Pacific/Auckland", False)])
    def test_counts_in_its_own_time_zone(
        self, office: Office, fleet: Fleet, reaches: Any, bob: Desk, carol: Desk, zone: str, *, is_open: bool
    ) -> None:  # CC-081
        quiet(bob, carol)
        # the hour that it is in Paris is night or day before in Auckland
        reaches(schedule(office, is_open=True, timezone=zone, closed=to_user(carol)))
        (bob if is_open else carol).phone.rings()
        assert rang(carol if is_open else bob) == [False]
        over(fleet)

    @pytest.mark.parametrize(
        ("destination", "shown"),
        [
            ({"type": "sound", "filename": "demo-congrats"}, "Playback(demo-congrats"),
            ({"type": "custom", "command": "Milliwatt()"}, "Milliwatt("),
            ({"type": "application", "application": "voicemailmain", "context": "default"}, "VoiceMailMain(@default"),
        ],
    )
    def test_closed_leads_to_any_destination(
        self, office: Office, fleet: Fleet, reaches: Any, destination: dict[str, Any], shown: str
    ) -> None:  # CC-079
        reaches(schedule(office, closed=destination))
        eventually(lambda: shown in fleet.asterisk("core show channels"), what=shown)
        over(fleet)

    def test_closed_without_a_destination_ends_the_call(
        self, office: Office, fleet: Fleet, reaches: Any, bob: Desk
    ) -> None:
        quiet(bob)
        before = processed(fleet)
        reaches(schedule(office))
        eventually(lambda: processed(fleet) > before, what="the call")
        eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="the end")
        assert rang(bob) == [False]

    def test_switched_off_is_open(self, office: Office, fleet: Fleet, reaches: Any, bob: Desk) -> None:
        quiet(bob)
        reaches(schedule(office, enabled=False))
        bob.phone.rings()
        over(fleet)


@pytest.mark.parametrize("emergency", [False, True])
def test_of_an_outgoing_call_but_for_emergencies(
    office: Office, fleet: Fleet, alice: Desk, carol: Desk, *, emergency: bool
) -> None:  # ADM-262
    office.make("/configuration_files", name="carrier.conf", content=CARRIER)
    endpoint = {"protocol": "custom", "interface": "Local", "interface_suffix": "@carrier/n"}
    trunk = office.make("/trunks", name="carrier", context="from-extern", endpoint=endpoint)
    hours = schedule(office, closed=to_user(carol))
    fields = {"trunks": [trunk], "extensions": [{"exten": OUTSIDE}], "schedule_id": hours, "emergency": emergency}
    office.make("/outcalls", name="out at day", context="to-extern", **fields)
    office.settle("to-extern", OUTSIDE)
    quiet(alice, carol)
    alice.phone.calls(OUTSIDE)
    if emergency:
        alice.phone.talks()
        assert f"Local/{OUTSIDE}@carrier" in fleet.asterisk("core show channels concise")
        assert rang(carol) == [False]
    else:
        carol.phone.rings()
        assert "@carrier" not in fleet.asterisk("core show channels concise")
    over(fleet)


def test_of_a_voice_menu(office: Office, fleet: Fleet, carol: Desk) -> None:
    office.numbers("incall", DID, DID, "from-extern")
    office.make("/configuration_files", name="carrier.conf", content=CARRIER)
    hours = schedule(office, closed=to_user(carol))
    menu = office.make("/voice_menus", name="at night", dialplan_context="night-menu", schedule_id=hours)
    to = {"type": "voicemenu", "voice_menu_id": menu}
    office.make("/incalls", exten=DID, context="from-extern", destination=to)
    office.settle("from-extern", DID)
    quiet(carol)
    from_outside(fleet, DID)
    carol.phone.rings()
    over(fleet)
    office.put(f"/voice_menus/{menu}", schedule_id=None)
    office.settle("from-extern")
    from_outside(fleet, DID)
    eventually(lambda: "s@night-menu" in fleet.asterisk("core show channels"), what="the menu")
    over(fleet)
