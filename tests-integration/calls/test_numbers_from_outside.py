# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers from outside as xivo_in_callerid.conf writes them: shipped, edited, looked up, and from when on."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, Office, quiet, to_user
from provider import Provider, peer
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

DID = "5550041"
SHIPPED = [*(f"[national{number}]" for number in range(1, 5)), *(f"[international{number}]" for number in range(1, 4))]
MANUALS = "[national1]\ncallerid = ^0[1-9]\\d{8}$\nstrip = 1\nadd = +33\n"
FOR_EVER = "^(1|11|12|2|21)*[5-6]$"
"""Tries every way to cut a number of ones and twos."""


@pytest.fixture
def provider(provider: Provider, office: Office, alice: Desk) -> Provider:
    office.make("/trunks", **peer("provider", provider.address, provider.port))
    office.make("/incalls", exten=DID, context="from-extern", destination=to_user(alice))
    office.settle("from-extern", DID)
    return provider


def shown(desk: Desk, provider: Provider, number: str) -> tuple[str, str]:
    """The number and the name on the display of who is called."""
    quiet(desk)
    provider.calls(DID, number)
    ringing = desk.phone.rings()
    desk.phone.rejects()
    desk.phone.ends()
    return str(ringing["peeruri"]).removeprefix("sip:").partition("@")[0], str(ringing.get("peerdisplayname", ""))


class File:
    """agid's ``xivo_in_callerid.conf``, as an administrator edits it."""

    PATH = "/etc/xivo/asterisk/xivo_in_callerid.conf"

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self.shipped = fleet.exec("agid", "cat", "/usr/share/xivo-agid/xivo_in_callerid.conf")

    def says(self, text: str) -> None:
        encoded = base64.b64encode(text.encode()).decode()
        command = f"echo {encoded} | base64 -d >{self.PATH}"
        self._fleet.docker("exec", "-u", "0", self._fleet.container("agid"), "sh", "-c", command)

    def is_read(self, *sections: str) -> None:
        """At the signal HUP; these sections, and no other, are rules then."""
        self._fleet.kill("agid", "HUP")
        eventually(lambda: self.rules() == [*sections], what=f"{sections} to be rules")

    def log_says(self, text: str) -> None:
        eventually(lambda: text in self._fleet.logs("agid"), what=f"{text} in agid's log")

    def rules(self) -> list[str]:
        status = httpx.get(f"{self._fleet.url('agid', 9492)}/status", timeout=30).raise_for_status().json()
        return [str(rule).partition(" ")[2] for rule in status["in_callerid"]["rules"]]


@pytest.fixture
def file(fleet: Fleet) -> Iterator[File]:
    file = File(fleet)
    yield file
    file.says("[nothing]\ncallerid = ^$\n")
    file.is_read("[nothing]")  # so that it is known when the last one is read
    file.says(file.shipped)
    file.is_read(*SHIPPED)


def test_a_prefix_in_every_section_makes_numbers_that_can_be_called_back(
    office: Office, file: File, provider: Provider, alice: Desk
) -> None:  # SYS-028
    """The sections that are there from the start, national and international, each with a 0 for the outside line."""
    assert file.rules() == SHIPPED
    assert shown(alice, provider, "+33123456789")[0] == "0123456789"
    file.says(re.sub("(?m)^add = ?", "add = 0", file.shipped) + "[last]\ncallerid = ^$\n")
    file.is_read(*SHIPPED, "[last]")
    assert shown(alice, provider, "+33123456789")[0] == "00123456789"
    assert shown(alice, provider, "123456789")[0] == "00123456789"
    assert shown(alice, provider, "+442071234567")[0] == "000442071234567"


def test_the_number_as_it_is_written_is_looked_up(
    office: Office, fleet: Fleet, file: File, provider: Provider, alice: Desk
) -> None:  # SYS-027, SYS-029
    """Two have the number: one as it comes in, the other as the manual's section writes it."""
    file.says(MANUALS)
    file.is_read("[national1]")
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

    eventually(known, what="dird to know")
    number, name = shown(alice, provider, "0123456780")
    assert number == "+33123456780"
    assert "Right" in name


def test_a_change_takes_effect_after_a_restart_of_agid(
    office: Office, fleet: Fleet, file: File, provider: Provider, alice: Desk
) -> None:  # SYS-030
    assert shown(alice, provider, "0123456789")[0] == "0123456789"
    file.says(MANUALS)
    assert shown(alice, provider, "0123456789")[0] == "0123456789"
    fleet.restart("agid")
    fleet.wait_ready("agid", 9492)
    assert shown(alice, provider, "0123456789")[0] == "+33123456789"


def test_a_section_that_is_wrong_costs_itself_only_and_holds_up_no_call(
    office: Office, fleet: Fleet, file: File, provider: Provider, alice: Desk
) -> None:  # SYS-027
    """The second cannot be read, which the log says; the third would try for ever, which a call stops."""
    office.settle()
    file.says(f"[first]\ncallerid = ^9\n[wrong]\ncallerid = ^(0\n[ever]\ncallerid = {FOR_EVER}\n{MANUALS}")
    file.is_read("[first]", "[ever]", "[national1]")
    file.log_says(f"{File.PATH}:4: [wrong] callerid is no regular expression")
    number = "12" * 19
    assert shown(alice, provider, number)[0] == number
    file.log_says("[ever] takes more than")
    assert shown(alice, provider, "0123456789")[0] == "+33123456789"


def test_rules_of_confd_come_before_the_file_and_count_from_the_next_call(
    office: Office, fleet: Fleet, file: File, provider: Provider, alice: Desk
) -> None:  # SYS-027
    rule = {"name": "office", "callerid": r"^01\d{8}$", "strip": 1, "add": "+33"}
    office.put("/caller_id_transformations", rules=[rule])
    office.settle()
    assert shown(alice, provider, "0123456789")[0] == "+33123456789"
    assert shown(alice, provider, "623456789")[0] == "0623456789"
    fleet.restart("agid")
    fleet.wait_ready("agid", 9492)
    assert shown(alice, provider, "0123456789")[0] == "+33123456789"
