# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls from outside and to the outside, by a trunk to a provider."""

from __future__ import annotations

from typing import Any

import pytest
from offices import Desk, Office, quiet, to_user
from provider import Provider, peer
from xivo_testkit.fleet import eventually

pytestmark = pytest.mark.integration

CLOSED = {"name": "closed", "timezone": "Europe/Paris"}


@pytest.fixture
def trunk(office: Office, provider: Provider) -> int:
    return office.make("/trunks", **peer("provider", provider.address, provider.port))


class TestFromOutside:
    def test_a_did_rings_the_users_phone(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-253, ADM-258, ADM-267, ADM-269, ADM-273, SYS-027
        office.make("/incalls", exten="5550001", context="from-extern", destination=to_user(alice))
        office.settle("from-extern", "5550001")
        quiet(alice)
        provider.calls("5550001", "123456789")
        ringing = alice.phone.rings()
        assert "0123456789@" in ringing["peeruri"]  # the national prefix that was missing
        alice.phone.answers()
        alice.phone.talks()
        alice.phone.hangs_up()
        alice.phone.ends()

    def test_a_leading_plus_is_dropped(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-254
        office.make("/incalls", exten="5550001", context="from-extern", destination=to_user(alice))
        office.settle("from-extern", "5550001")
        quiet(alice)
        provider.calls("+5550001", "0123456789")
        alice.phone.rings()
        alice.phone.rejects()

    def test_a_closed_schedule_sends_the_call_elsewhere(
        self, office: Office, provider: Provider, trunk: int, alice: Desk, bob: Desk
    ) -> None:  # CC-078, CC-080
        schedule = office.make("/schedules", **CLOSED, closed_destination=to_user(bob))
        office.make(
            "/incalls", exten="5550001", context="from-extern", destination=to_user(alice), schedule_id=schedule
        )
        office.settle("from-extern", "5550001")
        quiet(alice, bob)
        provider.calls("5550001", "0123456789")
        bob.phone.rings()
        assert alice.phone.unseen("CALL_INCOMING") == []
        bob.phone.rejects()

    def test_who_may_not_call_hears_so(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-092
        incall = office.make("/incalls", exten="5550001", context="from-extern", destination=to_user(alice))
        office.make("/call_permissions", name="no 06", extensions=["0612345678"], incalls=[incall])
        office.settle("from-extern", "5550001")
        quiet(alice)
        provider.calls("5550001", "0612345678")
        eventually(lambda: "feature-not-avail-line" in office.fleet.asterisk("core show channels concise"))
        assert alice.phone.unseen("CALL_INCOMING") == []
        provider.stops()
        provider.answers()
        provider.calls("5550001", "0612345679")
        alice.phone.rings()
        alice.phone.rejects()

    def test_a_trunk_reaches_nothing_until_there_are_incoming_calls(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-258
        office.settle("from-extern")
        eventually(lambda: "provider" in office.fleet.asterisk("pjsip show endpoints"))
        quiet(alice)
        assert provider.is_told(alice.employee.exten, "0123456789") == 404
        assert alice.phone.unseen("CALL_INCOMING") == []


class TestToOutside:
    def dials(self, office: Office, trunk_ids: list[int], number: str, caller: Desk, **row: Any) -> int:
        extension = {"exten": "**99.", "strip_digits": 4, **row}
        outcall = office.make(
            "/outcalls", name="to the world", context="to-extern", trunks=trunk_ids, extensions=[extension]
        )
        office.settle("to-extern", "**99")
        quiet(caller)
        caller.phone.calls(number)
        return outcall

    def test_the_provider_gets_the_number_without_the_prefix_and_the_outgoing_calls_caller_id(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-262, ADM-263, ADM-272, ADM-289, CC-001
        self.dials(office, [trunk], "**99101", alice, caller_id='"XiVO" <5555555555>')
        invite = provider.hears()
        assert invite.number == "101"
        assert (invite.caller_name, invite.caller_number) == ("XiVO", "5555555555")
        alice.phone.talks()
        alice.phone.hangs_up()

    def test_an_external_prefix_comes_in_front(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-264
        self.dials(office, [trunk], "**990123", alice, strip_digits=5, external_prefix="+33")
        assert provider.hears().number == "+33123"
        alice.phone.talks()
        alice.phone.hangs_up()

    def test_the_next_trunk_is_tried_when_one_is_away(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-266
        away = office.make("/trunks", **peer("away", "192.0.2.1", 5060, qualify=5))
        eventually(lambda: "Unavail" in office.fleet.asterisk("pjsip show contacts"), what="the trunk is away")
        self.dials(office, [away, trunk], "**99101", alice)
        assert provider.hears().number == "101"
        alice.phone.talks()
        alice.phone.hangs_up()

    def test_what_a_permission_denies_never_leaves(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-088, ADM-090
        user = alice.employee.user_id
        office.make("/call_permissions", name="no 99", extensions=["_**99."], users=[user])
        self.dials(office, [trunk], "**99101", alice)
        alice.phone.ends()
        assert provider.invites() == []

    def test_a_customised_destination_goes_on_in_the_dialplan(
        self, office: Office, provider: Provider, trunk: int, alice: Desk
    ) -> None:  # ADM-280
        command = "Goto(to-extern,**99${XIVO_DSTNUM},1)"
        destination = {"type": "custom", "command": command}
        office.make("/incalls", exten="XXXX", context="from-extern", destination=destination)
        outcall = {"name": "back", "context": "to-extern", "trunks": [trunk]}
        office.make("/outcalls", **outcall, extensions=[{"exten": "**99.", "strip_digits": 4}])
        office.settle("to-extern", "**99")
        office.settle("from-extern", "_XXXX")
        provider.calls("4321", "0123456789")
        assert provider.hears().number == "4321"
