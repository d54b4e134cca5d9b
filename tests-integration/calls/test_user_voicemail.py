# SPDX-License-Identifier: GPL-3.0-or-later
"""Erin's mailbox: Frank leaves a message, her lamp lights, she hears it, deletes it, gets it by e-mail."""

from __future__ import annotations

import base64
import email
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any

import httpx
import pytest
from offices import Desk, Office, changed, conversation, settled
from people import Staff, mailbox_of
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created
from xivo_testkit.phones import SimulatedPhone
from xivo_testkit.sound import samples_of, tone_share

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

SPOOL = "/var/spool/asterisk/voicemail/default"
SECONDS = 2
BYTES_A_SECOND = 16_000
PASSWORD = "4321"


@pytest.fixture
def mailbox(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Iterator[Callable[..., dict[str, Any]]]:
    """`mailbox(email="...")`: Erin's, once calls know it."""
    opened: list[Any] = []

    def make(**fields: Any) -> dict[str, Any]:
        context = mailbox_of(fleet, confd, staff.erin, password=PASSWORD, **fields)
        box = context.__enter__()
        opened.append(context)
        settled(fleet, confd)
        return box

    yield make
    for context in opened:
        context.__exit__(None, None, None)


class Spool:
    """What Asterisk keeps."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet

    def recorded(self, number: str = "1501") -> int:
        """Bytes of the message that somebody leaves now."""
        folder = f"{SPOOL}/{number}/tmp"
        return int(self.fleet.exec("asterisk", "sh", "-c", f"cat {folder}/*.wav 2>/dev/null | wc -c"))

    def messages(self, number: str = "1501", folder: str = "INBOX") -> list[str]:
        listed = self.fleet.exec("asterisk", "sh", "-c", f"ls {SPOOL}/{number}/{folder}/*.wav 2>/dev/null || true")
        return listed.split()

    def read(self, path: str) -> bytes:
        return base64.b64decode(self.fleet.exec("asterisk", "base64", path))

    def is_there(self, number: str) -> bool:
        return self.fleet.exec("asterisk", "sh", "-c", f"test -e {SPOOL}/{number} && echo yes || true") != ""


@pytest.fixture
def spool(fleet: Fleet) -> Spool:
    return Spool(fleet)


def leaves_a_message(staff: Staff, spool: Spool) -> None:
    """Erin is busy; Frank cuts the greeting short, says after the beep what his tone is, and hangs up."""
    staff.frank.phone.calls("1501")
    staff.erin.phone.rings()
    staff.erin.phone.rejects()
    staff.frank.phone.talks()
    eventually(lambda: "VoiceMail(1501" in spool.fleet.asterisk("core show channels"), what="the greeting")
    conversation(1)
    staff.frank.phone.types("#")
    eventually(lambda: spool.recorded() >= SECONDS * BYTES_A_SECOND, what="the message")
    staff.frank.phone.hangs_up()
    staff.frank.phone.ends()


def hears_it(telephone: SimulatedPhone, staff: Staff) -> None:
    """He asks for the first message, and hears when it came, then the message."""
    telephone.types("1")
    telephone.hears(staff.frank.phone.tone_hz)
    telephone.hangs_up()
    telephone.ends()


def does_not_hear_it(telephone: SimulatedPhone, staff: Staff) -> None:
    telephone.types("1")
    conversation(8)  # who may hears it by then
    telephone.hangs_up()
    telephone.ends()
    assert telephone.share_heard(staff.frank.phone.tone_hz) < 0.05


def enters(fleet: Fleet, desk: Desk, mailbox: str = "") -> None:
    """Until keys are heard that somebody presses in a mailbox."""
    desk.phone.talks()
    eventually(lambda: f"VoiceMailMain({mailbox}" in fleet.asterisk("core show channels"), what="the mailbox")


def lamp_shows(staff: Staff, new: int, old: int = 0) -> None:
    lit = "yes" if new else "no"

    def check() -> bool:
        last = str(staff.erin.phone.latest("MWI")["param"])
        return f"Messages-Waiting: {lit}" in last and f"Voice-Message: {new}/{old}" in last

    eventually(check, what=f"lamp: {new} new, {old} old")


class TestAMessage:
    def test_is_what_the_caller_said_and_lights_the_lamp(
        self, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:
        mailbox()
        leaves_a_message(staff, spool)
        (path,) = eventually(spool.messages, what="the message")
        wav = eventually(lambda: spool.read(path))
        rate, samples = samples_of(wav)
        assert len(samples) / rate >= SECONDS
        assert tone_share(wav, staff.frank.phone.tone_hz) > 0.8
        lamp_shows(staff, 1)

    def test_is_heard_and_deleted_by_its_owner(
        self, fleet: Fleet, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:  # CC-129
        """Without being asked for the password from her own telephone."""
        mailbox(ask_password=False)
        leaves_a_message(staff, spool)
        eventually(spool.messages, what="the message")
        erin = staff.erin
        erin.phone.calls("*98")
        enters(fleet, erin)
        erin.phone.types("1")
        erin.phone.hears(staff.frank.phone.tone_hz)  # after when it came
        erin.phone.types("7")
        conversation(1)  # that it is deleted
        erin.phone.hangs_up()
        erin.phone.ends()
        eventually(lambda: not spool.messages() and not spool.messages(folder="Old"), what="no message")
        lamp_shows(staff, 0)

    def test_all_of_them_are_deleted_by_a_code(
        self,
        fleet: Fleet,
        confd: httpx.Client,
        office: Office,
        mailbox: Callable[..., dict[str, Any]],
        spool: Spool,
        staff: Staff,
    ) -> None:
        """Which asks for the password even where hearing them does not."""
        features = confd.get("/extension_features").json()["items"]
        purge = next(row for row in features if row["feature"] == "vmuserpurge")
        office.put(f"/extension_features/{purge['id']}", enabled=True)
        mailbox(ask_password=False)
        leaves_a_message(staff, spool)
        eventually(spool.messages, what="the message")
        lamp_shows(staff, 1)
        staff.erin.phone.calls("*92")
        staff.erin.phone.talks()
        asks = "core show channels"
        eventually(lambda: "VMAuthenticate(" in fleet.asterisk(asks), what="the question for the password")
        conversation(0.5)
        staff.erin.phone.types(f"{PASSWORD}#")
        try:
            eventually(lambda: not spool.messages(), what="no message")
        except AssertionError:  # on a busy machine the first keys may have come before the question
            staff.erin.phone.types(f"{PASSWORD}#")
            eventually(lambda: not spool.messages(), what="no message")
        staff.erin.phone.ends()
        lamp_shows(staff, 0)

    def test_takes_the_password(
        self, fleet: Fleet, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:  # CC-129
        mailbox(ask_password=True)
        leaves_a_message(staff, spool)
        eventually(spool.messages, what="the message")
        for keys, heard in (("9999", False), (PASSWORD, True)):
            staff.erin.phone.calls("*98")
            enters(fleet, staff.erin)
            staff.erin.phone.types(f"{keys}#")
            conversation(3)  # how many messages there are, or that the password was wrong
            (hears_it if heard else does_not_hear_it)(staff.erin.phone, staff)

    def test_of_another_takes_the_password_of_the_mailbox(
        self, fleet: Fleet, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:
        mailbox(ask_password=True)
        staff.grace.phone.calls("*991501")
        enters(fleet, staff.grace, "1501@default,)")
        staff.grace.phone.types("1111#2222#3333#")
        staff.grace.phone.ends()


class TestTheMailbox:
    def test_keeps_its_messages_under_another_number(
        self, fleet: Fleet, confd: httpx.Client, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:  # API-123
        box = mailbox()
        leaves_a_message(staff, spool)
        eventually(spool.messages, what="the message")
        hers = f"/users/{staff.erin.employee.user_id}/voicemail"
        assert confd.delete(hers).status_code == 204
        changed(confd, f"/voicemails/{box['id']}", number="1591")
        created(confd.post(hers, json={"voicemail_id": box["id"]}))
        eventually(lambda: spool.messages("1591"), what="the message under the new number")
        assert not spool.is_there("1501")
        lamp_shows(staff, 1)

    def test_ends_with_its_messages(
        self, confd: httpx.Client, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:  # CC-128
        box = mailbox()
        leaves_a_message(staff, spool)
        eventually(spool.messages, what="the message")
        lamp_shows(staff, 1)
        assert confd.delete(f"/users/{staff.erin.employee.user_id}/voicemail").status_code == 204
        assert confd.delete(f"/voicemails/{box['id']}").status_code == 204
        eventually(lambda: not spool.is_there("1501"), what="no messages")
        lamp_shows(staff, 0)


class TestEmail:
    @pytest.fixture(autouse=True)
    def no_mails_yet(self, fleet: Fleet) -> None:
        fleet.exec("mail", "sh", "-c", "rm -f /tmp/mails/* /tmp/refuse")

    @staticmethod
    def sent(fleet: Fleet) -> list[Message]:
        names = fleet.exec("mail", "ls", "/tmp/mails").split()
        return [
            email.message_from_string(fleet.exec("mail", "cat", f"/tmp/mails/{name}"))
            for name in names
            if name.endswith(".eml")
        ]

    def test_brings_the_message(
        self, fleet: Fleet, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:  # SYS-205
        mailbox(email="erin@example.com", attach_audio=True)
        leaves_a_message(staff, spool)
        (mail,) = eventually(lambda: self.sent(fleet), what="the e-mail")
        assert "erin@example.com" in mail["To"]
        assert "Frank Fisher" in mail["Subject"] or "1502" in mail["Subject"]
        (sound,) = [part for part in mail.walk() if part.get_content_maintype() == "audio"]
        content = sound.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert tone_share(content, staff.frank.phone.tone_hz) > 0.8
        assert spool.messages()

    def test_takes_the_message_away_and_waits_for_a_relay_that_is_full(
        self, fleet: Fleet, mailbox: Callable[..., dict[str, Any]], spool: Spool, staff: Staff
    ) -> None:
        fleet.exec("mail", "touch", "/tmp/refuse")
        mailbox(email="erin@example.com", attach_audio=False, delete_messages=True)
        leaves_a_message(staff, spool)
        waiting = "ls /var/spool/asterisk/outgoing-mail"
        eventually(lambda: fleet.exec("asterisk", "sh", "-c", waiting).strip(), what="the e-mail in the queue")
        assert self.sent(fleet) == []
        fleet.exec("mail", "rm", "/tmp/refuse")
        fleet.exec("asterisk", "sendmail", "-q")
        (mail,) = eventually(lambda: self.sent(fleet), what="the e-mail")
        assert not [part for part in mail.walk() if part.get_content_maintype() == "audio"]
        assert fleet.exec("asterisk", "sh", "-c", waiting).strip() == ""
        assert spool.messages() == []
