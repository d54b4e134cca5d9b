# SPDX-License-Identifier: GPL-3.0-or-later
"""The e-mail that a message brings is worded by the administrator, and says what the message is."""

from __future__ import annotations

import base64
import email
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message

import pytest
from offices import Desk, Office, conversation, quiet
from people import mailbox_of
from test_user_voicemail import BYTES_A_SECOND, SECONDS, Spool
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

WORDS = {
    "fromstring": "Acme telephony",
    "serveremail": "pbx@acme.example",
    "emailsubject": "${VM_CALLERID} spoke for ${VM_DUR}",
    "emailbody": "${VM_NAME}, message ${VM_MSGNUM} is in mailbox ${VM_MAILBOX}.\nÉcoutez: *98",
}


@pytest.fixture(autouse=True)
def no_mails_yet(fleet: Fleet) -> None:
    fleet.exec("mail", "sh", "-c", "rm -f /tmp/mails/* /tmp/refuse")


@pytest.fixture
def bobs(fleet: Fleet, office: Office, bob: Desk) -> Iterator[None]:
    """Bob's mailbox has an address; the office has its own words."""
    office.put("/voicemail_general", **WORDS)
    with mailbox_of(fleet, office.confd, bob, email="bob@acme.example", attach_audio=True):
        office.settle()
        eventually(lambda: "Acme telephony" in fleet.exec("asterisk", "cat", "/etc/asterisk/voicemail.conf"))
        yield


def sent(fleet: Fleet) -> list[Message]:
    names = [name for name in fleet.exec("mail", "ls", "/tmp/mails").split() if name.endswith(".eml")]
    mails = [base64.b64decode(fleet.exec("mail", "base64", f"/tmp/mails/{name}")) for name in names]
    return [email.message_from_bytes(mail) for mail in mails]


def text_of(mail: Message) -> str:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode(part.get_content_charset() or "utf-8")


@pytest.mark.usefixtures("bobs")
def test_in_the_words_of_the_office(fleet: Fleet, alice: Desk, bob: Desk) -> None:  # CC-123, CC-125
    quiet(alice, bob)
    alice.phone.calls("*961002")
    alice.phone.talks()
    conversation(1)
    alice.phone.types("#")
    spool = Spool(fleet)
    eventually(lambda: spool.recorded(bob.employee.exten) >= SECONDS * BYTES_A_SECOND, what="the message")
    alice.phone.hangs_up()
    alice.phone.ends()
    (mail,) = eventually(lambda: sent(fleet), what="the e-mail")
    assert "Acme telephony" in str(make_header(decode_header(mail["From"])))
    assert "pbx@acme.example" in mail["From"]
    subject = str(make_header(decode_header(mail["Subject"])))
    assert subject.startswith('"Alice Abrams" <1001> spoke for 0:'), subject
    assert text_of(mail).replace("\r\n", "\n").strip() == "Bob Benito, message 1 is in mailbox 1002.\nÉcoutez: *98"
