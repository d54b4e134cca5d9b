# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator's own dialplan, called before an object: each kind of object names one, and all calls have one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from offices import Desk, Office, of, quiet, to_user
from provider import Provider, peer
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

MINE = """[my-subroutine]
exten = s,1,Set(CALLERID(name)=Seen by mine)
same = n,Set(GLOBAL(MINE)=${XIVO_DSTID}/${XIVO_CALLORIGIN}/${XIVO_REAL_NUMBER})
same = n,Return()
"""


@pytest.fixture
def mine(office: Office, fleet: Fleet) -> Callable[[], str]:
    """The subroutine is there; `mine()` is what it noted of the call."""
    office.make("/configuration_files", name="my-subroutine.conf", content=MINE)
    eventually(lambda: "Seen by mine" in fleet.asterisk("dialplan show my-subroutine"), 10)
    fleet.asterisk("dialplan set global MINE nothing")

    def noted() -> str:
        lines = fleet.asterisk("dialplan show globals").splitlines()
        return next(line.split("=", 1)[1] for line in lines if line.strip().startswith("MINE="))

    return noted


def rings(desk: Desk, caller: Desk, number: str) -> str:
    quiet(desk)
    caller.phone.calls(number)
    shown: str = desk.phone.rings(10)["peerdisplayname"]
    caller.phone.hangs_up()
    desk.phone.ends()
    return shown


def test_of_a_user(office: Office, mine: Callable[[], str], alice: Desk, bob: Desk) -> None:  # ADM-296, API-215
    office.put(of(bob), preprocess_subroutine="my-subroutine")
    office.settle()
    assert rings(bob, alice, "1002") == "Seen by mine"
    assert mine() == f"{bob.employee.user_id}/intern/1002"


def test_of_a_group(office: Office, mine: Callable[[], str], alice: Desk, bob: Desk) -> None:  # ADM-296, API-215
    office.numbers("group", "1470", "1470")
    users = [{"user_id": bob.employee.user_id}]
    names = {"name": "hooked", "context": "default", "exten": "1470"}
    group = office.make("/groups", **names, users=users, preprocess_subroutine="my-subroutine")
    office.settle("default", "1470")
    assert rings(bob, alice, "1470") == "Seen by mine"
    assert mine().startswith(f"{group}/")


def test_of_a_queue(office: Office, mine: Callable[[], str], alice: Desk, bob: Desk) -> None:  # ADM-296, API-215
    office.numbers("queue", "1471", "1471")
    users = [{"user_id": bob.employee.user_id}]
    names = {"name": "hookedq", "context": "default", "exten": "1471"}
    queue = office.make("/queues", **names, users=users, preprocess_subroutine="my-subroutine")
    office.settle("default", "1471")
    assert rings(bob, alice, "1471") == "Seen by mine"
    assert mine().startswith(f"{queue}/")


def test_of_a_conference_room(office: Office, mine: Callable[[], str], alice: Desk) -> None:  # ADM-296, API-215
    office.numbers("conference_room", "1472", "1472")
    names = {"name": "hookedroom", "context": "default", "exten": "1472"}
    room = office.make("/conference_rooms", **names, preprocess_subroutine="my-subroutine")
    office.settle("default", "1472")
    quiet(alice)
    alice.phone.calls("1472")
    alice.phone.talks(10)
    alice.phone.hangs_up()
    alice.phone.ends()
    assert mine().startswith(f"{room}/")


def test_of_calls_from_and_to_outside(
    office: Office, fleet: Fleet, mine: Callable[[], str], alice: Desk
) -> None:  # ADM-296, API-215
    provider = Provider(fleet)
    provider.answers()
    trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
    into = {"exten": "5550078", "context": "from-extern", "destination": to_user(alice)}
    incall = office.make("/incalls", **into, preprocess_subroutine="my-subroutine")
    office.settle("from-extern", "5550078")
    quiet(alice)
    provider.calls("5550078", "0123456789")
    assert alice.phone.rings(10)["peerdisplayname"] == "Seen by mine"
    alice.phone.rejects()
    assert mine() == f"{incall}/extern/5550078"
    outcall = office.make(
        "/outcalls",
        name="out",
        context="to-extern",
        trunks=[trunk],
        extensions=[{"exten": "**98.", "strip_digits": 4}],
        preprocess_subroutine="my-subroutine",
    )
    office.settle("to-extern", "**98")
    alice.phone.calls("**9899887766")
    provider.hears()
    alice.phone.hangs_up()
    assert mine().startswith(f"{outcall}/")
    provider.stops()


def test_that_is_not_there_is_passed_over(office: Office, alice: Desk, bob: Desk) -> None:
    office.put(of(bob), preprocess_subroutine="nobody-wrote-it")
    office.settle()
    assert rings(bob, alice, "1002") == "Alice Abrams"
