# SPDX-License-Identifier: GPL-3.0-or-later
"""What a telephone's network does when it is switched on: dhclient asks, the interface is set up as the answer says.

``python3 dhcp_boot.py AastraIPPhone6731i`` prints as JSON where the telephone's files are; standard library only. The
interface is the one with the address that the container has from its engine, at which tests reach it from outside.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any

HOME = Path("/tmp/phone/dhclient")
CONFIGURATION = """\
send vendor-class-identifier "{vendor_class}";
request subnet-mask, routers, tftp-server-name, vendor-encapsulated-options;
timeout 10;
"""
AASTRA_CFG_SERVER_NAME = 2
"""The sub-option of the vendor's space in which an Aastra looks for its URL before option 66."""

Json = dict[str, Any]


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    return done.stdout


def own_interface() -> tuple[str, ipaddress.IPv4Interface]:
    """The interface in the telephones' network, and the container's own address on it."""
    own = socket.gethostbyname(socket.gethostname())
    for interface in json.loads(run("ip", "-j", "-4", "address", "show")):
        for address in interface["addr_info"]:
            if address["local"] == own:
                return interface["ifname"], ipaddress.IPv4Interface(f"{own}/{address['prefixlen']}")
    raise LookupError(own)


def lease(interface: str, vendor_class: str) -> dict[str, str]:
    """What the server said, in dhclient's words."""
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "said").unlink(missing_ok=True)
    (HOME / "leases").write_text("")  # it remembers none: DISCOVER
    (HOME / "conf").write_text(CONFIGURATION.format(vendor_class=vendor_class))
    files = ["-cf", str(HOME / "conf"), "-lf", str(HOME / "leases"), "-pf", str(HOME / "pid")]
    command = ["dhclient", "-4", *files, "-sf", "/opt/phone/dhcp_event"]
    run(*command, "-1", interface)
    run(*command, "-x", interface)
    return dict(line.split("=", 1) for line in (HOME / "said").read_text().splitlines() if "=" in line)


def set_up(interface: str, own: ipaddress.IPv4Interface, said: dict[str, str]) -> ipaddress.IPv4Interface:
    """The leased address is the first, from which the telephone speaks.

    In the engine's own network its router stays: by that the engine asks other name servers for the container.
    """
    leased = ipaddress.IPv4Interface(f"{said['new_ip_address']}/{said['new_subnet_mask']}")
    routes = [line.split() for line in run("ip", "route", "show", "default").splitlines()]
    run("ip", "address", "flush", "dev", interface)
    for address in (leased, own):
        run("ip", "address", "add", str(address), "dev", interface)
    for words in routes:
        run("ip", "route", "replace", *words)
    routers = said.get("new_routers", "").split()
    if routers and own.ip not in leased.network:
        run("ip", "route", "replace", "default", "via", routers[0], "dev", interface)
    return leased


def url_of(said: dict[str, str], vendor_class: str) -> str:
    """Where the files are: option 43 for an Aastra, else option 66."""
    options = said.get("new_vendor_encapsulated_options", "")
    octets = bytes(int(octet, 16) for octet in options.split(":")) if options else b""
    while vendor_class.startswith("Aastra") and len(octets) > 2:
        code, size = octets[0], octets[1]
        if code == AASTRA_CFG_SERVER_NAME:
            return octets[2 : 2 + size].decode()
        octets = octets[2 + size :]
    return said["new_tftp_server_name"]


def main() -> None:
    vendor_class = sys.argv[1]
    interface, own = own_interface()
    said = lease(interface, vendor_class)
    leased = set_up(interface, own, said)
    url = urllib.parse.urlsplit(url_of(said, vendor_class))
    told: Json = {"provd": url.hostname, "http_port": url.port, "key": url.path.strip("/"), "leased": str(leased.ip)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
