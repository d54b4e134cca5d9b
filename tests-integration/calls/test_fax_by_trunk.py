# SPDX-License-Identifier: GPL-3.0-or-later
"""Faxes over a SIP trunk: those that users send, and those that come for a number of ours."""

from __future__ import annotations

import base64
import email
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fax_page import pdf, tiff
from offices import Office
from other_system import NAME, SECRET, OtherSystem, endpoint
from people import Staff
from xivo_agid.outgoing_faxes.conversion import page_count
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.recorder import BusRecorder

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

MACHINE, PERSON, DID = "0299190001", "0299190002", "0299190100"
RECEIVED, PAGE = "/tmp/received.tif", "/tmp/page.tif"
CONVERSATIONS = f"""[from-extern]
exten => {MACHINE},1,Answer()
 same => n,ReceiveFAX({RECEIVED},f)
 same => n,Hangup()
exten => {PERSON},1,Busy(3)
[sender]
exten => s,1,SendFAX({PAGE},f)
 same => n,Hangup()
[xivo-initconfig]
"""
PAGES = 3


@pytest.fixture(scope="module")
def other(fleet: Fleet, confd: httpx.Client, request: pytest.FixtureRequest) -> Iterator[OtherSystem]:
    """With a fax machine and a person; the way there is open."""
    t38 = request.param == "t38"
    office = Office(fleet, confd)
    try:
        trunk = office.make(
            "/trunks",
            name=NAME,
            context="from-extern",
            secret=SECRET,
            endpoint=endpoint("dynamic", codecs=["alaw"], t38=t38),
        )
        outcall = {"context": "to-extern", "trunks": [trunk], "extensions": [{"exten": "02991900XX"}]}
        office.make("/outcalls", name="faxes", **outcall)
        office.settle()
        with OtherSystem(fleet, registers=True, codecs=("alaw",), dialplan=CONVERSATIONS, t38=t38) as other:
            eventually(lambda: "Registered" in other.asterisk("pjsip show registrations"))
            yield other
    finally:
        office.clear()


@pytest.fixture
def agid(fleet: Fleet) -> Iterator[httpx.Client]:
    with fleet.client("agid", 9492, "/1.0") as client:
        yield client


@pytest.fixture
def erin(confd: httpx.Client, staff: Staff) -> str:
    rows = confd.get("/snapshot").json()["users"]
    uuid: str = next(row["uuid"] for row in rows if row["id"] == staff.erin.employee.user_id)
    return uuid


def sent(agid: httpx.Client, user: str, number: str, document: bytes) -> dict[str, Any]:
    answer = agid.post(f"/users/{user}/faxes", params={"destination": number}, content=document)
    assert answer.status_code == 201, answer.text
    fax: dict[str, Any] = answer.json()
    return fax


def progress(bus: BusRecorder, fax: dict[str, Any], status: str, seconds: float = 90) -> dict[str, Any]:
    wanted = {"id": fax["id"], "status": status}
    told = bus.waits_for("fax_progress", lambda heard: wanted.items() <= heard.data.items(), seconds)
    return dict(told.data)


def t38_faxes(system: OtherSystem) -> int:
    """How many it had as data."""
    stats = system.asterisk("fax show stats").partition("T.38")[2]
    return int(re.search(r"Success\s*:\s*(\d+)", stats)[1])  # type: ignore[index]


by_both = pytest.mark.parametrize("other", ["tones", "t38"], indirect=True)
by_tones = pytest.mark.parametrize("other", ["tones"], indirect=True)


class TestAUserSends:  # ADM-186, DEV-099, SYS-169
    @by_both
    def test_a_document_arrives_page_for_page(
        self, bus: BusRecorder, other: OtherSystem, agid: httpx.Client, erin: str
    ) -> None:
        as_data = t38_faxes(other)
        fax = sent(agid, erin, MACHINE, pdf(PAGES))
        assert (fax["status"], fax["pages"]) == ("PRESENDFAX", PAGES)
        assert progress(bus, fax, "PRESENDFAX")["pages"] == PAGES
        assert progress(bus, fax, "SUCCESS")["pages"] == PAGES
        assert t38_faxes(other) - as_data == other.t38
        arrived = base64.b64decode(other.fleet.docker("exec", other.container, "base64", "-w0", RECEIVED))
        assert page_count(arrived) == PAGES
        assert agid.get(f"/users/{erin}/faxes/{fax['id']}").json()["status"] == "SUCCESS"
        assert agid.get(f"/users/{erin}/faxes").json()["items"][0]["id"] == fax["id"]

    @by_tones
    def test_a_tiff_goes_as_well(self, bus: BusRecorder, other: OtherSystem, agid: httpx.Client, erin: str) -> None:
        fax = sent(agid, erin, MACHINE, tiff(1))
        assert progress(bus, fax, "SUCCESS")["pages"] == 1

    @by_tones
    def test_to_somebody_who_is_busy_it_fails(
        self, bus: BusRecorder, other: OtherSystem, agid: httpx.Client, erin: str
    ) -> None:
        fax = sent(agid, erin, PERSON, pdf(1))
        told = progress(bus, fax, "FAILED")
        assert (told["pages"], told["error"]) == (None, "nobody answered")

    @by_tones
    def test_not_where_he_may_not_call(
        self, bus: BusRecorder, office: Office, other: OtherSystem, agid: httpx.Client, staff: Staff, erin: str
    ) -> None:
        users = [staff.erin.employee.user_id]
        office.make("/call_permissions", name="no faxes", extensions=["_0299."], users=users)
        office.settle()
        calls = other.asterisk("core show channels").count("calls processed")
        before = other.asterisk("core show calls")
        fax = sent(agid, erin, MACHINE, pdf(1))
        assert progress(bus, fax, "FAILED")["pages"] is None
        assert calls == 1
        assert other.asterisk("core show calls") == before

    @pytest.mark.parametrize("document", [b"PK\x03\x04 a letter", b"%PDF-1.4 nonsense", b""])
    def test_what_is_no_document_is_refused(self, agid: httpx.Client, erin: str, document: bytes) -> None:
        answer = agid.post(f"/users/{erin}/faxes", params={"destination": MACHINE}, content=document)
        assert answer.status_code == 400, answer.text

    def test_only_with_the_right_to(self, fleet: Fleet, erin: str) -> None:
        url = f"https://{fleet.address('edge')}/api/agid/1.0/users/{erin}/faxes"
        answer = httpx.post(url, params={"destination": MACHINE}, content=pdf(1), verify=False, timeout=30)
        assert answer.status_code == 401, answer.text
        token = {"X-Auth-Token": fleet.token()}
        assert httpx.get(url, headers=token, verify=False, timeout=30).status_code == 200


@by_both
def test_one_comes_in_over_the_trunk(
    fleet: Fleet, office: Office, bus: BusRecorder, other: OtherSystem
) -> None:  # ADM-189, ADM-206
    office.numbers("incall", DID, DID, "from-extern")
    to = {"type": "application", "application": "faxtomail", "email": "erin@example.com"}
    content = "[pre-incall-fax]\nexten = s,1,Set(SIP_CODEC_INBOUND=alaw)\nsame = n,Set(__SIP_CODEC_OUTBOUND=alaw)\n"
    office.make("/configuration_files", name="fax.conf", content=f"{content}same = n,Return()\n")
    office.make(
        "/incalls", exten=DID, context="from-extern", destination=to, preprocess_subroutine="pre-incall-fax"
    )  # fmt: skip
    office.settle("from-extern", DID)
    fleet.exec("mail", "sh", "-c", "rm -f /tmp/mails/* /tmp/refuse")
    page = base64.b64encode(tiff(1)).decode()
    for begin in range(0, len(page), 60_000):
        other.fleet.docker(
            "exec", other.container, "sh", "-c", f"printf %s {page[begin : begin + 60_000]} >>{PAGE}.b64"
        )
    other.fleet.docker("exec", other.container, "sh", "-c", f"base64 -d {PAGE}.b64 >{PAGE}")
    other.asterisk(f"channel originate PJSIP/{DID}@{NAME} extension s@sender")
    told = bus.waits_for("fax_received", lambda heard: heard.data["number"] == DID, 90)
    assert (told.data["status"], told.data["pages"]) == ("SUCCESS", 1)
    mails = eventually(lambda: fleet.exec("mail", "sh", "-c", "ls /tmp/mails").split(), what="the mail")
    mail = email.message_from_string(fleet.exec("mail", "cat", f"/tmp/mails/{mails[0]}"))
    assert mail["To"] == "erin@example.com"
