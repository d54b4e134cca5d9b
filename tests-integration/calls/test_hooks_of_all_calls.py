# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator's dialplan for all calls of a kind, and for all calls that go on to a kind of destination."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from offices import Desk, Office, of, quiet, to_user
from provider import Provider, peer
from talking import gets_through
from test_schedules import schedule
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

HOOK = """[xivo-{kind}]
exten = s,1,Set(GLOBAL(SEEN)=${{GLOBAL(SEEN)}} {kind}:${{XIVO_CALLORIGIN}})
same = n,Return()
"""
MENU = "[dp-ivr-hook]\nexten = s,1,Answer()\nsame = n,Wait(20)\n"
CALLED = ("user", "group", "queue", "meetme", "did", "outcall", "paging")
LEADS_TO = (
    "user", "group", "queue", "meetme", "voicemail", "voicemenu", "sound", "custom", "extension", "schedule",
)  # fmt: skip


class Hooks:
    """``seen()``: which hooks were called for the calls since ``forgets()``, in order, each with the call's origin."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def forgets(self) -> None:
        self._fleet.asterisk("dialplan set global SEEN begin")

    def seen(self) -> list[str]:
        lines = self._fleet.asterisk("dialplan show globals").splitlines()
        (line,) = [line.strip() for line in lines if line.strip().startswith("SEEN=")]
        return line.removeprefix("SEEN=begin").split()


@pytest.fixture
def hooks(office: Office, fleet: Fleet) -> Hooks:
    kinds = [f"subrgbl-{kind}" for kind in CALLED] + [f"subrfwd-{kind}" for kind in LEADS_TO]
    office.make("/configuration_files", name="hooks.conf", content="".join(HOOK.format(kind=kind) for kind in kinds))
    eventually(lambda: "SEEN" in fleet.asterisk(f"dialplan show xivo-{kinds[-1]}"), what="the hooks")
    hooks = Hooks(fleet)
    hooks.forgets()
    return hooks


def over(fleet: Fleet) -> None:
    fleet.asterisk("channel request hangup all")
    eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="no call")


def come(hooks: Hooks, *wanted: str) -> None:
    eventually(lambda: hooks.seen() == list(wanted), what=f"{wanted}")


class TestOfWhatIsCalled:
    def test_inside(self, office: Office, fleet: Fleet, hooks: Hooks, alice: Desk, bob: Desk) -> None:
        # API-216, API-219, API-221
        for kind, number in (("group", "1480"), ("queue", "1481"), ("conference_room", "1482")):
            office.numbers(kind, number, number)
        made = {"context": "default"}
        office.make("/groups", name="hookg", exten="1480", **made)
        office.make("/queues", name="hookq", exten="1481", **made)
        office.make("/conference_rooms", name="hookm", exten="1482", **made)
        callers = {"callers": [alice.employee.user_id], "members": [bob.employee.user_id]}
        office.make("/paging", number="78", announce_caller=False, **callers)
        office.settle("default", "1480", "1481", "1482")
        kinds = {"1002": "user", "1480": "group", "1481": "queue", "1482": "meetme", "*1178": "paging"}
        for number, kind in kinds.items():
            quiet(alice, bob)
            hooks.forgets()
            alice.phone.calls(number)
            eventually(lambda kind=kind: hooks.seen()[:1] in ([f"subrgbl-{kind}:"], [f"subrgbl-{kind}:intern"]))
            over(fleet)

    def test_from_and_to_outside(self, office: Office, fleet: Fleet, hooks: Hooks, alice: Desk, bob: Desk) -> None:
        # API-219, API-221
        provider = Provider(fleet)
        provider.answers()
        trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
        office.make("/incalls", exten="5550079", context="from-extern", destination=to_user(bob))
        extension = {"exten": "**95.", "strip_digits": 4}
        office.make("/outcalls", name="hooked", context="to-extern", trunks=[trunk], extensions=[extension])
        office.settle("from-extern", "5550079")
        office.settle("to-extern", "**95")
        quiet(alice, bob)
        provider.calls("5550079", "0123456789")
        bob.phone.rings()
        come(hooks, "subrgbl-did:extern", "subrfwd-user:extern", "subrgbl-user:extern")
        over(fleet)
        hooks.forgets()
        alice.phone.calls("**950123456789")
        provider.hears()
        assert [hook.partition(":")[0] for hook in hooks.seen()] == ["subrgbl-outcall"]
        provider.stops()

    def test_may_have_another_name_or_be_off(
        self, office: Office, fleet: Fleet, hooks: Hooks, alice: Desk, bob: Desk
    ) -> None:  # API-219
        named = "[globals](+)\nXIVO_PRESUBR_GLOBAL_USER = mine\n" + HOOK.format(kind="mine").replace(
            "xivo-mine", "mine"
        )
        file = office.make("/configuration_files", name="globals.conf", content=named)
        eventually(lambda: "SEEN" in fleet.asterisk("dialplan show mine"), what="the other hook")
        gets_through(alice, bob)
        come(hooks, "mine:intern")
        office.put(f"/configuration_files/{file}", content="[globals](+)\nXIVO_PRESUBR_GLOBAL_ENABLE = 0\n")
        eventually(lambda: "ENABLE=0" in fleet.asterisk("dialplan show globals"), what="that they are off")
        hooks.forgets()
        gets_through(alice, bob)
        assert hooks.seen() == []


@pytest.fixture
def leads_to(office: Office, fleet: Fleet, alice: Desk, bob: Desk) -> Callable[[dict[str, Any]], None]:
    """Alice calls Bob, who is not to be disturbed; his calls go there."""

    def call(destination: dict[str, Any]) -> None:
        office.put(of(bob, "/services/dnd"), enabled=True)
        office.put(of(bob, "/fallbacks"), busy=destination)
        office.settle()
        quiet(alice)
        alice.phone.calls("1002")

    return call


class TestOfWhereACallGoesOn:
    """And what is reached there has its own."""

    @pytest.mark.parametrize("kind", ["user", "sound", "custom", "extension"])
    def test_in_a_word(
        self, fleet: Fleet, hooks: Hooks, leads_to: Callable[[dict[str, Any]], None], carol: Desk, kind: str
    ) -> None:  # API-220
        destinations: dict[str, dict[str, Any]] = {
            "user": to_user(carol),
            "sound": {"type": "sound", "filename": "demo-congrats"},
            "custom": {"type": "custom", "command": "Milliwatt(m)"},
            "extension": {"type": "extension", "exten": "1050", "context": "default"},
        }
        leads_to(destinations[kind])
        after = ["subrgbl-user:intern"] if kind in ("user", "extension") else []
        come(hooks, "subrgbl-user:intern", f"subrfwd-{kind}:intern", *after)
        over(fleet)

    def test_to_an_object(
        self, office: Office, fleet: Fleet, hooks: Hooks, leads_to: Callable[[dict[str, Any]], None]
    ) -> None:  # API-220
        office.numbers("queue", "1481", "1481")
        office.numbers("conference_room", "1482", "1482")
        made = {"context": "default"}
        office.make("/configuration_files", name="ivr-hook.conf", content=MENU)
        menu = office.make("/voice_menus", name="hook", dialplan_context="dp-ivr-hook")
        group = office.make("/groups", name="hookg", **made)
        queue = office.make("/queues", name="hookq", exten="1481", **made)
        room = office.make("/conference_rooms", name="hookm", exten="1482", **made)
        box = office.make("/voicemails", name="Office", number="1500", **made)
        destinations: dict[str, dict[str, Any]] = {
            "group": {"type": "group", "group_id": group},
            "queue": {"type": "queue", "queue_id": queue},
            "meetme": {"type": "conference_room", "conference_room_id": room},
            "voicemail": {"type": "voicemail", "voicemail_id": box, "greeting": "busy"},
            "voicemenu": {"type": "voicemenu", "voice_menu_id": menu},
        }
        for kind, destination in destinations.items():
            hooks.forgets()
            leads_to(destination)
            wanted = ["subrgbl-user:intern", f"subrfwd-{kind}:intern"]
            eventually(lambda wanted=wanted: hooks.seen()[:2] == wanted, what=kind)
            over(fleet)

    @pytest.mark.parametrize("of_what", ["user", "group"])
    def test_out_of_hours(
        self, office: Office, fleet: Fleet, hooks: Hooks, alice: Desk, bob: Desk, carol: Desk, of_what: str
    ) -> None:  # API-220
        hours = schedule(office, closed=to_user(carol))
        if of_what == "user":
            office.put(of(bob, "/telephony"), schedule_id=hours)
        else:
            office.numbers("group", "1480", "1480")
            office.make("/groups", name="hookg", context="default", exten="1480", schedule_id=hours)
        office.settle("default", *(["1480"] if of_what == "group" else []))
        quiet(alice, carol)
        alice.phone.calls("1002" if of_what == "user" else "1480")
        carol.phone.rings()
        assert [hook.partition(":")[0] for hook in hooks.seen()] == [
            f"subrgbl-{of_what}",
            "subrfwd-schedule",
            "subrfwd-user",
            "subrgbl-user",
        ]
        over(fleet)
