# SPDX-License-Identifier: GPL-3.0-or-later
"""A switchboard: its operator is called, its clients learn whom he has, and a caller who waits is taken back."""

from __future__ import annotations

import httpx
import pytest
from offices import Desk, Office, quiet
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import hear_each_other
from xivo_testkit.recorder import BusRecorder, Heard

pytestmark = pytest.mark.integration

CALLS, HELD = "1820", "1821"


@pytest.fixture
def operator(office: Office, bob: Desk) -> Desk:
    """Bob, the only one at the switchboard."""
    office.numbers("queue", CALLS, HELD)
    at_work = {"users": [{"user_id": bob.employee.user_id}], "retry": 1, "caller_hangup": True, "hit_transfer": True}
    office.make("/queues", name="__switchboard", context="default", exten=CALLS, **at_work)
    office.make("/queues", name="__switchboard_hold", context="default", exten=HELD)
    office.settle("default", CALLS, HELD)
    eventually(lambda: bob.employee.sip_username in office.fleet.asterisk("queue show __switchboard"))
    return bob


def manager(fleet: Fleet, action: str, **parameters: object) -> None:
    """What an operator's client has the system do."""
    url = f"{fleet.url('amid', 9491)}/1.0/action/{action}"
    answer = httpx.post(url, json=parameters, headers={"X-Auth-Token": fleet.token()}, timeout=30)
    assert answer.status_code == 200, answer.text


def test_a_held_caller_waits_and_is_taken_back(
    fleet: Fleet, bus: BusRecorder, alice: Desk, operator: Desk
) -> None:  # SYS-119 CC-088 CC-089 CC-090
    quiet(alice, operator)
    alice.phone.calls(CALLS)
    operator.phone.rings()
    operator.phone.answers()
    alice.phone.talks()

    def of_the_switchboard(event: Heard) -> bool:
        return event.data.get("UserEvent") == "SwitchboardAnswered" and event.data["Queue"] == "__switchboard"

    told = bus.waits_for("UserEvent", of_the_switchboard).data
    caller = told["CallerChannel"]
    assert alice.employee.sip_username in caller
    assert operator.employee.sip_username in told["Channel"]

    manager(fleet, "Redirect", Channel=caller, Context="default", Exten=HELD, Priority=1)
    operator.phone.ends()
    eventually(lambda: "has 1 call" in fleet.asterisk("queue show __switchboard_hold"), what="the caller waits")

    who = {"XIVO_CHANNEL": caller, "XIVO_CID_NUM": alice.employee.exten, "XIVO_CID_NAME": alice.employee.name}
    where = {"Context": "xivo_switchboard_retrieve", "Exten": "s", "Priority": 1}
    back = {"Channel": f"PJSIP/{operator.employee.sip_username}", "CallerID": "1821", "Async": "true"}
    manager(fleet, "Originate", **back, **where, Variable=[f"{name}={value}" for name, value in who.items()])
    operator.phone.rings()
    operator.phone.answers()
    eventually(lambda: "has 0 calls" in fleet.asterisk("queue show __switchboard_hold"), what="nobody waits")
    hear_each_other(operator.phone, alice.phone)
    alice.phone.hangs_up()
    operator.phone.ends()
