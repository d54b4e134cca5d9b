# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may not call out does not, whichever way he tries: the provider sees nothing of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from offices import Desk, Office, changed, to_user
from provider import Provider, peer
from toll_fraud import (
    AT_ONCE,
    DESTINATIONS,
    EVERYTHING,
    FORWARDERS,
    TRANSFERRED,
    Outside,
    batches,
    consulted,
    destinations,
    forwarded_to,
    leads,
    on_a_keypad,
    transferring,
    transfers,
)
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee, dismiss, hire
from xivo_testkit.recorder import BusRecorder

pytestmark = pytest.mark.integration


@pytest.fixture
def outside(fleet: Fleet, confd: httpx.Client, office: Office, provider: Provider) -> Iterator[Outside]:
    """Everything that is dialled goes out; Mallory may call nobody there."""
    mallory = hire(confd, "Mallory", "Moore", "1511")
    try:
        trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
        default = next(one for one in confd.get("/outcalls").json()["items"] if one["name"] == "default")
        office.put(f"/outcalls/{default['id']}", trunks=[trunk])  # X.
        extensions = [{"exten": "+."}, {"exten": "**99.", "strip_digits": 4}]
        office.make("/outcalls", name="everywhere", context="to-extern", trunks=[trunk], extensions=extensions)
        office.make("/call_permissions", name="inside only", extensions=EVERYTHING, users=[mallory.user_id])
        office.settle("to-extern", "**99")
        eventually(lambda: "provider" in fleet.asterisk("pjsip show endpoints"))
        eventually(lambda: mallory.sip_username in fleet.asterisk("pjsip show endpoints"))
        yield Outside(fleet, confd, provider, trunk, mallory)
    finally:
        office.clear()
        dismiss(confd, mallory)


@pytest.fixture
def team(outside: Outside, office: Office, confd: httpx.Client) -> Iterator[list[Employee]]:
    """Users who may not call out, each with a number outside."""
    hired: list[Employee] = []
    try:
        for place in range(FORWARDERS):
            hired.append(hire(confd, "Fred", f"Forward{place:02}", f"15{60 + place}"))
            to_him = {"type": "user", "user_id": hired[-1].user_id, "ring_time": 0}
            leads(office, f"0299150{60 + place}", to_him)
        users = [one.user_id for one in hired]
        office.make("/call_permissions", name="none of these", extensions=EVERYTHING, users=users)
        office.settle("from-extern", f"0299150{59 + FORWARDERS}")
        yield hired
    finally:
        office.clear()
        for one in hired:
            dismiss(confd, one)


class TestNobodyGetsOut:
    def test_from_the_trunk(self, outside: Outside) -> None:
        ended = outside.dials(destinations())
        print(
            f"\ntrunk: {ended.total()} destinations, ended {dict(ended)}, at the provider {outside.provider.invites()}"
        )
        assert outside.provider.invites() == []
        assert ended[200] == 0

    def test_by_a_user_who_may_not(self, outside: Outside) -> None:  # ADM-088, ADM-090
        ended = outside.dials(destinations(), outside.mallory)
        print(
            f"\nuser: {ended.total()} destinations, ended {dict(ended)}, at the provider {outside.provider.invites()}"
        )
        assert outside.provider.invites() == []
        assert ended[0] == 0

    def test_by_typing_where_calls_from_outside_come_in(self, outside: Outside, office: Office, alice: Desk) -> None:
        office.numbers("queue", "1521", "1521")
        office.numbers("conference_room", "1522", "1522")
        member = [{"user_id": alice.employee.user_id}]
        queue = office.make("/queues", name="fraud", context="default", exten="1521")
        group = office.make("/groups", name="fraudsters", context="default", ring_tone=False, users=member)
        room = office.make("/conference_rooms", name="den", context="default", exten="1522")
        box = office.make("/voicemails", name="Box", number="1523", context="default", password="4711")
        mailbox = {"type": "voicemail", "voicemail_id": box, "greeting": "busy"}
        legs = {
            "queue": leads(office, "029915010", {"type": "queue", "queue_id": queue}),
            "group": leads(office, "029915011", {"type": "group", "group_id": group}),
            "conference": leads(office, "029915012", {"type": "conference_room", "conference_room_id": room}),
            "voicemail": leads(office, "029915013", mailbox),
            "mailboxes": leads(
                office, "029915014", {"type": "application", "application": "voicemailmain", "context": "default"}
            ),
            "DISA, wrong PIN": leads(
                office,
                "029915015",
                {"type": "application", "application": "disa", "pin": "8291", "context": "default"},
            ),
            "DISA, inside only": leads(
                office,
                "029915016",
                {"type": "application", "application": "disa", "pin": "8291", "context": "from-extern"},
            ),
        }
        office.settle("from-extern", *legs.values())
        eventually(lambda: "strategy" in outside.fleet.asterisk("queue show fraud"))
        ways = ("", "0", "*", "#", "*1")  # operator, mailbox, exit, a transfer's code
        numbers = [f"{ways[place % 5]}{number}#" for place, number in enumerate(on_a_keypad())]
        # nothing that is typed ends these, so a caller types several numbers
        for leg in ("queue", "group", "conference"):
            outside.types(legs[leg], ["".join(some) for some in batches(numbers, DESTINATIONS // AT_ONCE)])
        outside.is_quiet()
        for leg, pin in (
            ("voicemail", ""),
            ("mailboxes", ""),
            ("DISA, wrong PIN", "1234#"),
            ("DISA, inside only", "8291#"),
        ):
            for some in batches(numbers, AT_ONCE):
                outside.types(legs[leg], [f"{pin}{number}" for number in some])
                outside.is_quiet()
        print(f"\n{len(numbers)} destinations typed on each of {', '.join(legs)}: {outside.provider.invites()}")
        assert len(numbers) == DESTINATIONS
        assert outside.provider.invites() == []

    def test_by_a_forward_of_users_who_may_not(self, outside: Outside, office: Office, team: list[Employee]) -> None:
        """A round is as many destinations as there are users: all their forwards are set, then all are called."""
        ended: Counter[int] = Counter()
        refused = 0
        for some in batches(destinations(), FORWARDERS):
            called = []
            for user, number in zip(team, some, strict=True):
                path = f"/users/{user.user_id}/forwards/unconditional"
                answer = outside.confd.put(path, json={"enabled": True, "destination": number})
                assert answer.status_code in (204, 400), answer.text
                if answer.status_code == 204:
                    called.append(f"0299150{user.exten[-2:]}")
            refused += len(some) - len(called)
            office.settle()
            ended += outside.dials(called)
        invites = outside.provider.invites()
        print(f"\nforward: {DESTINATIONS} destinations, {refused} refused by the API, ended {dict(ended)}, {invites}")
        assert invites == []
        assert ended.total() == DESTINATIONS - refused > 0

    def test_by_sending_callers_on(self, outside: Outside, team: list[Employee]) -> None:
        """Callers from outside reach users who may not call out, and send them to every destination."""
        extens = [f"0299150{one.exten[-2:]}" for one in team]
        with transferring(outside, team, destinations()) as (answers, is_done):
            for some in batches(extens * (DESTINATIONS // FORWARDERS), AT_ONCE):
                outside.call_in(some)
                outside.is_quiet()
            while not is_done():  # a caller came to nothing
                outside.call_in(extens)
                outside.is_quiet()
        print(f"\ntransfers: {DESTINATIONS} destinations, ended {answers}: {outside.provider.invites()}")
        assert outside.provider.invites() == []
        assert sum(answers.values()) == DESTINATIONS
        assert answers["200"] > DESTINATIONS / 2, "the dialplan has had them"

    @pytest.mark.parametrize("by", ["REFER", "*1", "*2"])
    def test_by_a_transfer_of_a_user_who_may_not(
        self, outside: Outside, office: Office, alice: Desk, bob: Desk, bus: BusRecorder, by: str
    ) -> None:
        office.make("/call_permissions", name="bob stays", extensions=EVERYTHING, users=[bob.employee.user_id])
        office.settle()
        for number in [one for one in destinations() if one.isdecimal()][:TRANSFERRED]:
            transfers(outside.fleet, bus, alice, bob, number[:12], by)
            if by == "*2":
                consulted(bus, number[:12])
            else:
                alice.phone.ends()
            outside.fleet.asterisk("channel request hangup all")
            outside.is_quiet()
        print(f"\ntransfer by {by}: {TRANSFERRED} destinations, at the provider {outside.provider.invites()}")
        assert outside.provider.invites() == []


class TestWhoMayGetsOut:
    """The same ways lead out for who may: what stopped the others was the right, nothing else."""

    def test_by_a_forward(self, outside: Outside, office: Office, bob: Desk) -> None:
        leads(office, "029915021", to_user(bob))
        forwarded_to(outside, office, bob.employee, "0199151515")
        try:
            outside.dials(["029915021"])
        finally:
            changed(outside.confd, f"/users/{bob.employee.user_id}/forwards/unconditional", enabled=False)
        assert [one.number for one in outside.provider.invites()] == ["0199151515"]

    @pytest.mark.parametrize("by", ["REFER", "*1", "*2"])
    def test_by_a_transfer(self, outside: Outside, alice: Desk, bob: Desk, bus: BusRecorder, by: str) -> None:
        transfers(outside.fleet, bus, alice, bob, "0199151516", by)
        assert outside.provider.hears().number == "0199151516"
        outside.fleet.asterisk("channel request hangup all")
        outside.is_quiet()

    def test_by_sending_a_caller_on(self, outside: Outside, office: Office) -> None:
        penny = hire(outside.confd, "Penny", "Permitted", "1559")
        try:
            leads(office, "029915023", {"type": "user", "user_id": penny.user_id, "ring_time": 0})
            office.settle("from-extern", "029915023")
            eventually(lambda: penny.sip_username in outside.fleet.asterisk("pjsip show endpoints"))
            with transferring(outside, [penny], ["0199151519"]):
                outside.call_in(["029915023"])
                assert outside.provider.hears().number == "0199151519"
            outside.fleet.asterisk("channel request hangup all")
            outside.is_quiet()
        finally:
            office.clear()
            dismiss(outside.confd, penny)

    def test_by_disa_with_its_pin(self, outside: Outside, office: Office) -> None:
        disa = {"type": "application", "application": "disa", "pin": "8291", "context": "default"}
        leads(office, "029915022", disa)
        office.settle("from-extern", "029915022")
        for pause in ("ww", "w" * 6, "w" * 12):  # in halves of a second: a busy machine listens later
            outside.types("029915022", [f"{pause}8291#{pause}0199151517#"])
            with suppress(AssertionError):
                eventually(outside.provider.invites, 30)
                break
        assert outside.provider.hears().number == "0199151517"
        outside.fleet.asterisk("channel request hangup all")


def capped(fleet: Fleet) -> float:
    """Calls that agid refused because their account had made too many."""
    text = httpx.get(f"{fleet.url('agid', 9492)}/metrics", timeout=30).text
    return sum(float(count) for count in re.findall(r"^xivo_agid_capped_calls_total (\S+)$", text, re.MULTILINE))


class TestTheCap:
    def test_stops_a_burst_and_says_so_but_lets_an_emergency_call_pass(
        self, outside: Outside, office: Office, fleet: Fleet, confd: httpx.Client, bus: BusRecorder
    ) -> None:
        closed = office.make("/schedules", name="never", timezone="Europe/Paris")
        office.make(
            "/outcalls",
            name="112",
            context="to-extern",
            emergency=True,
            schedule_id=closed,
            trunks=[outside.trunk],
            extensions=[{"exten": "112"}],
        )
        tessa = hire(confd, "Tessa", "Toll", "1512")
        try:
            office.settle("to-extern", "112")
            eventually(lambda: tessa.sip_username in fleet.asterisk("pjsip show endpoints"))
            before = capped(fleet)
            outside.dials([f"0044155500{n:02}" for n in range(30)], tessa)
            reached = len(outside.provider.invites())
            alert = bus.waits_for("toll_cap_reached", lambda heard: heard.data["user_id"] == tessa.user_id).data
            print(f"\nburst: 30 calls abroad, {reached} at the provider, alert {alert}")
            assert reached == 10
            assert alert["calls"] == 10
            assert "reached the cap of 10 expensive calls" in fleet.logs("agid")
            assert capped(fleet) - before == 20
            outside.provider.answers()
            office.make("/call_permissions", name="nothing", extensions=EVERYTHING, users=[tessa.user_id])
            office.settle()
            outside.dials(["112", "0199151518", "00441555099"], tessa)
            assert [one.number for one in outside.provider.invites()] == ["112"]
        finally:
            dismiss(confd, tessa)
