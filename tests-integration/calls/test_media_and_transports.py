# SPDX-License-Identifier: GPL-3.0-or-later
"""How the voice and its signalling travel: codecs, keys, encryption, IPv6, session timers."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import httpx
import pytest
from offices import Desk, Office, hang_up, quiet
from people import WHO, Staff, sit_down
from provider import Provider, peer
from talking import talk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import keys_wav

pytestmark = pytest.mark.integration

KEYS_FILE = "media_and_transports.conf"
DIALPLAN = """[default]
exten => 1490,1,Answer()
same => n,Read(KEYS,,2,,1,10)
same => n,Set(DB(media/keys)=${KEYS})
same => n,Hangup()
exten => 1491,1,Answer()
same => n,Set(DB(media/secure)=${CHANNEL(pjsip,secure)}${CHANNEL(rtp,secure,audio)})
same => n,Milliwatt()
"""
MILLIWATT_HZ = 1004
DID = "5550093"


def line_of(desk: Desk) -> str:
    return f"/lines_sip/{desk.employee.line_id}"


class Telephones:
    """The staff's, some of which are set otherwise for a test."""

    def __init__(self, office: Office, staff: Staff) -> None:
        self.office = office
        self.staff = staff
        self._changed: list[Desk] = []

    def set(self, desk: Desk, options: list[list[str]], **account: Any) -> None:
        """The line's options here, and what its telephone does there."""
        self.office.put(f"{line_of(desk)}/options", options=options)
        self.office.settle()
        self._changed.append(desk)
        self._sits(desk, **account)

    def as_before(self) -> None:
        for desk in self._changed:
            self._sits(desk)

    def _sits(self, desk: Desk, **account: Any) -> None:
        box, hz, _ = WHO[self.staff.everybody.index(desk)]
        sit_down(self.office.fleet, self.office.confd, desk.employee, box, hz, **account)


@pytest.fixture
def telephones(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Iterator[Telephones]:
    office = Office(fleet, confd)
    telephones = Telephones(office, staff)
    yield telephones
    office.clear()
    telephones.as_before()


@pytest.fixture
def dialplan(office: Office) -> None:
    office.make("/configuration_files", name=KEYS_FILE, content=DIALPLAN)
    office.settle("default", "1490")


class TestCodecs:
    @pytest.mark.parametrize(
        ("ours", "theirs"), [("g722", "g722/16000"), ("gsm", "gsm"), ("opus", "opus/48000/2"), ("ulaw", "pcmu")]
    )
    def test_a_line_speaks_its_own_to_a_line_that_speaks_another(
        self, fleet: Fleet, telephones: Telephones, staff: Staff, ours: str, theirs: str
    ) -> None:  # ADM-260
        telephones.set(staff.erin, [["allow", ours]], codecs=f"pcma,{theirs}")
        telephones.set(staff.frank, [["allow", "alaw"]], codecs="pcma")
        talk(staff.erin, staff.frank)
        stats = fleet.asterisk("pjsip show channelstats")
        assert {row.split()[3] for row in stats.splitlines() if row.count(":") >= 2} == {ours, "alaw"}, stats
        hang_up(staff.erin, staff.frank, staff.erin)

    def test_without_a_common_one_there_is_no_call(self, telephones: Telephones, staff: Staff) -> None:
        telephones.set(staff.erin, [["allow", "gsm"]], codecs="pcmu")
        quiet(staff.erin, staff.frank)
        staff.erin.phone.calls(staff.frank.employee.exten)
        assert "488" in staff.erin.phone.ends()["param"]
        assert staff.frank.phone.unseen("CALL_INCOMING") == []


class TestKeys:
    @pytest.mark.parametrize("mode", ["rfc2833", "auto"])
    def test_what_is_typed_is_read(
        self, fleet: Fleet, telephones: Telephones, staff: Staff, dialplan: None, mode: str
    ) -> None:
        telephones.set(staff.erin, [["dtmfmode", mode]])
        quiet(staff.erin)
        fleet.asterisk("database del media keys")
        staff.erin.phone.calls("1490")
        staff.erin.phone.talks()
        staff.erin.phone.types("4")
        staff.erin.phone.types("2")
        eventually(lambda: "Value: 42" in fleet.asterisk("database get media keys"))
        staff.erin.phone.ends()

    def test_tones_are_heard_in_the_voice(
        self, fleet: Fleet, telephones: Telephones, staff: Staff, dialplan: None
    ) -> None:
        put = "import base64, sys; open('/tmp/keys.wav', 'wb').write(base64.b64decode(sys.argv[1]))"
        fleet.exec("phone-e", "python3", "-c", put, base64.b64encode(keys_wav("42", 5)).decode())
        telephones.set(staff.erin, [["dtmfmode", "inband"]], voice="/tmp/keys.wav")
        quiet(staff.erin)
        fleet.asterisk("database del media keys")
        staff.erin.phone.calls("1490")
        staff.erin.phone.talks()
        eventually(lambda: re.search("Value: (42|24)", fleet.asterisk("database get media keys")))
        staff.erin.phone.ends()


class TestEncryption:
    SAFE = ({"transport": "tls", "port": "5061", "parameters": ";mediaenc=srtp-mand"}, [["encryption", "sdes"]])

    def test_signalling_and_voice_are_encrypted(
        self, fleet: Fleet, telephones: Telephones, staff: Staff, dialplan: None
    ) -> None:  # ADM-044
        account, options = self.SAFE
        telephones.set(staff.erin, options, **account)
        assert "transport=tls" in fleet.asterisk("database show registrar").lower()
        quiet(staff.erin)
        fleet.asterisk("database del media secure")
        staff.erin.phone.calls("1491")
        staff.erin.phone.talks()
        eventually(lambda: "Value: 11" in fleet.asterisk("database get media secure"))
        staff.erin.phone.hears(MILLIWATT_HZ)
        staff.erin.phone.hangs_up()
        staff.erin.phone.ends()

    def test_who_does_so_talks_with_who_does_not(self, telephones: Telephones, staff: Staff) -> None:  # ADM-044
        account, options = self.SAFE
        telephones.set(staff.erin, options, **account)
        talk(staff.frank, staff.erin)
        hang_up(staff.frank, staff.erin, staff.frank)

    def test_plain_voice_is_refused_on_such_a_line(self, telephones: Telephones, staff: Staff) -> None:
        telephones.set(staff.erin, [["encryption", "sdes"]])
        quiet(staff.erin, staff.frank)
        staff.erin.phone.calls(staff.frank.employee.exten)
        assert "488" in staff.erin.phone.ends()["param"]
        assert staff.frank.phone.unseen("CALL_INCOMING") == []

    def test_phones_that_know_the_authority_trust_the_certificate(self, fleet: Fleet) -> None:  # ADM-044
        authority = fleet.exec("asterisk", "cat", "/var/lib/asterisk/keys/phones-CA.crt")
        program = "import sys; open('/tmp/phones-CA.crt', 'w').write(sys.argv[1])"
        fleet.exec("phone-e", "python3", "-c", program, authority)
        ask = ["openssl", "s_client", "-connect", "asterisk:5061", "-verify_return_error"]
        ask += ["-verify_hostname", "asterisk"]
        assert succeeds(fleet, *ask, "-CAfile", "/tmp/phones-CA.crt")
        assert not succeeds(fleet, *ask)


def succeeds(fleet: Fleet, *command: str) -> bool:
    """A program with nothing on its input, in a telephone."""
    words = ["docker", "exec", fleet.container("phone-e"), *command]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    return done.returncode == 0


def test_a_phone_that_speaks_tcp_calls_and_is_called(fleet: Fleet, telephones: Telephones, staff: Staff) -> None:
    telephones.set(staff.erin, [], transport="tcp")
    assert f"sip:{staff.erin.employee.sip_username}" in fleet.asterisk("database show registrar")
    assert re.search(r"transport=tcp", fleet.asterisk("database show registrar"), re.IGNORECASE)
    talk(staff.erin, staff.frank)
    hang_up(staff.erin, staff.frank, staff.erin)
    talk(staff.frank, staff.erin)
    hang_up(staff.frank, staff.erin, staff.frank)


@pytest.fixture
def ipv6(fleet: Fleet, office: Office, confd: httpx.Client) -> Iterator[dict[str, str]]:
    """A network of IPv6 with Asterisk and one telephone on it; their addresses."""
    network = f"{fleet.project}_ipv6"
    subnet = f"fd00:14:14:{crc32(network.encode()) & 0xFFFF:x}::/64"  # of this fleet: another may run beside it
    fleet.docker("network", "create", "--internal", "--ipv6", "--subnet", subnet, network)
    try:
        for service in ("asterisk", "phone-e"):
            fleet.docker("network", "connect", network, fleet.container(service))
        office.put("/sip_general", ipv6=True)
        office.settle()
        eventually(lambda: "transport-udp6" in fleet.asterisk("pjsip show transports"))
        shown = {service: fleet.inspect(service)["NetworkSettings"]["Networks"] for service in ("asterisk", "phone-e")}
        yield {service: networks[network]["GlobalIPv6Address"] for service, networks in shown.items()}
    finally:
        for service in ("asterisk", "phone-e"):
            fleet.docker("network", "disconnect", "-f", network, fleet.container(service), check=False)
        fleet.docker("network", "rm", network, check=False)


@pytest.mark.parametrize(("transport", "port"), [("udp", "5060"), ("tls", "5061")])
def test_a_phone_on_ipv6_talks_with_one_on_ipv4(
    fleet: Fleet, ipv6: dict[str, str], telephones: Telephones, staff: Staff, transport: str, port: str
) -> None:
    account = {"registrar": f"[{ipv6['asterisk']}]", "transport": transport, "port": port}
    telephones.set(staff.erin, [["rtp_ipv6", "yes"]], **account)
    assert f"@[{ipv6['phone-e']}]" in fleet.asterisk("database show registrar")
    talk(staff.erin, staff.frank)
    hang_up(staff.erin, staff.frank, staff.erin)


def test_a_long_call_is_refreshed(fleet: Fleet, office: Office, staff: Staff) -> None:  # CC-225
    office.put("/sip_general", session_timers="always", session_expires=90)
    office.settle()
    quiet(staff.erin, staff.frank)
    staff.erin.phone.calls(staff.frank.employee.exten)
    staff.frank.phone.rings()
    invite = staff.frank.phone.latest("INVITE")["param"]
    assert "Session-Expires: 90" in invite
    staff.frank.phone.forgets()
    staff.frank.phone.answers()
    staff.erin.phone.talks()
    refreshed = eventually(
        lambda: staff.frank.phone.unseen("UPDATE") or staff.frank.phone.unseen("INVITE"), what="the refresh"
    )
    assert "Session-Expires: 90" in refreshed[0]["param"]
    staff.frank.phone.hears(staff.erin.phone.tone_hz)
    staff.erin.phone.hangs_up()
    staff.frank.phone.ends()


def test_a_phone_that_falls_silent_is_hung_up(fleet: Fleet, office: Office, staff: Staff) -> None:
    office.put("/sip_general", rtptimeout=5)
    office.settle()
    talk(staff.erin, staff.frank)
    fleet.docker("pause", fleet.container("phone-e"))
    try:
        staff.frank.phone.ends()
    finally:
        fleet.docker("unpause", fleet.container("phone-e"))
    staff.erin.phone.ends()


def test_a_caller_who_does_not_refresh_his_session_is_hung_up(
    fleet: Fleet, office: Office, dialplan: None
) -> None:  # CC-225
    """By the session timer alone, shortly before it is over (RFC 4028, 10): he hears a tone that does not end."""
    provider = Provider(fleet)
    provider.answers()
    try:
        office.make("/trunks", **peer("provider", provider.address, provider.port))
        endless = {"type": "custom", "command": "Goto(default,1491,1)"}
        office.make("/incalls", exten=DID, context="from-extern", destination=endless)
        office.settle("from-extern", DID)
        said = provider.lets_its_session_expire(DID, "0123456789", 90)
    finally:
        provider.stops()
    assert re.search(r"^Session-Expires: *90;refresher=uac", said, re.MULTILINE), said
    assert re.search(r"^BYE sip:0123456789@", said, re.MULTILINE), said
