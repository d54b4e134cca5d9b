# SPDX-License-Identifier: GPL-3.0-or-later
"""Trunks whose signalling is TLS and whose voice is SRTP: a provider with a certificate of its own, two systems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from offices import Desk, Office, let_in, quiet, to_user
from other_system import AUTHORITIES, HOST_NAME, NAME, SAFE, SECRET, TONE_HZ, OtherSystem, endpoint, registration
from people import SOFTPHONE, Staff
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import SimulatedPhone, hear_each_other

pytestmark = pytest.mark.integration

DID, NUMBER = "0299140166", "0299140167"
BOX, TLS_PORT = "phone-d", 5061
CERTIFICATE, AUTHORITY = "/tmp/provider.pem", "/tmp/provider-CA.crt"
NEW_KEY = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
MAKE_CERTIFICATE = f"""
cd /tmp
openssl {NEW_KEY} -subj /CN=provider-CA -addext basicConstraints=critical,CA:TRUE -keyout ca.key -out {AUTHORITY}
openssl {NEW_KEY} -subj /CN=provider -addext subjectAltName=NAMES -addext basicConstraints=CA:FALSE \
    -CA {AUTHORITY} -CAkey ca.key -keyout own.key -out own.crt
cat own.key own.crt >{CERTIFICATE}
"""


@contextmanager
def trusted(fleet: Fleet, authority: str) -> Iterator[None]:
    """As the administrator's guide says: the authority's certificate goes to the others, which are hashed anew."""
    file = f"{AUTHORITIES}/of-the-test.crt"
    fleet.exec("asterisk", "sh", "-ec", f'printf %s "$1" >{file}; openssl rehash {AUTHORITIES}', "sh", authority)
    try:
        yield
    finally:
        fleet.exec("asterisk", "sh", "-ec", f"rm {file}; openssl rehash {AUTHORITIES}")


@dataclass
class SafeProvider:
    """baresip, reached at its address on the port of TLS: it has no account here and asks for none."""

    fleet: Fleet
    tone_hz: int = 720

    @property
    def address(self) -> str:
        return self.fleet.address(BOX, "phones")

    def opens(self, *, srtp: bool = True, certified_for: str = "") -> SimulatedPhone:
        names = certified_for or f"IP:{self.address}"
        self.fleet.exec(BOX, "sh", "-ec", MAKE_CERTIFICATE.replace("NAMES", names))
        telephone = SimulatedPhone(self.fleet.address(BOX, "phones"), SOFTPHONE, "", self.tone_hz)
        telephone.forgets()
        account = {
            "username": NUMBER,
            "auth_username": NUMBER,
            "password": "none",
            "display_name": "",
            "registrar": self.fleet.address("asterisk", "phones"),
            "port": str(TLS_PORT),
            "transport": "tls",
            "regint": 0,
            "certificate": CERTIFICATE,
            "parameters": ";mediaenc=srtp-mand" if srtp else "",
        }
        telephone.boots(account=account)
        let_in(self.fleet, BOX)
        eventually(lambda: f":{TLS_PORT} " in self.fleet.exec(BOX, "ss", "-lnt"), what="the provider listens")
        return telephone

    def authority(self) -> str:
        return self.fleet.exec(BOX, "cat", AUTHORITY)

    def closes(self) -> None:
        SimulatedPhone(self.fleet.address(BOX, "phones"), SOFTPHONE, "", self.tone_hz).boots()


@pytest.fixture
def provider(fleet: Fleet) -> Iterator[SafeProvider]:
    provider = SafeProvider(fleet)
    yield provider
    provider.closes()


@pytest.fixture
def trunk(office: Office, provider: SafeProvider, staff: Staff) -> None:
    """What confd must be told of it, and ways in and out."""
    where = {"type": "peer", "host": provider.address, "port": TLS_PORT, "qualify_frequency": 0}
    form = {"protocol": "sip", "username": "safe", "codecs": ["alaw", "ulaw"], **where, **SAFE}
    ways_in_and_out(office, staff.erin, office.make("/trunks", name="safe", context="from-extern", endpoint=form))


def ways_in_and_out(office: Office, desk: Desk, trunk: int) -> None:
    office.make("/incalls", exten=DID, context="from-extern", destination=to_user(desk))
    row = {"exten": "**96.", "strip_digits": 4}
    office.make("/outcalls", name="by TLS", context="to-extern", trunks=[trunk], extensions=[row])
    office.settle("from-extern", DID)
    office.settle("to-extern", "**96")


def voice_on_the_wire(fleet: Fleet, box: str) -> bytes:
    """What comes to a telephone in packets of media, behind the headers of IP, UDP and RTP."""
    mine = fleet.address(box, "phones")
    packets = ["-i", "any", "-c", "25", f"udp and dst host {mine} and greater 150 and not port 5060"]
    heard = fleet.exec(box, "timeout", "15", "tcpdump", "-nnqlx", *packets, check=False)
    found = b""
    for packet in re.split(r"^\S.* IP .*$", heard, flags=re.MULTILINE)[1:]:
        rows = re.findall(r"^\s+0x[0-9a-f]+:\s+([0-9a-f ]+)$", packet, re.MULTILINE)
        found += bytes.fromhex("".join(rows).replace(" ", ""))[40:]
    return found


class TestAProviderWithItsOwnCertificate:
    def test_calls_go_out_and_in_and_all_is_encrypted(
        self, fleet: Fleet, provider: SafeProvider, trunk: None, staff: Staff
    ) -> None:  # ADM-044
        desk, outside = staff.erin, provider.opens()
        with trusted(fleet, provider.authority()):
            quiet(desk)
            outside.forgets()
            desk.phone.calls(f"**96{NUMBER}")
            outside.rings()
            outside.answers()
            desk.phone.talks()
            # one tone in alaw is some sixteen values
            assert len(set(voice_on_the_wire(fleet, BOX))) > 200
            assert len(set(voice_on_the_wire(fleet, "phone-e"))) < 64
            they_hear_each_other(desk.phone, outside)
            quiet(desk)
            outside.forgets()
            outside.calls(DID)
            desk.phone.rings()
            desk.phone.answers()
            outside.talks()
            assert len(set(voice_on_the_wire(fleet, BOX))) > 200
            they_hear_each_other(outside, desk.phone)

    def test_a_plain_voice_is_refused(self, fleet: Fleet, provider: SafeProvider, trunk: None, staff: Staff) -> None:
        desk, outside = staff.erin, provider.opens(srtp=False)
        with trusted(fleet, provider.authority()):
            quiet(desk)
            outside.forgets()
            outside.calls(DID)
            assert "488" in outside.ends()["param"]
            assert desk.phone.unseen("CALL_INCOMING") == []

    @pytest.mark.parametrize("flaw", ["of an unknown authority", "of another host"])
    def test_who_shows_a_wrong_certificate_is_not_called(
        self, fleet: Fleet, provider: SafeProvider, trunk: None, staff: Staff, flaw: str
    ) -> None:
        is_unknown = flaw == "of an unknown authority"
        desk, outside = staff.erin, provider.opens(certified_for="" if is_unknown else "DNS:elsewhere.example")
        other = fleet.exec("asterisk", "cat", "/var/lib/asterisk/keys/phones-CA.crt")
        with trusted(fleet, other if is_unknown else provider.authority()):
            quiet(desk)
            outside.forgets()
            desk.phone.calls(f"**96{NUMBER}")
            desk.phone.ends()
            assert outside.unseen("CALL_INCOMING") == []


def they_hear_each_other(caller: SimulatedPhone, called: SimulatedPhone) -> None:
    hear_each_other(called, caller)
    caller.hangs_up()
    called.ends()
    caller.ends()


class TestAnotherSystem:
    """Ours and theirs, each with the certificate that its container made, and the other's authority."""

    def test_registers_here_and_calls_go_both_ways(
        self, fleet: Fleet, office: Office, staff: Staff
    ) -> None:  # ADM-256, ADM-257, ADM-263
        safe = endpoint("dynamic", **SAFE, nat=True)
        ways_in_and_out(
            office, staff.erin, office.make("/trunks", name=NAME, context="from-extern", secret=SECRET, endpoint=safe)
        )
        with OtherSystem(fleet, registers=True, tls=True) as other:
            eventually(lambda: "Registered" in other.asterisk("pjsip show registrations"))
            assert "transport=tls" in fleet.asterisk(f"pjsip show aor {NAME}").lower()
            calls_go_both_ways(staff.erin, other)

    def test_is_a_provider_with_whom_we_register(
        self, fleet: Fleet, office: Office, staff: Staff
    ) -> None:  # ADM-268, ADM-269
        with OtherSystem(fleet, registers=False, tls=True) as other, trusted(fleet, other.authority()):
            where: dict[str, Any] = {"port": TLS_PORT, "type": "peer"}
            account = {**registration(HOST_NAME, "tls"), "remote_port": TLS_PORT, "contact_user": DID}
            form = {"endpoint": endpoint(HOST_NAME, **where, **SAFE), "registration": account, "secret": SECRET}
            ways_in_and_out(office, staff.erin, office.make("/trunks", name=NAME, context="from-extern", **form))
            eventually(lambda: "Registered" in fleet.asterisk("sip show registry"))
            assert "transport=tls" in other.asterisk(f"pjsip show aor {NAME}").lower()
            calls_go_both_ways(staff.erin, other, called="")


def calls_go_both_ways(desk: Desk, other: OtherSystem, called: str = DID) -> None:
    """``called`` is empty if we said, as we registered, what they call."""
    quiet(desk)
    desk.phone.calls(f"**96{NUMBER}")
    desk.phone.talks()
    assert f"{NUMBER}@from-extern" in other.asterisk("core show channels")
    hears_the_tone(desk)
    quiet(desk)
    to = f"{called}@{NAME}" if called else NAME
    other.asterisk(f"channel originate PJSIP/{to} application Milliwatt")
    desk.phone.rings()
    desk.phone.answers()
    desk.phone.talks()
    hears_the_tone(desk)


def hears_the_tone(desk: Desk) -> None:
    desk.phone.hears(TONE_HZ)
    desk.phone.hangs_up()
    desk.phone.ends()
