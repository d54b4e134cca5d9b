# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel counts and remembers: the table ``xivo-guard`` of nftables (guard.nft)."""

import ipaddress
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

RULES = Path(__file__).resolve().with_name("guard.nft")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Remembered = dict[str, dict[str, int]]
"""By set, the seconds that each address stays in it."""
TABLE = "xivo-guard"
COUNTED = ("failing", "strangers")
KEPT = ("known", "banned")


def load(settings: "Settings", remembered: Remembered) -> None:
    """Put the table in place, with what is remembered of an earlier one. Raises RuntimeError if the kernel can't."""
    text = RULES.read_text()
    for name, value in settings.values().items():
        text = text.replace(f"@{name}@", str(value))
    nft("-f", "-", given=text)
    for name, addresses in remembered.items():
        _put(name, addresses)


def ban(address: str, seconds: int) -> None:
    _put(_named("banned", address), {address: seconds})


def cut(address: str, port: int, seconds: int) -> None:
    """One connection of somebody who speaks for many."""
    _put(_named("cut", address), {f"{address} . {port}": seconds})


def know(address: str) -> None:
    """It had success: what was counted is forgotten, and it is known for a day from now on."""
    name = _named("known", address)
    there = f"add element inet {TABLE} {name} {{ {address} }}"
    again = f"delete element inet {TABLE} {name} {{ {address} }}"
    nft("-f", "-", given=f"{there}\n{again}\n{there}")


def is_known(address: str) -> bool:
    return bool(nft("get", "element", "inet", TABLE, _named("known", address), f"{{ {address} }}", check=False))


def banned() -> dict[str, int]:
    """The banned addresses with the seconds that are left."""
    return {address: left for family in "46" for address, left in _elements(f"banned{family}").items()}


def remembered() -> Remembered:
    """What another table should have, too."""
    return {f"{name}{family}": _elements(f"{name}{family}") for name in KEPT for family in "46"}


def forget(address: str) -> bool:
    """Whether it was banned. It is a stranger again. Raises ValueError for what is no address."""
    address = str(ipaddress.ip_address(address))
    was = address in banned()
    for name in (*COUNTED, *KEPT):
        nft("delete", "element", "inet", TABLE, _named(name, address), f"{{ {address} }}", check=False)
    return was


class Settings:
    """What the environment says: numbers, and networks with blanks or commas between them.

    Raises ValueError for what is neither.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        words = environment.get("GUARD_NEVER", "").replace(",", " ").split()
        self.never: list[Network] = [ipaddress.ip_network(word, strict=False) for word in words]
        self.failures = _number(environment, "GUARD_FAILURES", 10)
        self.failures_known = _number(environment, "GUARD_FAILURES_KNOWN", 100)
        self.window = _number(environment, "GUARD_WINDOW", 600)
        self.ban = _number(environment, "GUARD_BAN", 3600)

    def values(self) -> dict[str, object]:
        """By name in guard.nft."""
        return {
            "STRANGER": self.failures - 1,
            "KNOWN": self.failures_known - 1,
            "WINDOW": self.window,
            "BAN": self.ban,
            "NEVER4": _listed(network for network in self.never if network.version == 4),
            "NEVER6": _listed(network for network in self.never if network.version == 6),
        }

    def spares(self, address: str) -> bool:
        found = ipaddress.ip_address(address)
        return any(found in network for network in self.never)


def nft(*arguments: str, given: str | None = None, check: bool = True) -> str:
    done = subprocess.run(["nft", *arguments], input=given, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(done.stderr.strip() or f"nft ended with {done.returncode}")
    return done.stdout


def _named(name: str, address: str) -> str:
    return f"{name}{ipaddress.ip_address(address).version}"


def _put(name: str, addresses: dict[str, int]) -> None:
    """Into a set; those that are in it stay as they are."""
    if not addresses:
        return
    elements = ", ".join(f"{address} timeout {left}s" for address, left in addresses.items())
    nft("-f", "-", given=f"add element inet {TABLE} {name} {{ {elements} }}")


def _elements(name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in json.loads(nft("-j", "list", "set", "inet", TABLE, name))["nftables"]:
        for element in entry.get("set", {}).get("elem", ()):
            found[element["elem"]["val"]] = element["elem"]["expires"]
    return found


def _number(environment: dict[str, str], name: str, default: int) -> int:
    value = int(environment.get(name) or default)
    if value < 2:
        raise ValueError(f"{name} must be 2 or more")
    return value


def _listed(networks: Iterable[Network]) -> str:
    words = ", ".join(map(str, networks))
    return f"elements = {{ {words} }}" if words else ""
