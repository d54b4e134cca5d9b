# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls from outside without a name: the directories know it, or the call goes on without."""

from __future__ import annotations

import pytest
from offices import Desk, Office, quiet, to_user
from provider import Provider, peer
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

EMMETT = {"displayname": "Emmett Brown", "firstname": "Emmett", "lastname": "Brown", "mobilenumber": "0123456789"}
PHONEBOOK_NUMBERS = ["phonebooknumber.office.number", "phonebooknumber.mobile.number"]


@pytest.fixture
def provider(provider: Provider, office: Office, alice: Desk) -> Provider:
    office.make("/trunks", **peer("provider", provider.address, provider.port))
    office.make("/incalls", exten="5550001", context="from-extern", destination=to_user(alice))
    return provider


def listed(office: Office, shown: str) -> None:
    """The phonebook takes part in reverse lookups, and callers are called what this column says."""
    fields = [{"fieldname": "reverse", "value": shown}]
    fields += [{"fieldname": f"number{position}", "value": column} for position, column in enumerate(PHONEBOOK_NUMBERS)]
    definition = office.make(
        "/directory_definitions",
        name="callers",
        source={"type": "phonebook"},
        match_reverse=PHONEBOOK_NUMBERS,
        fields=fields,
    )
    office.put("/reverse_directories", directories=[definition])


def called(fleet: Fleet) -> str | None:
    """What dird would say now."""
    with fleet.client("dird", 9489, "/0.1") as dird:
        nobody = "00000000-0000-0000-0000-000000000000"
        answer = dird.get(f"/directories/reverse/default/{nobody}", params={"exten": "0123456789"})
        answer.raise_for_status()
        name: str | None = answer.json()["display"]
        return name


def shown_to(desk: Desk, provider: Provider) -> str:
    quiet(desk)
    # the number comes without the national prefix: it is looked up as the rules write it
    provider.calls("5550001", "123456789")
    name = str(desk.phone.rings().get("peerdisplayname", ""))
    desk.phone.rejects()
    desk.phone.ends()
    return name


def test_the_phonebook_names_the_caller(fleet: Fleet, office: Office, provider: Provider, alice: Desk) -> None:
    # CC-036 CC-037 CC-039 CC-040 ADM-170 SYS-299
    office.make("/phonebook_contacts", **EMMETT, society="DMC")
    office.settle("from-extern", "5550001")
    assert "Emmett" not in shown_to(alice, provider)
    listed(office, "phonebook.fullname")
    eventually(lambda: called(fleet) == "Emmett Brown", what="dird to know")
    assert shown_to(alice, provider) == "Emmett Brown"


@pytest.mark.fault
def test_without_the_directories_the_call_goes_on(
    fleet: Fleet, office: Office, provider: Provider, alice: Desk
) -> None:
    # CC-036
    office.make("/phonebook_contacts", **EMMETT)
    listed(office, "phonebook.fullname")
    office.settle("from-extern", "5550001")
    for fault, mend in (("pause", "unpause"), ("stop", "start")):
        fleet.docker(fault, fleet.container("dird"))
        try:
            assert "Emmett" not in shown_to(alice, provider)
        finally:
            fleet.docker(mend, fleet.container("dird"))
            fleet.wait_ready("dird", 9489)
    eventually(lambda: called(fleet) == "Emmett Brown", what="dird to know again")
    assert shown_to(alice, provider) == "Emmett Brown"
