# SPDX-License-Identifier: GPL-3.0-or-later
"""Faxes that come in: received by Asterisk, then e-mailed, stored, printed and noted as xivo_fax.conf says."""

from __future__ import annotations

import base64
import email
import email.message
import gzip
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fax_page import HEIGHT, WIDTH, tiff
from offices import Desk, Office, quiet
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created
from xivo_testkit.recorder import BusRecorder

pytestmark = pytest.mark.integration

TO_MAIL, EVERYWHERE, ALICE = "0299170000", "0299170001", "0299170002"
SENDER = "0123456789"
PAGES = 2
SPOOL, PAGE = "/var/spool/asterisk/fax", "/var/spool/asterisk/fax/page.tiff"
RULES = """[general]
lp = /etc/xivo/lp

[mail]
subject = FAX reception to %(dstnum)s
content_file = /etc/xivo/mail.txt
email_from = no-reply+fax@xivo.io

[ftp_office]
host = {host}
port = {port}
username = fax
password = secret
directory = /in

[printer_office]
name = office
convert_to_pdf = 0

[log_faxes]
file = /var/lib/xivo-agid/faxes.log
msg = %(pages)s pages from %(srcnum)s to %(dstnum)s

[dstnum_default]
dest = mail

[dstnum_0299170001]
dest = mail, ftp_office, printer_office, log_faxes
"""
LP = """#!/bin/sh
echo "$1 $2" >/var/lib/xivo-agid/printed.options
cp "$3" /var/lib/xivo-agid/printed.tif
"""
SENDERS = f"""[fax-senders]
exten = s,1,SendFAX({PAGE})
same = n,Hangup()
"""
DETECTION = """[xivo-subrgbl-user]
exten = s,1,GotoIf($["${XIVO_CALLORIGIN}" = "extern"]?:return)
same = n,GotoIf(${XIVO_USEREMAIL}?:return)
same = n,Set(FAXOPT(faxdetect)=yes)
same = n,Answer()
same = n,Wait(4)
same = n,Set(FAXOPT(faxdetect)=no)
same = n(return),Return()
exten = fax,1,Gosub(faxtomail,s,1(${XIVO_USEREMAIL}))
"""
"""The manual's own (DEV-226)."""


@pytest.fixture(scope="module")
def ftp(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int, Path]]:
    """Where an FTP server of this machine is, and what is in its folder ``in``."""
    home = tmp_path_factory.mktemp("ftp")
    (home / "in").mkdir()
    authorizer = DummyAuthorizer()
    authorizer.add_user("fax", "secret", str(home), perm="elradfmw")
    handler = type("Handler", (FTPHandler,), {"authorizer": authorizer})
    host = fleet.inspect("agid")["NetworkSettings"]["Networks"][f"{fleet.project}_fleet"]["Gateway"]
    server = FTPServer((host, 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"handle_exit": False}, daemon=True)
    thread.start()
    yield host, server.address[1], home / "in"
    server.close_all()
    thread.join(10)


@pytest.fixture(scope="module", autouse=True)
def rules(fleet: Fleet, ftp: tuple[str, int, Path]) -> Iterator[None]:
    """Read at agid's start; the shipped ones are back at the end."""
    host, port, _ = ftp
    page = base64.b64encode(gzip.compress(tiff(PAGES))).decode()
    fleet.exec("asterisk", "sh", "-c", f"echo {page} | base64 -d | gzip -d >{PAGE}")
    shipped = fleet.exec("agid", "cat", "/etc/xivo/asterisk/xivo_fax.conf")
    written(fleet, "/etc/xivo/lp", LP)
    as_administrator(fleet, "chmod +x /etc/xivo/lp")
    written(fleet, "/etc/xivo/asterisk/xivo_fax.conf", RULES.format(host=host, port=port))
    restarted(fleet)
    yield
    written(fleet, "/etc/xivo/asterisk/xivo_fax.conf", shipped)
    as_administrator(fleet, "rm /etc/xivo/lp")
    fleet.exec("agid", "sh", "-c", f"rm -f /var/lib/xivo-agid/printed.* /var/lib/xivo-agid/faxes.log {PAGE}")
    restarted(fleet)


def as_administrator(fleet: Fleet, script: str) -> None:
    fleet.docker("exec", "-u", "0", fleet.container("agid"), "sh", "-c", script)


def written(fleet: Fleet, path: str, text: str) -> None:
    encoded = base64.b64encode(text.encode()).decode()
    as_administrator(fleet, f"echo {encoded} | base64 -d >{path}")


def restarted(fleet: Fleet) -> None:
    fleet.compose("restart", "-t", "5", "agid")
    fleet.wait_ready("agid", 9492)


@pytest.fixture
def numbers(office: Office, fleet: Fleet) -> None:
    """Two numbers for faxes, and senders."""
    office.numbers("incall", TO_MAIL, ALICE, "from-extern")
    office.make("/configuration_files", name="fax-senders.conf", content=SENDERS)
    for number in (TO_MAIL, EVERYWHERE):
        to = {"type": "application", "application": "faxtomail", "email": "alice@example.com"}
        office.make("/incalls", exten=number, context="from-extern", destination=to)
    office.settle("from-extern", TO_MAIL, EVERYWHERE)
    fleet.exec("mail", "sh", "-c", "rm -f /tmp/mails/* /tmp/refuse")


@pytest.fixture
def sends(fleet: Fleet, numbers: None) -> Callable[[str], str]:
    """`sends(number)`: somebody outside sends his pages there; the id of the call."""

    def send(number: str) -> str:
        call = f"fax-{uuid.uuid4().hex[:12]}"
        who = {"Channel": f"Local/{number}@from-extern/n", "CallerID": SENDER, "ChannelId": call, "Async": "true"}
        there = {"Context": "fax-senders", "Exten": "s", "Priority": 1, "Timeout": 30000}
        url = f"{fleet.url('amid', 9491)}/1.0/action/Originate"
        answer = httpx.post(url, json={**who, **there}, headers={"X-Auth-Token": fleet.token()}, timeout=30)
        assert answer.status_code == 200, answer.text
        return call

    return send


def mails(fleet: Fleet) -> list[email.message.Message]:
    names = [name for name in fleet.exec("mail", "ls", "/tmp/mails").split() if name.endswith(".eml")]
    return [email.message_from_string(fleet.exec("mail", "cat", f"/tmp/mails/{name}")) for name in names]


def attached(mail: email.message.Message) -> tuple[str, bytes]:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return part.get_filename() or "", content


def has_the_pages(pdf: bytes) -> bool:
    """As many, and of the size of those that were sent."""
    sizes = re.findall(rb"/Width (\d+)\s+/Height (\d+)", pdf)
    return pdf.startswith(b"%PDF") and sizes == [(b"%d" % WIDTH, b"%d" % HEIGHT)] * PAGES


def test_a_fax_comes_by_e_mail(fleet: Fleet, bus: BusRecorder, sends: Callable[[str], str]) -> None:
    # ADM-188, ADM-189, ADM-190, ADM-191, ADM-192, ADM-199
    sends(TO_MAIL)
    (mail,) = eventually(lambda: mails(fleet), 90, what="the e-mail")
    assert (mail["To"], mail["From"]) == ("alice@example.com", "no-reply+fax@xivo.io")
    assert mail["Subject"] == f"FAX reception to {TO_MAIL}"
    name, pdf = attached(mail)
    assert re.fullmatch(rf"{SENDER}-\d{{10}}\.pdf", name)
    assert has_the_pages(pdf)
    told = bus.waits_for("fax_received", lambda event: event.data["number"] == TO_MAIL).data
    assert (told["status"], told["pages"], told["caller_number"]) == ("SUCCESS", PAGES, SENDER)
    eventually(lambda: SENDER not in fleet.exec("asterisk", "ls", SPOOL), what="nothing in the spool folder")


def test_a_number_has_several_back_ends(
    fleet: Fleet, sends: Callable[[str], str], ftp: tuple[str, int, Path]
) -> None:  # ADM-195, ADM-196, ADM-197, ADM-198, ADM-200
    sends(EVERYWHERE)
    noted = eventually(lambda: fleet.exec("agid", "cat", "/var/lib/xivo-agid/faxes.log"), 90, what="the line")
    assert re.search(rf"^\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d {PAGES} pages from {SENDER} to {EVERYWHERE}$", noted.strip())
    (stored,) = ftp[2].iterdir()
    assert re.fullmatch(rf"{SENDER}-\d{{10}}\.pdf", stored.name)
    assert has_the_pages(stored.read_bytes())
    assert fleet.exec("agid", "cat", "/var/lib/xivo-agid/printed.options") == "-d office\n"
    # every pixel of what was printed is one that was sent
    compared = fleet.exec("agid", "tiffcmp", "-t", PAGE, "/var/lib/xivo-agid/printed.tif", check=False)
    assert "Compression" in compared
    assert "Scanline" not in compared
    assert len(mails(fleet)) == 1


def test_a_relay_that_is_away_has_the_fax_later(fleet: Fleet, sends: Callable[[str], str]) -> None:  # ADM-189
    fleet.exec("mail", "touch", "/tmp/refuse")
    sends(TO_MAIL)

    def waits() -> bool:
        jobs = fleet.exec("agid", "sh", "-c", f"cat {SPOOL}/*.json")
        return '"attempts": 1' in jobs

    eventually(waits, 90, what="a fax that waits")
    fleet.exec("mail", "rm", "/tmp/refuse")
    fleet.exec("agid", "sh", "-c", f'sed -i \'s/"not_before": [0-9.]*/"not_before": 0/\' {SPOOL}/*.json')
    restarted(fleet)
    (mail,) = eventually(lambda: mails(fleet), what="the e-mail")
    assert has_the_pages(attached(mail)[1])


def test_one_that_ends_while_agid_is_away_is_not_lost(fleet: Fleet, sends: Callable[[str], str]) -> None:  # ADM-189
    sends(TO_MAIL)
    eventually(lambda: "ReceiveFAX" in fleet.asterisk("core show channels"), what="the fax")
    fleet.stop("agid")
    try:
        eventually(lambda: ".done" in fleet.exec("asterisk", "ls", SPOOL), 90, what="the end")
    finally:
        fleet.start("agid")
        fleet.wait_ready("agid", 9492)
    (mail,) = eventually(lambda: mails(fleet), what="the e-mail")
    assert has_the_pages(attached(mail)[1])
    eventually(lambda: SENDER not in fleet.exec("asterisk", "ls", SPOOL), what="nothing in the spool folder")


def test_a_fax_that_breaks_off_is_told_of(fleet: Fleet, bus: BusRecorder, sends: Callable[[str], str]) -> None:
    call = sends(TO_MAIL)
    eventually(lambda: "ReceiveFAX" in fleet.asterisk("core show channels"), what="a fax begins")
    fleet.asterisk("channel request hangup all")

    def broke_off() -> bool:
        return any(event.data["status"] == "FAILED" for event in bus.named("fax_received"))

    eventually(broke_off, what=f"the end of {call}")
    assert not mails(fleet)


def test_a_users_number_takes_faxes_as_well(
    office: Office, fleet: Fleet, confd: httpx.Client, sends: Callable[[str], str], alice: Desk
) -> None:  # ADM-201, DEV-226
    box = office.make("/voicemails", name="Alice", number="1790", context="default", email="alice@example.com")
    hers = f"/users/{alice.employee.user_id}/voicemail"
    created(confd.post(hers, json={"voicemail_id": box}))
    office.make("/configuration_files", name="fax-detection.conf", content=DETECTION)
    to = {"type": "user", "user_id": alice.employee.user_id}
    office.make("/incalls", exten=ALICE, context="from-extern", destination=to)
    try:
        office.settle("from-extern", ALICE)
        quiet(alice)
        sends(ALICE)
        (mail,) = eventually(lambda: mails(fleet), 90, what="the e-mail")
        assert mail["Subject"] == f"FAX reception to {ALICE}"
        assert has_the_pages(attached(mail)[1])
        assert not alice.phone.unseen("CALL_INCOMING")
    finally:
        assert confd.delete(hers).status_code == 204
