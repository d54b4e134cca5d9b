# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailboxes consulted from another's telephone and from outside: with the password, and with a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice

import httpx
import pytest
from offices import Desk, Office, conversation, quiet, settled
from outsider import outsider
from people import Staff, mailbox_of
from test_user_voicemail import PASSWORD, Spool, does_not_hear_it, enters, hears_it, leaves_a_message
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import SimulatedPhone

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

BOX = "1501"
DID = "0299140130"
ELSEWHERE = "1598"


@pytest.fixture
def has_a_message(
    request: pytest.FixtureRequest, fleet: Fleet, confd: httpx.Client, office: Office, staff: Staff
) -> Iterator[None]:
    """Frank's, in Erin's mailbox; the parameter is whether the password is asked for inside."""
    with mailbox_of(fleet, confd, staff.erin, password=PASSWORD, ask_password=request.param):
        settled(fleet, confd)
        leaves_a_message(staff, Spool(fleet))
        eventually(Spool(fleet).messages, what="the message")
        yield


with_password = pytest.mark.parametrize("has_a_message", [True], indirect=True, ids=["asks"])
without_password = pytest.mark.parametrize("has_a_message", [False], indirect=True, ids=["does not ask"])


class TestFromAColleaguesTelephone:
    """`*99<mailbox>`"""

    def calls(self, fleet: Fleet, desk: Desk) -> None:
        quiet(desk)
        desk.phone.calls(f"*99{BOX}")
        enters(fleet, desk, f"{BOX}@default")
        conversation(1)

    @with_password
    @pytest.mark.usefixtures("has_a_message")
    def test_the_password_opens_it(self, fleet: Fleet, staff: Staff) -> None:  # CC-129
        self.calls(fleet, staff.grace)
        staff.grace.phone.types(f"{PASSWORD}#")
        conversation(3)  # how many messages there are
        hears_it(staff.grace.phone, staff)

    @with_password
    @pytest.mark.usefixtures("has_a_message")
    def test_another_does_not(self, fleet: Fleet, staff: Staff) -> None:  # CC-129
        self.calls(fleet, staff.grace)
        staff.grace.phone.types("9999#")
        conversation(3)  # that it is wrong
        does_not_hear_it(staff.grace.phone, staff)
        assert Spool(fleet).messages()

    @without_password
    @pytest.mark.usefixtures("has_a_message")
    def test_none_is_asked_for_where_it_is_set_so(self, fleet: Fleet, staff: Staff) -> None:  # CC-129
        self.calls(fleet, staff.grace)
        conversation(2)  # how many messages there are
        hears_it(staff.grace.phone, staff)


class TestFromOutside:
    """An incoming call to *Voicemail consulting*, which asks for number and password whatever is set inside."""

    @pytest.fixture
    def somebody(self, office: Office) -> Iterator[SimulatedPhone]:
        to = {"type": "application", "application": "voicemailmain", "context": "default"}
        office.incall(DID, to)
        with outsider(office) as telephone:
            yield telephone

    def calls(self, fleet: Fleet, somebody: SimulatedPhone) -> None:
        somebody.calls(DID)
        somebody.talks()
        eventually(lambda: "VoiceMailMain(@default" in fleet.asterisk("core show channels"), what="the question")
        conversation(1)

    @without_password
    @pytest.mark.usefixtures("has_a_message")
    def test_number_and_password_open_it(self, fleet: Fleet, staff: Staff, somebody: SimulatedPhone) -> None:  # CC-130
        self.calls(fleet, somebody)
        somebody.types(f"{BOX}#")
        conversation(1.5)  # the question for the password
        somebody.types(f"{PASSWORD}#")
        conversation(3)  # how many messages there are
        hears_it(somebody, staff)

    @without_password
    @pytest.mark.usefixtures("has_a_message")
    def test_the_number_alone_does_not(self, fleet: Fleet, staff: Staff, somebody: SimulatedPhone) -> None:  # CC-130
        self.calls(fleet, somebody)
        somebody.types(f"{BOX}#")
        conversation(1.5)
        somebody.types("9999#")
        conversation(3)  # that it is wrong
        does_not_hear_it(somebody, staff)
        assert Spool(fleet).messages()

    def test_three_wrong_ones_end_the_call(self, fleet: Fleet, office: Office, somebody: SimulatedPhone) -> None:
        # CC-130
        office.make("/voicemails", name="Office", number=ELSEWHERE, context="default", password=PASSWORD)
        office.settle()
        self.calls(fleet, somebody)
        never_gets_in(somebody, "9999")

    def test_one_without_a_password_is_opened_by_none(
        self, fleet: Fleet, office: Office, somebody: SimulatedPhone
    ) -> None:  # CC-130
        office.make("/voicemails", name="Office", number=ELSEWHERE, context="default", ask_password=False)
        office.settle()
        self.calls(fleet, somebody)
        never_gets_in(somebody, "", ELSEWHERE, "0")

    def test_a_mailbox_of_another_context_is_not_there(
        self, fleet: Fleet, office: Office, somebody: SimulatedPhone
    ) -> None:  # CC-130
        office.make("/contexts", name="annex", type="internal")
        box = office.make("/voicemails", name="Annex", number=ELSEWHERE, context="annex", password=PASSWORD)
        office.settle()
        eventually(lambda: ELSEWHERE in fleet.asterisk("voicemail show users for annex"), what=f"mailbox {box}")
        self.calls(fleet, somebody)
        never_gets_in(somebody, PASSWORD)


def never_gets_in(somebody: SimulatedPhone, *passwords: str) -> None:
    """He tries them in turn until the system hangs up, which it does after three times, more or less: on a busy machine
    a question may not be over when he types. Who gets in is not hung up on.
    """
    for password in islice(cycle(passwords), 8):
        for typed, pause in ((ELSEWHERE, 1.5), (password, 4)):
            if somebody.unseen("CALL_CLOSED"):
                return
            with suppress(AssertionError):  # the call ended just now
                somebody.types(f"{typed}#")
            conversation(pause)  # the next question, or that it was wrong
    somebody.ends()
