# SPDX-License-Identifier: GPL-3.0-or-later
"""A hosted system: the telephones of an office share the one address of their router (docs/phone-lab.md)."""

from __future__ import annotations

import ipaddress
import json
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from offices import Desk, changed, hang_up, has_no_past, quiet, settled, take_away
from phone_lab import (
    AASTRA,
    BESIDE,
    FILES,
    INSIDE,
    PBX,
    ROUTER,
    Lab,
    aastra_6731i,
    built,
    device_of,
    dhcp_server,
)
from talking import talk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee, dismiss, hire
from xivo_testkit.phones import Hardware, SimulatedPhone, snom_720

pytestmark = pytest.mark.integration

FIRST_MORNING = (Path(__file__).resolve().parent / "first_morning.py").read_text()
VENDOR_CLASSES = {"aastra": "AastraIPPhone6731i", "snom": "snom720"}
LARGEST_DATAGRAM = 1300
"""What passes on each way, where nobody knows its MTU (RFC 3261, 18.1.1)."""
PHONES = ipaddress.IPv4Network("10.34.2.0/24")


@pytest.fixture(scope="module")
def lab(fleet: Fleet, confd: httpx.Client) -> Iterator[Lab]:
    with fleet.client("provd", 8666, "/provd") as provd, built(fleet, confd, provd) as lab:
        yield lab


@dataclass(frozen=True)
class Place:
    """A telephone of the lab and whose it becomes."""

    box: str
    network: str
    hardware: Hardware
    tone_hz: int
    who: tuple[str, str, str]


OLGA = Place("phone-n", "home", aastra_6731i("00:08:5d:7a:15:61"), 440, ("Olga", "Olsen", "1561"))
OSCAR = Place("phone-o", "home", snom_720("00:04:13:7a:15:62"), 660, ("Oscar", "Orwell", "1562"))
PIA = Place("phone-p", "phones", snom_720("00:04:13:7a:15:63"), 880, ("Pia", "Parker", "1563"))


@dataclass(frozen=True)
class Behind:
    """Who sits behind the router."""

    olga: Desk
    oscar: Desk


@pytest.fixture(scope="module")
def behind(confd: httpx.Client, lab: Lab) -> Iterator[Behind]:
    with lab.plugin(AASTRA), ThreadPoolExecutor(2) as pool, ExitStack() as leaving:
        places = (OLGA, OSCAR)
        hired = [leaving.enter_context(an_employee(lab, confd, place)) for place in places]
        phones = [
            SimulatedPhone(lab.fleet.address(one.box, one.network), one.hardware, "told by DHCP", one.tone_hz)
            for one in places
        ]
        yield Behind(*pool.map(lambda *its: takes_it_out_of_the_box(lab, confd, *its), phones, hired))


@pytest.fixture
def pia(confd: httpx.Client, lab: Lab) -> Iterator[Desk]:
    """She sits beside the system; somebody typed the URL into her telephone."""
    with an_employee(lab, confd, PIA) as employee:
        phone = SimulatedPhone(lab.fleet.address(PIA.box, PIA.network), PIA.hardware, PBX, PIA.tone_hz, lab.key)
        lab.is_beside(PIA.box)
        yield takes_it_out_of_the_box(lab, confd, phone, employee)


@contextmanager
def an_employee(lab: Lab, confd: httpx.Client, place: Place) -> Iterator[Employee]:
    """At the end the telephone is what it was, nobody's, and nobody knows it."""
    employee = hire(confd, *place.who)
    try:
        yield employee
    finally:
        lab.is_back(place.box, place.network)
        take_away(confd, place.hardware.mac, employee)
        dismiss(confd, employee)


def starts(phone: SimulatedPhone) -> None:
    """Who is beside the system was told the URL by hand."""
    by_dhcp = {} if phone.provd == PBX else {"vendor_class": VENDOR_CLASSES[phone.hardware.vendor]}
    phone.forgets()
    phone.boots(**by_dhcp)
    phone.registers()


def takes_it_out_of_the_box(lab: Lab, confd: httpx.Client, phone: SimulatedPhone, employee: Employee) -> Desk:
    """Somebody gives it the line in the web interface, as behind NAT he must, and switches it off and on."""
    starts(phone)
    assert phone.state()["account"]["username"] == "autoprov"
    device = lab.device(phone.hardware.mac)["id"]
    answer = confd.post(f"/devices/{device}/associate_line/{employee.line_id}")
    assert answer.status_code == 204, answer.text
    configuration = f"/cfg_mgr/configs/{device}/raw"
    eventually(lambda: employee.sip_username in lab.provd.get(configuration).text, what="its configuration")
    eventually(lambda: employee.sip_username in lab.fleet.asterisk("pjsip show endpoints"), what="the endpoint")
    starts(phone)
    assert phone.state()["account"]["username"] == employee.sip_username
    return Desk(phone, employee)


def contact(fleet: Fleet, desk: Desk) -> tuple[str, str]:
    """Where Asterisk reaches the telephone, and whether it answers there."""
    name = desk.employee.sip_username
    kept = re.search(rf'"uri":"sip:{name}[^@"]*@([^:;"]+)', fleet.asterisk("database show registrar"))
    shown = re.search(rf"Contact: +{name}/\S+ +\S+ +(\S+)", fleet.asterisk("pjsip show contacts"))
    return (kept[1] if kept else "", shown[1] if shown else "")


def is_reached_at(fleet: Fleet, desk: Desk, address: str) -> None:
    try:
        eventually(lambda: contact(fleet, desk) == (address, "Avail"))
    except AssertionError:
        raise AssertionError(f"{desk.employee.name} is reached at {contact(fleet, desk)}, not at {address}") from None


def a_call_is_heard(caller: Desk, called: Desk) -> None:
    """By both, by the system's one address."""
    talk(caller, called)
    hang_up(caller, called, caller)
    assert f"c=IN IP4 {PBX}\r\n" in called.phone.latest("INVITE")["param"]


@pytest.mark.parametrize("name", ["dhcpd.conf", "dhcpd-nat.conf"])
def test_dhcpd_takes_the_files_of_the_guide(fleet: Fleet, name: str) -> None:  # DEV-190, DEV-196
    text = f"TEXT={(FILES / name).read_text()}"
    check = 'printf %s "$TEXT" >/tmp/checked.conf && dhcpd -t -cf /tmp/checked.conf'
    fleet.docker("exec", "-e", text, fleet.container("router"), "sh", "-c", check)


class TestALabOfOneNetwork:
    def test_the_log_names_the_vendor_class_and_one_telephone_is_told_something_on_trial(
        self, fleet: Fleet, confd: httpx.Client
    ) -> None:  # DEV-190, DEV-191
        machine = "phone-dhcp"
        interface = device_of(fleet, machine, fleet.address(machine, "phones"))
        fleet.exec(machine, "ip", "address", "replace", "10.34.1.6/24", "dev", interface)
        try:
            with fleet.client("provd", 8666, "/provd") as provd:
                asks = Lab(fleet, provd).asks
            with dhcp_server(fleet, machine, interface, (FILES / "dhcpd.conf").read_text()) as log:
                lease = asks("phone-d", "02:00:5e:34:01:01", "Acme P100")
                tried = asks("phone-d", "00:11:22:33:44:55", "Acme P100")
                assert "[VCI: Acme P100]" in log()
        finally:
            fleet.exec(machine, "ip", "address", "delete", "10.34.1.6/24", "dev", interface)
        assert 200 <= int(lease["address"].removeprefix("10.34.1.")) <= 250
        assert lease["options"]["3"].encode("latin-1") == bytes([10, 34, 1, 6])
        assert "66" not in lease["options"]
        assert tried["options"]["66"] == "http://169.254.0.1/foobar.cfg"


class TestTheRoutersDhcp:
    def test_each_vendor_is_told_the_url_in_its_own_way(self, lab: Lab) -> None:  # DEV-196, DEV-199
        url = f"http://{PBX}:8667/{lab.key}"
        aastra = lab.asks("phone-o", "02:00:5e:34:02:01", "AastraIPPhone6731i")["options"]
        snom = lab.asks("phone-o", "02:00:5e:34:02:02", "snom715")["options"]
        acme = lab.asks("phone-o", "02:00:5e:34:02:03", "Acme P100")["options"]
        assert aastra["43"] == f"\x02{chr(len(url) + 7)}{url}/Aastra\x03\x01\x00"
        assert (snom["66"], snom["6"].encode("latin-1")) == (url, bytes([10, 34, 1, 1]))
        assert not {"43", "66"} & acme.keys()

    def test_addresses_are_those_behind_the_router(self, lab: Lab) -> None:  # DEV-195
        lease = lab.asks("phone-o", "02:00:5e:34:02:04", "Acme P100")
        assert 100 <= int(lease["address"].removeprefix("10.34.2.")) <= 199
        assert lease["options"]["3"].encode("latin-1") == ipaddress.IPv4Address(INSIDE).packed


class TestTelephonesBehindTheRouter:
    def test_each_is_a_device_of_its_own(self, lab: Lab, behind: Behind) -> None:  # DEV-199
        desks = (behind.olga, behind.oscar)
        for desk in desks:
            state = desk.phone.state()
            assert ipaddress.IPv4Address(state["leased"]) in PHONES
            assert {request["status"] for request in state["requests"]} == {200}
        devices = {device["mac"]: device for device in lab.devices()}
        assert {desk.phone.hardware.mac for desk in desks} <= devices.keys()
        found = [devices[desk.phone.hardware.mac] for desk in desks]
        assert [(device["vendor"], device["model"]) for device in found] == [("Aastra", "6731i"), ("Snom", "720")]
        assert len({device["config"] for device in found}) == len(desks)

    def test_asterisk_reaches_all_at_the_routers_address(self, fleet: Fleet, behind: Behind) -> None:
        # DEV-197, DEV-198
        for desk in (behind.olga, behind.oscar):
            is_reached_at(fleet, desk, ROUTER)

    def test_they_talk_to_each_other(self, behind: Behind) -> None:  # DEV-198
        a_call_is_heard(behind.olga, behind.oscar)

    def test_a_telephone_is_told_to_restart(self, confd: httpx.Client, lab: Lab, behind: Behind) -> None:  # DEV-198
        device = lab.device(behind.oscar.phone.hardware.mac)["id"]
        quiet(behind.oscar)
        assert confd.post(f"/devices/{device}/synchronize").status_code == 204
        behind.oscar.phone.sees("CHECK_SYNC")
        behind.oscar.phone.registers()
        is_reached_at(lab.fleet, behind.oscar, ROUTER)

    def test_one_moves_there_and_nothing_but_its_line_is_configured(
        self, fleet: Fleet, confd: httpx.Client, lab: Lab, behind: Behind, pia: Desk
    ) -> None:  # DEV-195, DEV-198
        path = f"/lines_sip/{pia.employee.line_id}/options"
        changed(confd, path, options=[["nat", "no"]])
        settled(fleet, confd)
        is_reached_at(fleet, pia, BESIDE)
        a_call_is_heard(behind.olga, pia)
        a_call_is_heard(pia, behind.oscar)
        device = lab.device(PIA.hardware.mac)
        lab.moves(PIA.box, "phones", "home")
        changed(confd, path, options=[["nat", "yes"]])
        settled(fleet, confd)
        pia.phone = SimulatedPhone(fleet.address(PIA.box, "home"), PIA.hardware, "told by DHCP", PIA.tone_hz)
        starts(pia.phone)
        is_reached_at(fleet, pia, ROUTER)
        a_call_is_heard(behind.olga, pia)
        a_call_is_heard(pia, behind.oscar)
        assert lab.device(PIA.hardware.mac) == {**device, "ip": ROUTER}

    @pytest.mark.usefixtures("behind")
    def test_on_the_first_morning_all_new_ones_get_in_at_once(self, fleet: Fleet, lab: Lab) -> None:  # DEV-199
        """More than strangers get: of them ten may be new within a minute, and ask Asterisk before one succeeds."""
        macs = [f"00:04:13:7a:16:{number:02x}" for number in range(30)]
        shared = lab.provd.get("/cfg_mgr/configs/autoprov/raw").json()["raw_config"]["sip_lines"]["1"]
        account = f"{shared['username']}:{shared['password']}"
        has_no_past(fleet, ROUTER)
        try:
            told = (f"http://{PBX}:8667/{lab.key}", PBX, account, *macs)
            command = fleet.program_of_phone(OLGA.box, FIRST_MORNING, *told)
            answers = json.loads(subprocess.run(command, capture_output=True, timeout=200, check=True).stdout)
            devices = [device["mac"] for device in lab.devices()]
        finally:
            lab.forget_devices(*macs)
        assert [statuses for *statuses, _ in answers] == [[200, 200]] * len(macs)
        assert max(octets for *_, octets in answers) <= LARGEST_DATAGRAM
        assert set(macs) <= set(devices)
        assert ROUTER not in fleet.exec("guard", "guard", "list")
        assert lab.provd.get("/guard/bans").json() == {"bans": {}}
