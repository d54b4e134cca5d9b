# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers from outside as the rules write them: shipped, edited, looked up, and from when on."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, Office, quiet, to_user
from provider import Provider, peer
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

DID = "5550041"


@pytest.fixture
def provider(fleet: Fleet, office: Office, alice: Desk) -> Iterator[Provider]:
    provider = Provider(fleet)
    provider.answers()
    office.make("/trunks", **peer("provider", provider.address, provider.port))
    office.make("/incalls", exten=DID, context="from-extern", destination=to_user(alice))
    office.settle("from-extern", DID)
    yield provider
    provider.stops()


def shown(desk: Desk, provider: Provider, number: str) -> tuple[str, str]:
    """The number and the name on the display of who is called."""
    quiet(desk)
    provider.calls(DID, number)
    ringing = desk.phone.rings(20)
    desk.phone.rejects()
    desk.phone.ends()
    return str(ringing["peeruri"]).removeprefix("sip:").partition("@")[0], str(ringing.get("peerdisplayname", ""))


def test_a_prefix_in_every_rule_makes_numbers_that_can_be_called_back(
    office: Office, confd: httpx.Client, provider: Provider, alice: Desk
) -> None:  # SYS-028
    """The rules that are there from the start, national and international, each with a 0 for the outside line."""
    shipped = confd.get("/caller_id_transformations").json()["rules"]
    assert {rule["name"].rstrip("0123456789") for rule in shipped} == {"national", "international"}
    office.put("/caller_id_transformations", rules=[{**rule, "add": f"0{rule['add']}"} for rule in shipped])
    office.settle()
    assert shown(alice, provider, "+33123456789")[0] == "00123456789"
    assert shown(alice, provider, "123456789")[0] == "00123456789"
    assert shown(alice, provider, "+442071234567")[0] == "000442071234567"


def test_the_number_as_it_is_written_is_looked_up(
    office: Office, fleet: Fleet, provider: Provider, alice: Desk
) -> None:  # SYS-029
    """Two have the number: one as it comes in, the other as the rule writes it."""
    rule = {"name": "national1", "callerid": r"^0[1-9]\d{8}$", "strip": 1, "add": "+33"}
    office.put("/caller_id_transformations", rules=[rule])
    for name, number in (("Wrong", "0123456780"), ("Right", "+33123456780")):
        office.make("/phonebook_contacts", displayname=name, lastname=name, mobilenumber=number)
    fields = [{"fieldname": "reverse", "value": "phonebook.fullname"}]
    fields += [{"fieldname": "number0", "value": "phonebooknumber.mobile.number"}]
    definition = office.make(
        "/directory_definitions",
        name="written",
        source={"type": "phonebook"},
        match_reverse=["phonebooknumber.mobile.number"],
        fields=fields,
    )
    office.put("/reverse_directories", directories=[definition])
    office.settle()

    def known() -> bool:
        with fleet.client("dird", 9489, "/0.1") as dird:
            nobody = "00000000-0000-0000-0000-000000000000"
            answer = dird.get(f"/directories/reverse/default/{nobody}", params={"exten": "+33123456780"})
            return bool(answer.raise_for_status().json()["display"])

    eventually(known, 20, what="dird to know")
    number, name = shown(alice, provider, "0123456780")
    assert number == "+33123456780"
    assert "Right" in name


def test_a_change_counts_from_the_next_call_and_after_a_restart_of_agid(
    office: Office, fleet: Fleet, provider: Provider, alice: Desk
) -> None:  # SYS-030
    """No restart is needed; one does no harm."""
    assert shown(alice, provider, "0123456789")[0] == "0123456789"
    rule = {"name": "national1", "callerid": r"^0[1-9]\d{8}$", "strip": 1, "add": "+33"}
    office.put("/caller_id_transformations", rules=[rule])
    office.settle()
    assert shown(alice, provider, "0123456789")[0] == "+33123456789"
    fleet.restart("agid")
    fleet.wait_ready("agid", 9492, 60)
    assert shown(alice, provider, "0123456789")[0] == "+33123456789"
