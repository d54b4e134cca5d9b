# SPDX-License-Identifier: GPL-3.0-or-later
"""A colleague is found by the letters of his name, from inside by *36, from outside by a number of ours."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, Office, conversation, quiet
from people import mailbox_of
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

BENITO = "236"
"""The keys of his first three letters."""


@pytest.fixture(autouse=True)
def listed(fleet: Fleet, confd: httpx.Client, bob: Desk) -> Iterator[None]:
    """Who has a mailbox is in the directory."""
    with mailbox_of(fleet, confd, bob):
        yield


def listens(fleet: Fleet, desk: Desk) -> None:
    desk.phone.talks()
    eventually(lambda: "Directory(default" in fleet.asterisk("core show channels"), what="the directory")
    conversation(1)  # it takes keys from the beginning of its announcement


def chooses(caller: Desk, called: Desk) -> None:
    """The name is spelled; 1 says that it is the one."""
    caller.phone.types(BENITO)
    conversation(3)
    caller.phone.types("1")
    called.phone.rings()
    caller.phone.hangs_up()
    called.phone.ends()


def test_from_inside_by_its_code(fleet: Fleet, alice: Desk, bob: Desk) -> None:
    quiet(alice, bob)
    alice.phone.calls("*36")
    listens(fleet, alice)
    chooses(alice, bob)


def test_as_a_destination(office: Office, fleet: Fleet, alice: Desk, bob: Desk) -> None:
    """Asterisk gives the number in the context that the destination names, not in the caller's."""
    office.numbers("incall", "029917100", "029917100", "from-extern")
    to = {"type": "application", "application": "directory", "context": "default"}
    office.make("/incalls", exten="029917100", context="from-extern", destination=to)
    shortcut = "[default]\nexten = 8700,1,Goto(from-extern,029917100,1)\n"
    office.make("/configuration_files", name="to-directory.conf", content=shortcut)
    office.settle("from-extern", "029917100")
    eventually(lambda: "029917100" in fleet.asterisk("dialplan show 8700@default"), what="the way in")
    quiet(alice, bob)
    alice.phone.calls("8700")
    listens(fleet, alice)
    chooses(alice, bob)
