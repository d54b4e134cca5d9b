# SPDX-License-Identifier: GPL-3.0-or-later
"""Other systems: a second one of ours, a provider with whom we register, an old PBX behind us; limits of trunks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from offices import Desk, Office, quiet, to_user
from other_system import NAME, SECRET, TONE_HZ, OtherSystem, endpoint, registration
from people import Staff
from provider import HEARD, Provider, peer
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

DID = "0299140101"


@pytest.fixture
def old_pbx(fleet: Fleet) -> Iterator[Provider]:
    pbx = Provider(fleet, box="phone-c", port=5072)
    pbx.answers()
    yield pbx
    pbx.stops()


def outcall(office: Office, trunks: list[int], exten: str, context: str = "to-extern", **more: Any) -> None:
    row = {"exten": exten, **more.pop("extension", {})}
    office.make("/outcalls", name=f"by {exten}", context=context, trunks=trunks, extensions=[row], **more)


def hears_the_tone(desk: Desk) -> None:
    desk.phone.hears(TONE_HZ)
    desk.phone.hangs_up()
    desk.phone.ends()


class TestTwoSystems:
    """The other one registers here (side A of the manual); ours is side B."""

    @pytest.fixture
    def trunk(self, office: Office) -> int:
        made = office.make("/trunks", name=NAME, context="from-extern", secret=SECRET, endpoint=endpoint("dynamic"))
        office.settle()
        return made

    @pytest.fixture
    def other(self, fleet: Fleet, trunk: int) -> Iterator[OtherSystem]:
        with OtherSystem(fleet, registers=True) as other:
            eventually(lambda: "Registered" in other.asterisk("pjsip show registrations"))
            yield other

    def test_it_calls_a_number_of_ours_and_is_called(
        self, fleet: Fleet, office: Office, trunk: int, other: OtherSystem, staff: Staff
    ) -> None:  # ADM-256, ADM-257, ADM-259, ADM-260, ADM-261, ADM-263, ADM-267
        desk = staff.erin
        office.make("/incalls", exten=DID, context="from-extern", destination=to_user(desk))
        outcall(office, [trunk], "**99.", extension={"strip_digits": 4})
        office.settle("from-extern", DID)
        assert f"{NAME}/" in fleet.asterisk("pjsip show contacts")
        quiet(desk)
        other.calls(DID)
        desk.phone.rings()
        desk.phone.answers()
        desk.phone.talks()
        assert " gsm " in fleet.asterisk("pjsip show channelstats")
        hears_the_tone(desk)
        desk.phone.calls("**99101")
        desk.phone.talks()
        assert "101@from-extern" in other.asterisk("core show channels")
        hears_the_tone(desk)

    def test_its_trunks_context_is_what_it_reaches(
        self, office: Office, trunk: int, other: OtherSystem, staff: Staff
    ) -> None:  # ADM-258
        desk = staff.erin
        quiet(desk)
        other.calls(desk.employee.exten)
        eventually(lambda: "0 active channels" in other.asterisk("core show channels"))
        assert desk.phone.unseen("CALL_INCOMING") == []
        office.put(f"/trunks/{trunk}", context="default")
        office.settle()
        other.calls(desk.employee.exten)
        desk.phone.rings()
        desk.phone.rejects()

    def test_with_a_wrong_password_it_is_rejected(self, fleet: Fleet, trunk: int) -> None:  # ADM-261
        with OtherSystem(fleet, registers=True, secret="wrong") as other:
            eventually(lambda: "Rejected" in other.asterisk("pjsip show registrations"))


def test_a_provider_with_whom_we_register(fleet: Fleet, office: Office, staff: Staff) -> None:
    # ADM-268, ADM-269, ADM-271, ADM-272, ADM-273, ADM-286
    desk = staff.erin
    with OtherSystem(fleet, registers=False) as provider:
        trunk = office.make(
            "/trunks",
            name=NAME,
            context="from-extern",
            secret=SECRET,
            endpoint=endpoint(provider.address, type="peer"),
            registration={**registration(provider.address), "contact_user": DID},
        )
        office.make("/incalls", exten=DID, context="from-extern", destination=to_user(desk))
        outcall(office, [trunk], "418.")
        office.settle("from-extern", DID)
        eventually(lambda: "Registered" in fleet.asterisk("sip show registry"))
        quiet(desk)
        desk.phone.calls("4185551234")
        desk.phone.talks()
        assert "4185551234@from-extern" in provider.asterisk("core show channels")
        hears_the_tone(desk)
        quiet(desk)
        provider.asterisk(f"channel originate PJSIP/{NAME} application Milliwatt")
        desk.phone.rings()
        desk.phone.answers()
        desk.phone.talks()
        hears_the_tone(desk)


class TestAnOldPbx:
    FROM_PABX = "[from-pabx]\nexten => _X.,1,NoOp(the old PBX dials ${EXTEN})\nsame => n,Goto(default,${EXTEN},1)\n"

    @pytest.fixture(autouse=True)
    def between(self, office: Office, provider: Provider, old_pbx: Provider) -> None:
        """Our system stands between a provider and it, as the manual says."""
        context = {"name": "to-pabx", "display_name": "Vers PABX", "type": "outcall"}
        office.make("/contexts", **context)
        office.make("/contexts", name="from-pabx", display_name="from the PBX", type="others")
        office.make("/configuration_files", name="pabx.conf", content=self.FROM_PABX)
        outside = office.make("/trunks", **peer("t2-operateur", provider.address, provider.port))
        pbx = peer("t2-pabx", old_pbx.address, old_pbx.port) | {"context": "from-pabx"}
        inside = office.make("/trunks", **pbx)
        outcall(office, [inside], "XXXX", context="to-pabx")
        outcall(office, [outside], "0XXXXXXXXX")
        destination = {"type": "custom", "command": "Goto(to-pabx,${XIVO_DSTNUM},1)"}
        office.make("/incalls", exten="XXXX", context="from-extern", destination=destination)
        office.settle("to-pabx", "_XXXX")
        office.settle("from-pabx", "the old PBX dials")

    def test_what_the_provider_sends_reaches_it(
        self, provider: Provider, old_pbx: Provider
    ) -> None:  # ADM-274, ADM-279, ADM-280, ADM-282
        provider.calls("4321", "0123456789")
        assert old_pbx.hears().number == "4321"

    def test_its_phones_call_outside_and_our_phones(
        self, provider: Provider, old_pbx: Provider, staff: Staff
    ) -> None:  # ADM-278, ADM-282
        old_pbx.calls("0123456789", "4321")
        assert provider.hears().number == "0123456789"
        old_pbx.stops()
        quiet(staff.erin)
        old_pbx.calls(staff.erin.employee.exten, "4321")
        assert "4321@" in staff.erin.phone.rings()["peeruri"]
        staff.erin.phone.rejects()


class TestOfATrunk:
    def test_its_own_codecs_are_all_that_is_offered(
        self, fleet: Fleet, office: Office, provider: Provider, staff: Staff
    ) -> None:  # ADM-206
        form = peer("provider", provider.address, provider.port)
        form["endpoint"]["codecs"] = ["ulaw"]
        outcall(office, [office.make("/trunks", **form)], "**98.", extension={"strip_digits": 4})
        office.settle("to-extern", "**98")
        quiet(staff.erin)
        staff.erin.phone.calls("**98101")
        staff.erin.phone.talks()
        offers = [line for line in fleet.exec(provider.box, "cat", HEARD).splitlines() if line.startswith("m=audio")]
        assert offers[0].split()[3:] == ["0", "101"], offers
        staff.erin.phone.hangs_up()

    def test_the_next_one_takes_what_is_above_its_limit(
        self, office: Office, provider: Provider, old_pbx: Provider, staff: Staff
    ) -> None:  # ADM-266
        narrow = peer("narrow", provider.address, provider.port)
        narrow["endpoint"]["call_limit"] = 1
        wide = peer("wide", old_pbx.address, old_pbx.port)
        trunks = [office.make("/trunks", **form) for form in (narrow, wide)]
        outcall(office, trunks, "**98.", extension={"strip_digits": 4})
        office.settle("to-extern", "**98")
        quiet(staff.erin, staff.frank)
        staff.erin.phone.calls("**98101")
        staff.erin.phone.talks()
        staff.frank.phone.calls("**98102")
        staff.frank.phone.talks()
        assert [invite.number for invite in provider.invites()] == ["101"]
        assert [invite.number for invite in old_pbx.invites()] == ["102"]
        staff.erin.phone.hangs_up()
        staff.frank.phone.hangs_up()

    def test_an_internal_outgoing_call_shows_who_calls(
        self, office: Office, provider: Provider, staff: Staff
    ) -> None:  # ADM-288
        trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
        outcall(office, [trunk], "**98.", extension={"strip_digits": 4, "caller_id": "5555"}, internal_caller_id=True)
        office.settle("to-extern", "**98")
        quiet(staff.erin)
        staff.erin.phone.calls("**98101")
        invite = provider.hears()
        assert (invite.caller_name, invite.caller_number) == (staff.erin.employee.name, staff.erin.employee.exten)
        staff.erin.phone.talks()
        staff.erin.phone.hangs_up()
