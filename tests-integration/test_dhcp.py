# SPDX-License-Identifier: GPL-3.0-or-later
"""DHCP for telephones: from DISCOVER to a line that works, without a hand, and silence for everybody else."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
import pytest
from burglar import hang_up_for_good
from conftest import phone
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from offices import take_away
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee, dismiss, hire
from xivo_testkit.phones import yealink_t46g

pytestmark = pytest.mark.integration

Json = dict[str, Any]
MAC = "00:15:65:7a:10:70"
TEMPLATES = "/usr/share/xivo-config/templates/dhcp/etc/dhcp"
CUSTOM = "/etc/xivo/custom-templates/dhcp/etc/dhcp"
SITE = """\
subnet 198.18.8.0 netmask 255.255.255.0 {
    option subnet-mask 255.255.255.0;
    option broadcast-address 198.18.8.255;
    option routers 198.18.8.1;
    pool {
        log(concat("[", binary-to-ascii(16, 8, ":", hardware), "] POOL VoIP Site XXX"));
        range 198.18.8.10 198.18.8.200;
        allow unknown-clients;
    }
}
"""


@dataclass
class Lan:
    """The telephones' network: the suite's DHCP server, and whoever asks it."""

    fleet: Fleet
    confd: httpx.Client
    provd: httpx.Client
    network: ipaddress.IPv4Network
    key: str
    macs: int = field(default=0)

    @property
    def pool(self) -> tuple[str, str]:
        return last_addresses(self.network)

    def apply(self) -> None:
        """Apply system configuration; the server has taken it up when its report is newer."""
        active = self.confd.get("/dhcp").json()["active"]
        before = self.report().get("applied_at")
        with self.fleet.client("sysconfd", 8668) as sysconfd:
            sysconfd.post("/commonconf_apply").raise_for_status()
        eventually(lambda: self._follows(active=active, before=before), what="the DHCP server follows")

    def _follows(self, *, active: bool, before: str | None) -> bool:
        report = self.report()
        if report.get("applied_at") == before or report["findings"]:
            return False
        return report["active"] == active == report["running"]

    def report(self) -> Json:
        with self.fleet.client("sysconfd", 8668) as sysconfd:
            found: Json = sysconfd.get("/status").json()["dhcp"] or {}
            return found

    def asks(self, vendor_class: str = "", mac: str = "", box: str = "phone-dhcp", **more: Any) -> Json | None:
        """The lease of somebody who asks, with a MAC address that nobody knows unless it is given."""
        self.macs += 1
        asked = {
            "mac": mac or f"02:00:5e:10:{self.macs >> 8:02x}:{self.macs & 255:02x}",
            "vendor_class": vendor_class,
            "interface": "eth0",
            "seconds": 20 if vendor_class or mac or more else 1.5,
            **more,
        }
        lease: Json | None = json.loads(self.fleet.exec(box, "python3", "/opt/phone/dhcp_client.py", json.dumps(asked)))
        return lease

    def has(self, path: str, text: str) -> None:
        """A file of the administrator's on the server."""
        self.fleet.exec("dhcp", "sh", "-c", f"mkdir -p $(dirname {path}) && printf %s '{text}' > {path}")

    def has_not(self, path: str) -> None:
        self.fleet.exec("dhcp", "rm", "-f", path)

    def update_config(self) -> None:
        before = self.report().get("applied_at")
        self.fleet.exec("dhcp", "xivo-update-config")
        eventually(lambda: self._follows(active=True, before=before), what="the DHCP server starts again")

    def device(self, mac: str) -> Json | None:
        found = self.provd.get("/dev_mgr/devices", params={"q": json.dumps({"mac": mac})}).json()["devices"]
        return found[0] if found else None


class UpdateServer:
    """A web server beside the DHCP server, with vendors' files as `make plugin-repo` publishes them."""

    folder = "/tmp/web"

    def __init__(self, lan: Lan) -> None:
        self._lan = lan
        self._key = Ed25519PrivateKey.generate()

    def __enter__(self) -> Self:
        serve = f"python3 -m http.server --directory {self.folder} --bind 127.0.0.1 8099"
        self._sh(f"mkdir -p {self.folder} && {{ {serve} >/dev/null 2>&1 & echo $! >/tmp/web.pid; }}")
        probe = "import socket; socket.create_connection(('127.0.0.1', 8099), 1)"
        eventually(lambda: self._lan.fleet.exec("dhcp", "python3", "-c", probe) == "", what="the web server")
        public = base64.b64encode(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
        self._lan.has("/etc/xivo/dhcpd-update.conf", f"[general]\nserver = http://127.0.0.1:8099/\nkeys = {public}\n")
        return self

    def __exit__(self, *_error: object) -> None:
        self._sh("kill $(cat /tmp/web.pid)")
        self._sh(": > /etc/xivo/dhcpd-update.conf; rm -rf /etc/dhcp/dhcpd_fetched /etc/dhcp/dhcpd_update/acme.conf")
        self._lan.update_config()

    def publish(self, text: str) -> None:
        index = json.dumps({"acme.conf": {"sha256sum": hashlib.sha256(text.encode()).hexdigest()}})
        signature = base64.b64encode(self._key.sign(index.encode())).decode()
        for name, content in (
            ("acme.conf", text),
            ("dhcpd_update.db", index),
            ("dhcpd_update.db.sig", signature),
        ):
            encoded = base64.b64encode(content.encode()).decode()
            self._sh(f"echo {encoded} | base64 -d > {self.folder}/{name}")

    def _sh(self, command: str) -> None:
        self._lan.fleet.exec("dhcp", "sh", "-c", command)


def network_of(fleet: Fleet, name: str) -> ipaddress.IPv4Network:
    """Of the DHCP server's networks the one of this name."""
    here = fleet.inspect("dhcp")["NetworkSettings"]["Networks"][f"{fleet.project}_{name}"]
    return ipaddress.IPv4Network(f"{here['IPAddress']}/{here['IPPrefixLen']}", strict=False)


def router_of(lease: Json) -> str:
    return str(ipaddress.IPv4Address(lease["options"]["3"].encode("latin-1")))


def last_addresses(network: ipaddress.IPv4Network) -> tuple[str, str]:
    """Addresses that the engine gives to containers last."""
    return str(network.broadcast_address - 60), str(network.broadcast_address - 10)


@pytest.fixture(scope="module")
def inactive(fleet: Fleet, confd: httpx.Client) -> Iterator[Lan]:
    """The network before anything was applied."""
    network = network_of(fleet, "phones")
    with fleet.client("provd", 8666, "/provd") as provd:
        key = provd.get("/configure/provisioning_key").json()["param"]["value"]
        yield Lan(fleet, confd, provd, network, key)


@pytest.fixture(scope="module")
def lan(inactive: Lan) -> Iterator[Lan]:
    """The server is active, with DHCP integration."""
    first, last = inactive.pool
    body = {"active": True, "pool_start": first, "pool_end": last, "integration": True}
    inactive.confd.put("/dhcp", json=body).raise_for_status()
    assert inactive.asks(mac=MAC, seconds=1.5) is None  # SYS-193: not before it is applied
    inactive.apply()
    yield inactive
    inactive.confd.put("/dhcp", json={"active": False}).raise_for_status()
    inactive.apply()
    assert inactive.asks(mac=MAC, seconds=1.5) is None


@pytest.fixture
def dora(lan: Lan) -> Iterator[Employee]:
    """At the end her telephone is silent, and nobody's."""
    employee = hire(lan.confd, "Dora", "Dunn", "1070")
    yield employee
    hang_up_for_good(lan.fleet, "phone-dhcp")
    take_away(lan.confd, MAC, employee)
    dismiss(lan.confd, employee)


def test_from_discover_to_a_line_that_works(
    lan: Lan, dora: Employee
) -> None:  # CC-041, CC-044, SYS-195, SYS-203, CC-061
    box = phone(lan.fleet, "phone-dhcp", yealink_t46g(MAC), 440)
    box.provd, box.provisioning_key = "told by DHCP", "told by DHCP"
    state = box.boots(vendor_class="yealink")
    first, last = (ipaddress.IPv4Address(address) for address in lan.pool)
    assert first <= ipaddress.IPv4Address(state["leased"]) <= last
    assert {request["status"] for request in state["requests"]} == {200}
    device = lan.device(MAC)
    assert device
    assert (device["vendor"], device["model"], device["ip"]) == ("Yealink", "T46G", state["leased"])
    box.registers()
    box.calls(dora.provisioning_code)
    box.sees("CHECK_SYNC")
    box.registers()
    eventually(lambda: box.state()["account"]["username"] == dora.sip_username)
    assert box.state()["leased"] == state["leased"]


def test_known_prefixes_and_vendor_classes_are_answered(lan: Lan) -> None:  # SYS-197, DEV-176, DEV-196
    by_prefix, by_class = lan.asks(mac="00:08:5d:00:00:01"), lan.asks("AastraIPPhone6731i")
    url = f"http://provd:8667/{lan.key}/Aastra"
    for lease in (by_prefix, by_class):
        assert lease
        assert lease["options"]["66"] == url
        assert lease["options"]["43"] == f"\x02{chr(len(url))}{url}\x03\x01\x00"
    lease = lan.asks("Polycom-VVX400")
    assert lease
    assert lease["options"]["160"] == f"http://provd:8667/{lan.key}/000000000000.cfg"
    assert (
        lease["options"]["3"].encode("latin-1") == ipaddress.IPv4Address(lan.fleet.address("dhcp", "phones")).packed
    )  # SYS-195


def test_provd_hears_of_a_telephone_before_it_asks_for_a_file(lan: Lan) -> None:  # CC-061, DEV-017
    mac = "02:00:5e:20:00:01"
    lease = lan.asks("snom720", mac)
    assert lease
    device = eventually(lambda: lan.device(mac))
    assert (device["vendor"], device["model"], device["ip"]) == ("Snom", "720", lease["address"])


def test_computers_are_answered_if_the_administrator_wants_it(lan: Lan) -> None:  # SYS-196, SYS-197, SYS-198
    assert lan.asks() is None
    assert lan.asks("MSFT 5.0", seconds=1.5) is None
    stock = lan.fleet.exec("dhcp", "cat", f"{TEMPLATES}/dhcpd_subnet.conf.tail")
    lan.has(f"{CUSTOM}/dhcpd_subnet.conf.tail", f"allow unknown-clients;\n{stock}")
    lan.update_config()
    assert lan.asks("MSFT 5.0") is not None
    lan.has_not(f"{CUSTOM}/dhcpd_subnet.conf.tail")
    lan.update_config()
    assert lan.asks("MSFT 5.0", seconds=1.5) is None


def test_the_router_of_a_site(lan: Lan) -> None:  # SYS-195
    stock = lan.fleet.exec("dhcp", "cat", f"{TEMPLATES}/dhcpd_subnet.conf.head")
    lan.has(f"{CUSTOM}/dhcpd_subnet.conf.head", stock.replace("#XIVO_NET4_IP#", "192.168.2.254"))
    lan.update_config()
    lease = lan.asks("yealink")
    assert lease
    assert router_of(lease) == "192.168.2.254"
    lan.has_not(f"{CUSTOM}/dhcpd_subnet.conf.head")
    lan.update_config()


def test_a_relay_of_another_site_is_answered(lan: Lan) -> None:  # SYS-199, SYS-200, SYS-201, SYS-202
    fleet, site = lan.fleet, "/etc/dhcp/dhcpd_sites/dhcpd_siteXXX.conf"
    router = fleet.address("phone-dhcp")
    fleet.exec("phone-dhcp", "ip", "address", "replace", "198.18.8.1/24", "dev", "eth0")
    inside = ("run", "--rm", "--network", f"container:{fleet.container('dhcp')}", "--cap-add", "NET_ADMIN")
    fleet.docker(*inside, fleet.image("phone-dhcp"), "ip", "route", "replace", "198.18.8.0/24", "via", router)
    lan.has(site, SITE)
    lan.has("/etc/dhcp/dhcpd_extra.conf", f'include "{site}";\n')
    lan.update_config()
    lease = lan.asks(relay="198.18.8.1", server=fleet.address("dhcp", "phones"))
    assert lease
    assert ipaddress.IPv4Address("198.18.8.10") <= ipaddress.IPv4Address(lease["address"])
    assert router_of(lease) == "198.18.8.1"
    eventually(lambda: "Site XXX" in fleet.logs("dhcp"))
    lan.update_config()
    assert site in fleet.exec("dhcp", "cat", "/etc/dhcp/dhcpd_extra.conf")
    lan.has("/etc/dhcp/dhcpd_extra.conf", "")
    lan.update_config()


def test_a_slip_costs_nobody_his_lease(lan: Lan) -> None:  # DEV-178
    lan.has("/etc/dhcp/dhcpd_extra.conf", "subnet 198.18.9.0 netmask 255.255.255.0 { range }\n")
    with pytest.raises(RuntimeError, match=r"nothing was changed: dhcpd_extra\.conf line 1"):
        lan.update_config()
    assert lan.asks("yealink") is not None
    lan.has("/etc/dhcp/dhcpd_extra.conf", "")
    lan.update_config()


@pytest.fixture
def second(lan: Lan) -> Iterator[ipaddress.IPv4Network]:
    """The server gets an interface in a second network, where another telephone is."""
    fleet = lan.fleet
    name, container = f"{fleet.project}_home", fleet.container("dhcp")
    fleet.docker("network", "connect", name, container)
    try:
        yield network_of(fleet, "home")
    finally:
        lan.has("/etc/dhcp/dhcpd_extra.conf", "")
        lan.confd.put("/dhcp", json={"network_interfaces": []}).raise_for_status()
        lan.apply()
        fleet.docker("network", "disconnect", name, container)


def test_a_second_network_is_served_on_its_own_interface(
    lan: Lan, second: ipaddress.IPv4Network
) -> None:  # SYS-194, SYS-195, SYS-200, SYS-201
    fleet = lan.fleet
    links = json.loads(fleet.exec("dhcp", "ip", "-json", "-4", "address", "show"))
    address = fleet.address("dhcp", "home")
    interface = next(link["ifname"] for link in links if any(one["local"] == address for one in link["addr_info"]))
    first, last = last_addresses(second)
    site = (
        f"subnet {second.network_address} netmask {second.netmask} {{\n"
        f"    option routers {address};\n"
        f'    pool {{ range {first} {last}; allow members of "voip-phones"; }}\n'
        "}\n"
    )
    lan.has("/etc/dhcp/dhcpd_extra.conf", site)
    lan.update_config()
    assert lan.asks("yealink", box="phone-n", seconds=1.5) is None
    lan.confd.put("/dhcp", json={"network_interfaces": [interface]}).raise_for_status()
    assert lan.asks("yealink", box="phone-n", seconds=1.5) is None
    lan.apply()
    assert len(lan.report()["interfaces"]) == 2
    there = eventually(lambda: lan.asks("yealink", box="phone-n"))
    assert there
    assert ipaddress.IPv4Address(first) <= ipaddress.IPv4Address(there["address"]) <= ipaddress.IPv4Address(last)
    assert router_of(there) == address
    assert lan.asks("MSFT 5.0", box="phone-n", seconds=1.5) is None
    here = lan.asks("yealink")
    assert here
    assert ipaddress.IPv4Address(here["address"]) in lan.network
    assert router_of(here) == fleet.address("dhcp", "phones")


ACME = 'class "acme" {\n    match if substring(option vendor-class-identifier, 0, 4) = "acme";\n}\n'


def test_vendors_files_come_from_the_update_server(lan: Lan) -> None:  # DEV-177, DEV-178, DEV-179
    with UpdateServer(lan) as server:
        server.publish(ACME)
        assert lan.asks("acme 1", seconds=1.5) is None
        before = lan.report()["applied_at"]
        assert "fetched" in lan.fleet.exec("dhcp", "dhcpd-update")
        eventually(lambda: lan.report()["applied_at"] != before and lan.report()["running"])
        eventually(lambda: lan.asks("acme 1"), what="the vendor is known")
        server.publish(f"{ACME}nonsense\n")
        with pytest.raises(RuntimeError, match=r"nothing was changed: .*acme\.conf line"):
            lan.fleet.exec("dhcp", "dhcpd-update")
        assert lan.fleet.exec("dhcp", "cat", "/etc/dhcp/dhcpd_update/acme.conf") == ACME
        assert lan.asks("acme 1") is not None
        eventually(lambda: "acme.conf line" in (lan.report()["update"] or {}).get("fault", ""))


def test_the_dhcp_server_updates_itself_when_it_is_told(lan: Lan) -> None:  # DEV-177, API-174
    with UpdateServer(lan) as server, lan.fleet.client("sysconfd", 8668) as sysconfd:
        server.publish(ACME)
        sysconfd.get("/dhcpd_update").raise_for_status()
        eventually(lambda: lan.asks("acme 1", seconds=1.5), what="the vendor is known")
        server.publish(ACME.replace('= "acme"', '= "emca"'))
        started = lan.provd.post("/pg_mgr/install/update", json={}).raise_for_status()
        monitor = started.headers["Location"].removeprefix("/provd")
        eventually(lambda: "success" in lan.provd.get(monitor).json()["status"], what="the list of plugins")
        lan.provd.delete(monitor).raise_for_status()
        eventually(lambda: lan.asks("emca 1", seconds=1.5), what="provd had the vendor made known")
