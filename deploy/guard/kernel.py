# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel counts and remembers: the table ``xivo-guard`` of nftables (guard.nft)."""

import ipaddress
import json
import re
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import browsers
import nftables

RULES = Path(__file__).resolve().with_name("guard.nft")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Remembered = dict[str, dict[str, int]]
"""By set, the seconds that each address stays in it."""
TABLE = "xivo-guard"
COUNTED = ("failing", "strangers", "asking", "unjudged", "bytes", "held")
KEPT = ("known", "banned")
ANSWER_BYTES = 700
"""No refusal is much longer, with its TCP and TLS around it."""

_library = nftables.Nftables()
_library.set_json_output(True)
_one_at_a_time = threading.Lock()
"""The library is not for several threads."""


def load(settings: "Settings", remembered: Remembered) -> None:
    """Put the table in place, with what is remembered of an earlier one. Raises RuntimeError if the kernel can't."""
    text = RULES.read_text()
    for name, value in settings.values().items():
        text = text.replace(f"@{name}@", str(value))
    nft(text)
    for name, addresses in remembered.items():
        _put(name, addresses)


def ban(address: str, seconds: int) -> None:
    _put(_named("banned", address), {address: seconds})
    nft(_without("held", address))


def know(address: str) -> None:
    """It had success: what was counted is forgotten, and it is known for a day from now on."""
    there = f"add element inet {TABLE} {_named('known', address)} {{ {_key(address)} }}"
    nft("\n".join((_without("known", address), there, _without("held", address))))


def held() -> set[str]:
    """The strangers whose answers wait until somebody says what the earlier ones were."""
    return {address for family in "46" for address in _elements(f"held{family}")}


def release(address: str, failures_left: int) -> None:
    """Let a stranger have so many answers more, one at least."""
    answers = max(1, failures_left)
    limits = {
        "strangers": f"1/day burst {answers} packets",
        "unjudged": f"1/day burst {answers} packets",
        "bytes": f"1 bytes/day burst {answers * ANSWER_BYTES} bytes",
    }
    commands = [_without("held", address)]
    for kind, limit in limits.items():
        there = f"{{ {_key(address)} limit rate over {limit} }}"
        commands += [_without(kind, address), f"add element inet {TABLE} {_named(kind, address)} {there}"]
    nft("\n".join(commands))


def is_known(address: str) -> bool:
    return bool(nft(f"get element inet {TABLE} {_named('known', address)} {{ {_key(address)} }}", check=False))


def banned() -> dict[str, int]:
    """The banned addresses with the seconds that are left."""
    return {address: left for family in "46" for address, left in _elements(f"banned{family}").items()}


def newcomers() -> list[str]:
    """The texts of browsers whose first request waits until they are introduced."""
    return [element["val"] for element in _listing("newcomers")]


def introduce(text: str, number: int) -> None:
    """Let in what this browser sends from now on, and count what it gets under this number."""
    commands = f"add element inet {TABLE} browsers {{ {text} : {number} }}\n{_without_element('newcomers', text)}"
    try:
        nft(commands)
    except RuntimeError:  # the map is full: connections keep their numbers, and who comes again is introduced again
        nft(f"flush map inet {TABLE} browsers\n{commands}")


def remembered() -> Remembered:
    """What another table should have, too."""
    return {f"{name}{family}": _elements(f"{name}{family}") for name in KEPT for family in "46"}


def forget(address: str) -> bool:
    """Whether it was banned. It is a stranger again. Raises ValueError for what is no address."""
    address = str(ipaddress.ip_address(address))
    was = address in banned()
    at = f'add element inet {TABLE} {_named("forgotten", address)} {{ {_key(address)} comment "{time.time()}" }}'
    browsing = [_without_element("browsing4", _key(address))] if _key(address) != address else []
    without = [_without(name, address) for name in (*COUNTED, *KEPT, "forgotten")]
    nft("\n".join((*without, *browsing, at)))
    return was


def refused_in_browsers(address: str) -> int:
    """How many refusals its WebSockets got, of which Asterisk tells the edge's address only."""
    found = {str(element["val"]): element["counter"]["packets"] for element in _listing("browsing4")}
    return int(found.get(_key(address), 0))


def forgotten_at(address: str) -> float:
    """When somebody let it in again, in seconds since 1970; 0 if nobody did within the window."""
    found = nft(f"get element inet {TABLE} {_named('forgotten', address)} {{ {_key(address)} }}", check=False)
    at = re.search(r'comment "([\d.]+)"', found)  # one element is told in text
    return float(at[1]) if at else 0.0


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
        self.edge = browsers.Edge(environment.get("GUARD_EDGE_SECRET", ""))

    def values(self) -> dict[str, object]:
        """By name in guard.nft."""
        return {
            "STRANGER": self.failures - 1,
            "KNOWN": self.failures_known - 1,
            "BYTES": (self.failures - 1) * ANSWER_BYTES,
            "WINDOW": self.window,
            "BAN": self.ban,
            "NEVER4": _listed(network for network in self.never if network.version == 4),
            "NEVER6": _listed(network for network in self.never if network.version == 6),
            "EDGE": self.edge.begins,
            "EDGE_BITS": self.edge.bits,
            "ADDRESS_BITS": browsers.ADDRESS_BYTES * 8,
            "SPARED": browsers.SPARED,
        }

    def spares(self, address: str) -> bool:
        found = ipaddress.ip_address(address)
        return any(found in network for network in self.never)


def nft(commands: str, *, check: bool = True) -> str:
    """What the library of the command ``nft`` says. Raises RuntimeError if the kernel refuses, if ``check``."""
    with _one_at_a_time:
        code, output, error = _library.cmd(commands)
    if check and code:
        raise RuntimeError(error.strip() or f"nft ended with {code}")
    return str(output)


def _named(name: str, address: str) -> str:
    return f"{name}{ipaddress.ip_address(address).version}"


def _put(name: str, addresses: dict[str, int]) -> None:
    """Into a set; those that are in it stay as they are."""
    if not addresses:
        return
    elements = ", ".join(f"{_key(address)} timeout {left}s" for address, left in addresses.items())
    nft(f"add element inet {TABLE} {name} {{ {elements} }}")


def _key(address: str) -> str:
    """As it stands in a set."""
    return address if ipaddress.ip_address(address).version == 6 else str(browsers.number_of(address))


def _without(kind: str, address: str) -> str:
    """The commands for a set without the address, whether it was there or not."""
    return _without_element(_named(kind, address), _key(address))


def _without_element(name: str, key: str) -> str:
    element = f"element inet {TABLE} {name} {{ {key} }}"
    return f"add {element}\ndelete {element}"


def _elements(name: str) -> dict[str, int]:
    """By address, the seconds that are left."""
    return {browsers.address_of(element["val"]): element["expires"] for element in _listing(name)}


def _listing(name: str) -> list[dict[str, Any]]:
    listed = json.loads(nft(f"list set inet {TABLE} {name}"))["nftables"]
    return [element["elem"] for entry in listed for element in entry.get("set", {}).get("elem", ())]


def _number(environment: dict[str, str], name: str, default: int) -> int:
    value = int(environment.get(name) or default)
    if value < 2:
        raise ValueError(f"{name} must be 2 or more")
    return value


def _listed(networks: Iterable[Network]) -> str:
    words = ", ".join(map(str, networks))
    return f"elements = {{ {words} }}" if words else ""
