# SPDX-License-Identifier: GPL-3.0-or-later
"""What templates may name: the values that sysconfd applied, and what only this host knows of its network."""

import ipaddress
import json
import shlex
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Variables = dict[str, str]


class NotConfigured(Exception):
    """What keeps the server from running; the text is for the administrator."""


@dataclass(frozen=True)
class Interface:
    name: str
    address: ipaddress.IPv4Interface


def parse(text: str) -> Variables:
    """The lines ``NAME="value"`` of common.conf. Raises NotConfigured."""
    variables = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        try:
            (word,) = shlex.split(line)
            name, _, value = word.partition("=")
        except ValueError as error:
            raise NotConfigured(f"common.conf: {line!r}: {error}") from error
        variables[name] = value
    return variables


def interfaces() -> list[Interface]:
    """The host's IPv4 addresses, each with its interface."""
    found = subprocess.run(
        ["ip", "-json", "-4", "address", "show"], capture_output=True, text=True, check=True, timeout=5
    )
    return [
        Interface(link["ifname"], ipaddress.IPv4Interface(f"{address['local']}/{address['prefixlen']}"))
        for link in json.loads(found.stdout)
        for address in link.get("addr_info", ())
    ]


def voip_interface(pool: str, there: list[Interface]) -> Interface:
    """The one in whose subnet the whole pool is. Raises NotConfigured."""
    start, _, end = pool.partition(" ")
    for interface in there:
        network = interface.address.network
        if ipaddress.IPv4Address(start) in network and ipaddress.IPv4Address(end) in network:
            return interface
    raise NotConfigured(f"no interface of this host is in the subnet of the pool {start} to {end}")


def complete(
    applied: Mapping[str, str],
    environment: Mapping[str, str],
    there: list[Interface],
    resolve: Callable[[str], str] = socket.gethostbyname,
) -> Variables:
    """With the VoIP subnet and the provisioning URL. Raises NotConfigured."""
    if not applied.get("XIVO_PROVISIONING_KEY"):
        raise NotConfigured("the key of the provisioning URL is not known")
    voip = voip_interface(applied["XIVO_DHCP_POOL"], there)
    address = str(voip.address.ip)
    host = environment.get("XIVO_PROVISIONING_HOST") or address
    try:
        host_address = resolve(host)
    except OSError as error:
        raise NotConfigured(f"{host}: {error}") from error
    port = environment.get("XIVO_PROVISIONING_PORT") or "8667"
    return {
        **applied,
        "XIVO_VOIP_IFACE": voip.name,
        "XIVO_NET4_IP": address,
        "XIVO_NET4_SUBNET": str(voip.address.network.network_address),
        "XIVO_NET4_NETMASK": str(voip.address.netmask),
        "XIVO_NET4_BROADCAST": str(voip.address.network.broadcast_address),
        "XIVO_PROVISIONING_HOST": host,
        "XIVO_PROVISIONING_ADDRESS": host_address,
        "XIVO_PROVISIONING_URL": f"http://{host}:{port}/{applied['XIVO_PROVISIONING_KEY']}",
    }
