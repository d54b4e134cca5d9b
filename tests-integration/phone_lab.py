# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab of docs/phone-lab.md: the system at 10.34.1.1, a router, and telephones behind its NAT in 10.34.2.0/24.

These networks lie on those of the fleet under test, whose engine has addresses of its own: at them tests reach the
containers. As on a host, port 8667 of the system's one address leads to provd's container, and provd sees who asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from offices import Office, has_no_past
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import Hardware

Json = dict[str, Any]

FILES = Path(__file__).resolve().parent.parent / "docs" / "phone-lab"
PBX, ROUTER, INSIDE = "10.34.1.1", "10.34.1.254", "10.34.2.254"
BESIDE = "10.34.1.10"
"""A telephone in the system's own network."""
AASTRA = "xivo-aastra-3.3.1-SP2"
NAT_RULES = """
table ip lab {
    chain ports { type nat hook prerouting priority dstnat; ip daddr @PBX@ tcp dport 8667 dnat to @PROVD@; }
    chain detour { type filter hook output priority filter; icmp type redirect drop; }
}
"""


def aastra_6731i(mac: str) -> Hardware:
    """Aastra's administrator guide: the file of all telephones, then the telephone's own."""
    words = mac.upper().replace(":", "-")
    own = f"{words.replace('-', '')}.cfg"
    return Hardware("aastra", mac, f"Aastra6731i MAC:{words} V:3.3.1.4305-SIP", ("aastra.cfg", own))


class Lab:
    """Both networks, while :func:`built`."""

    def __init__(self, fleet: Fleet, provd: httpx.Client) -> None:
        self.fleet = fleet
        self.provd = provd
        self.key = str(provd.get("/configure/provisioning_key").json()["param"]["value"])

    def configuration(self) -> str:
        """The router's DHCP server has the manual's URLs, with the key in them."""
        return (FILES / "dhcpd-nat.conf").read_text().replace(":8667", f":8667/{self.key}")

    def asks(self, box: str, mac: str, vendor_class: str) -> Json:
        """The lease of somebody in a container's network; LookupError without an answer."""
        own = self.fleet.inspect(box)["NetworkSettings"]["Networks"]
        asked = {"mac": mac, "vendor_class": vendor_class, "seconds": 30}
        asked["interface"] = device_of(self.fleet, box, next(iter(own.values()))["IPAddress"])
        lease = json.loads(self.fleet.exec(box, "python3", "/opt/phone/dhcp_client.py", json.dumps(asked)))
        if lease is None:
            raise LookupError(f"nobody answers {vendor_class}")
        found: Json = lease
        return found

    def devices(self) -> list[Json]:
        """Those that provd knows at the router's address."""
        query = {"q": json.dumps({"ip": ROUTER})}
        found: list[Json] = self.provd.get("/dev_mgr/devices", params=query).json()["devices"]
        return found

    def device(self, mac: str) -> Json:
        found: Json = self.provd.get("/dev_mgr/devices", params={"q": json.dumps({"mac": mac})}).json()["devices"][0]
        return found

    def forget_devices(self, *macs: str) -> None:
        for device in self.devices():
            if device["mac"] in macs:
                self.provd.delete(f"/dev_mgr/devices/{device['id']}").raise_for_status()

    @contextmanager
    def plugin(self, name: str) -> Iterator[None]:
        """A plugin that the first start does not install."""

        def is_installed() -> bool:
            return name in self.provd.get("/pg_mgr/plugins").json()["plugins"]

        self.provd.post("/pg_mgr/install/install", json={"id": name}).raise_for_status()
        eventually(is_installed, what=name)
        try:
            yield
        finally:
            self.provd.post("/pg_mgr/install/uninstall", json={"id": name}).raise_for_status()

    def moves(self, box: str, source: str, target: str) -> None:
        """Its cable goes into a port of another network."""
        self.fleet.docker("network", "disconnect", f"{self.fleet.project}_{source}", self.fleet.container(box))
        self.fleet.docker("network", "connect", f"{self.fleet.project}_{target}", self.fleet.container(box))
        self.fleet.forget_addresses()

    def is_beside(self, box: str) -> None:
        """Somebody typed in the address :data:`BESIDE`, the first, from which the telephone speaks."""
        own = self.fleet.inspect(box)["NetworkSettings"]["Networks"][f"{self.fleet.project}_phones"]
        interface = device_of(self.fleet, box, own["IPAddress"])
        script = f"""
            ip address flush dev {interface}
            ip address add {BESIDE}/24 dev {interface}
            ip address add {own["IPAddress"]}/{own["IPPrefixLen"]} dev {interface}
            ip route replace default via {ROUTER}
        """
        self.fleet.exec(box, "sh", "-ec", script)

    def is_back(self, box: str, network: str) -> None:
        """In the network where the fleet has it, and as it was there."""
        networks = self.fleet.inspect(box)["NetworkSettings"]["Networks"]
        present = next(iter(networks)).removeprefix(f"{self.fleet.project}_")
        if present != network:
            self.moves(box, present, network)
        self.fleet.restart(box)
        url = f"http://{self.fleet.address(box, network)}:8080/state"
        eventually(lambda: httpx.get(url, timeout=5).is_success, what=box)


def device_of(fleet: Fleet, service: str, address: str) -> str:
    """The interface of a container of telephones that has an address."""
    return fleet.exec(service, "ip", "-o", "-4", "address", "show", "to", address).split()[1]


def in_network_of(fleet: Fleet, service: str, script: str) -> str:
    """A script in a container's network, with a right to change it that the container has not."""
    joined = ("--network", f"container:{fleet.container(service)}", "--cap-add", "NET_ADMIN")
    return fleet.docker("run", "--rm", *joined, fleet.image("router"), "sh", "-ec", script)


@contextmanager
def dhcp_server(fleet: Fleet, box: str, interface: str, configuration: str) -> Iterator[Callable[[], str]]:
    """dhcpd in a container, on one of its interfaces; yields what reads its log."""
    home, container = "/tmp/dhcpd", fleet.container(box)
    write = f'rm -rf {home}; mkdir {home}; printf %s "$TEXT" >{home}/conf; touch {home}/leases {home}/log'
    fleet.docker("exec", "-e", f"TEXT={configuration}", container, "sh", "-ec", write)
    serve = f"exec dhcpd -4 -f -d -cf {home}/conf -lf {home}/leases -pf {home}/pid {interface} >{home}/log 2>&1"
    fleet.docker("exec", "-d", container, "sh", "-c", serve)

    def log() -> str:
        return fleet.exec(box, "cat", f"{home}/log")

    try:
        eventually(lambda: "Server starting service" in log(), what="dhcpd")
        yield log
    finally:
        fleet.exec(box, "sh", "-c", f"kill $(cat {home}/pid)", check=False)
        eventually(lambda: not fleet.exec(box, "pgrep", "-x", "dhcpd", check=False), what="dhcpd is gone")


@contextmanager
def built(fleet: Fleet, confd: httpx.Client, provd: httpx.Client) -> Iterator[Lab]:
    """The lab, until its end; then all is as before."""
    lab, office = Lab(fleet, provd), Office(fleet, confd)
    with ExitStack() as leaving:
        leaving.callback(office.clear)
        office.put("/sip_general", nat=True, qualifyfreq=20)
        registrars = confd.get("/registrars", params={"search": "default"}).json()["items"]
        default = next(one["id"] for one in registrars if one["name"] == "default")
        office.put(f"/registrars/{default}", main_host=PBX)
        leaving.callback(_set_nat, provd, 0)
        _set_nat(provd, 1)
        leaving.callback(_no_system, fleet)
        _system(fleet)
        leaving.callback(_no_router, fleet)
        _router(fleet)
        for address in (ROUTER, BESIDE):
            has_no_past(fleet, address)
        inside = device_of(fleet, "router", fleet.address("router", "home"))
        leaving.enter_context(dhcp_server(fleet, "router", inside, lab.configuration()))
        office.settle()
        yield lab


def _set_nat(provd: httpx.Client, value: int) -> None:
    provd.put("/configure/NAT", json={"param": {"value": value}}).raise_for_status()


def _system(fleet: Fleet) -> None:
    asterisk, provd = fleet.address("asterisk", "phones"), fleet.address("provd", "phones")
    rules = NAT_RULES.replace("@PBX@", PBX).replace("@PROVD@", provd)
    script = f"""
        grep -q 1 /proc/sys/net/ipv4/ip_forward
        device=$(ip -o -4 address show to {asterisk} | awk '{{ print $2 }}')
        ip address replace {PBX}/24 dev "$device"
        nft 'table ip lab; delete table ip lab; {rules}'
    """
    in_network_of(fleet, "asterisk", script)
    in_network_of(fleet, "provd", f"ip route replace 10.34.1.0/24 via {asterisk}")


def _no_system(fleet: Fleet) -> None:
    device = "$(ip -o -4 address show to 10.34.1.1 | awk '{ print $2 }')"
    in_network_of(fleet, "asterisk", f"nft delete table ip lab; ip address delete {PBX}/24 dev {device}")
    in_network_of(fleet, "provd", "ip route delete 10.34.1.0/24")


def _sides(fleet: Fleet) -> list[tuple[str, str]]:
    return [
        (address, device_of(fleet, "router", fleet.address("router", network)))
        for address, network in ((ROUTER, "phones"), (INSIDE, "home"))
    ]


def _router(fleet: Fleet) -> None:
    for address, device in _sides(fleet):
        fleet.exec("router", "ip", "address", "replace", f"{address}/24", "dev", device)


def _no_router(fleet: Fleet) -> None:
    for address, device in _sides(fleet):
        fleet.exec("router", "ip", "address", "delete", f"{address}/24", "dev", device)
