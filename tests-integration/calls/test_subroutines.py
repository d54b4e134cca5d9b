# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator's own dialplan, called before an object: each kind of object names one, and all calls have one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from offices import Desk, Office, of, quiet, rang, to_user
from provider import Provider, peer
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

MINE = """[my-subroutine]
exten = s,1,Set(CALLERID(name)=Seen by mine)
same = n,Set(GLOBAL(MINE)=${XIVO_DSTID}/${XIVO_CALLORIGIN}/${XIVO_REAL_NUMBER})
same = n,Set(GLOBAL(RINGS)=${XIVO_INTERFACE}/${XIVO_INTERFACE_0}${XIVO_INTERFACE_NB}${XIVO_INTERFACE_COUNT})
same = n,Return()
"""


@pytest.fixture
def mine(office: Office, fleet: Fleet) -> Callable[..., str]:
    """The subroutine is there; `mine()` is what it noted of the call, `mine("RINGS")` of what rings."""
    office.make("/configuration_files", name="my-subroutine.conf", content=MINE)
    eventually(lambda: "Seen by mine" in fleet.asterisk("dialplan show my-subroutine"))
    fleet.asterisk("dialplan set global MINE nothing")

    def noted(name: str = "MINE") -> str:
        lines = fleet.asterisk("dialplan show globals").splitlines()
        return next(line.split("=", 1)[1] for line in lines if line.strip().startswith(f"{name}="))

    return noted


def rings(desk: Desk, caller: Desk, number: str) -> str:
    quiet(desk)
    caller.phone.calls(number)
    shown: str = desk.phone.rings()["peerdisplayname"]
    caller.phone.hangs_up()
    desk.phone.ends()
    return shown


def test_of_a_user(office: Office, mine: Callable[..., str], alice: Desk, bob: Desk) -> None:  # ADM-296, API-215
    office.put(of(bob), preprocess_subroutine="my-subroutine")
    office.settle()
    assert rings(bob, alice, "1002") == "Seen by mine"
    assert mine() == f"{bob.employee.user_id}/intern/1002"
    assert mine("RINGS") == f"PJSIP/{bob.employee.sip_username}/"  # SYS-115
    gone = {"line_num", "roles_group", "rules_order", "rules_time", "rules_type"}
    for path in (of(bob), f"/lines/{bob.employee.line_id}", f"/lines_sip/{bob.employee.line_id}"):
        assert gone.isdisjoint(office.confd.get(path).json())


def test_of_a_group(office: Office, mine: Callable[..., str], alice: Desk, bob: Desk) -> None:  # ADM-296, API-215
    office.numbers("group", "1470", "1470")
    users = [{"user_id": bob.employee.user_id}]
    names = {"name": "hooked", "context": "default", "exten": "1470"}
    group = office.make("/groups", **names, users=users, preprocess_subroutine="my-subroutine")
    office.settle("default", "1470")
    assert rings(bob, alice, "1470") == "Seen by mine"
    assert mine().startswith(f"{group}/")


def test_of_a_queue(office: Office, mine: Callable[..., str], alice: Desk, bob: Desk) -> None:  # ADM-296, API-215
    office.numbers("queue", "1471", "1471")
    users = [{"user_id": bob.employee.user_id}]
    names = {"name": "hookedq", "context": "default", "exten": "1471"}
    queue = office.make("/queues", **names, users=users, preprocess_subroutine="my-subroutine")
    office.settle("default", "1471")
    assert rings(bob, alice, "1471") == "Seen by mine"
    assert mine().startswith(f"{queue}/")


def test_of_a_conference_room(office: Office, mine: Callable[..., str], alice: Desk) -> None:  # ADM-296, API-215
    office.numbers("conference_room", "1472", "1472")
    names = {"name": "hookedroom", "context": "default", "exten": "1472"}
    room = office.make("/conference_rooms", **names, preprocess_subroutine="my-subroutine")
    office.settle("default", "1472")
    quiet(alice)
    alice.phone.calls("1472")
    alice.phone.talks()
    alice.phone.hangs_up()
    alice.phone.ends()
    assert mine().startswith(f"{room}/")


def test_of_calls_from_and_to_outside(
    office: Office, fleet: Fleet, mine: Callable[..., str], alice: Desk
) -> None:  # ADM-296, API-215
    provider = Provider(fleet)
    provider.answers()
    trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
    into = {"exten": "5550078", "context": "from-extern", "destination": to_user(alice)}
    incall = office.make("/incalls", **into, preprocess_subroutine="my-subroutine")
    office.settle("from-extern", "5550078")
    quiet(alice)
    provider.calls("5550078", "0123456789")
    assert alice.phone.rings()["peerdisplayname"] == "Seen by mine"
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


def test_that_has_no_return_ends_the_call_and_the_log_says_where(
    office: Office, fleet: Fleet, alice: Desk, bob: Desk
) -> None:  # API-218
    subroutines = "[goes-nowhere]\nexten = s,1,NoOp()\n[goes-on]\nexten = s,1,Wait(20)\nsame = n,Return()\n"
    office.make("/configuration_files", name="no-return.conf", content=subroutines)
    eventually(lambda: "Return()" in fleet.asterisk("dialplan show goes-on"), what="the subroutines")
    office.put(of(bob), preprocess_subroutine="goes-nowhere")
    office.settle()
    quiet(alice, bob)
    alice.phone.calls("1002")
    alice.phone.ends()
    assert rang(bob) == [False]
    eventually(lambda: "context goes-nowhere " in said(fleet), what="a word about goes-nowhere")
    office.put(of(bob), preprocess_subroutine="goes-on")
    office.settle()
    alice.phone.calls("1002")
    eventually(lambda: "s@goes-on" in fleet.asterisk("core show channels"), what="the subroutine")
    alice.phone.hangs_up()
    eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="no call")
    assert "context goes-on " not in said(fleet)  # where somebody only hung up


def said(fleet: Fleet) -> str:
    """The warnings of calls that ended in a subroutine."""
    lines = fleet.exec("asterisk", "cat", "/var/log/asterisk/messages").splitlines()
    return "\n".join(line for line in lines if "the call ended in the context" in line)
