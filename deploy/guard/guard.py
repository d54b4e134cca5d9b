#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bans who guesses passwords, in front of Asterisk: ``guard run``, ``guard list``, ``guard unban ADDRESS``.

The counting and banning is the kernel's (guard.nft), in the network namespace that this container shares with Asterisk.
"""

import argparse
import ipaddress
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

RULES = Path(__file__).resolve().with_name("guard.nft")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SOCKET = Path("/run/asterisk/asterisk.ctl")
TABLE = "xivo-guard"
REMEMBERED = ("failing", "strangers", "known", "banned")
EVERY_SECONDS = 1
RETRY_SECONDS = 60


def rules(environment: dict[str, str]) -> str:
    """The rules with what the environment says: numbers, and networks with blanks or commas between them."""
    words = environment.get("GUARD_NEVER", "").replace(",", " ").split()
    networks = [ipaddress.ip_network(word, strict=False) for word in words]
    values = {
        "STRANGER": _number(environment, "GUARD_FAILURES", 10) - 1,
        "KNOWN": _number(environment, "GUARD_FAILURES_KNOWN", 100) - 1,
        "WINDOW": _number(environment, "GUARD_WINDOW", 600),
        "BAN": _number(environment, "GUARD_BAN", 3600),
        "NEVER4": _elements([network for network in networks if network.version == 4]),
        "NEVER6": _elements([network for network in networks if network.version == 6]),
    }
    text = RULES.read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def _number(environment: dict[str, str], name: str, default: int) -> int:
    value = int(environment.get(name) or default)
    if value < 2:
        raise ValueError(f"{name} must be 2 or more")
    return value


def _elements(networks: list[Network]) -> str:
    return f"elements = {{ {', '.join(map(str, networks))} }}" if networks else ""


def nft(*arguments: str, given: str | None = None, check: bool = True) -> str:
    done = subprocess.run(["nft", *arguments], input=given, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(done.stderr.strip() or f"nft ended with {done.returncode}")
    return done.stdout


def banned() -> dict[str, int]:
    """The banned addresses with the seconds that are left."""
    found = {}
    for family in "46":
        for entry in json.loads(nft("-j", "list", "set", "inet", TABLE, f"banned{family}"))["nftables"]:
            for element in entry.get("set", {}).get("elem", ()):
                found[element["elem"]["val"]] = element["elem"]["expires"]
    return found


def unban(address: str) -> bool:
    """Whether it was banned. It is a stranger again."""
    family = ipaddress.ip_address(address).version
    was = address in banned()
    for name in REMEMBERED:
        nft("delete", "element", "inet", TABLE, f"{name}{family}", f"{{ {address} }}", check=False)
    return was


def run() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        try:
            nft("-f", "-", given=rules(dict(os.environ)))
            break
        except (RuntimeError, ValueError) as error:
            print(f"error: nobody is banned: {error}", flush=True)
            time.sleep(RETRY_SECONDS)
    print("guessers are banned", flush=True)
    known: set[str] = set()
    asterisk = None
    while _has_network():
        asterisk = _asterisk()
        now = banned()
        for address in sorted(now.keys() - known):
            print(f"warning: {address} is banned for {now[address]} s", flush=True)
        known = set(now)
        time.sleep(EVERY_SECONDS)
    while _asterisk() in (None, asterisk):
        time.sleep(EVERY_SECONDS)
    print("Asterisk started again, in another network: so do we", flush=True)
    return 1


def _asterisk() -> tuple[int, int] | None:
    """Which start of Asterisk made its control socket. Only a container that runs has a network to join."""
    try:
        found = SOCKET.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _has_network() -> bool:
    """Asterisk's container keeps its network until it stops; when it starts again, it has a new one."""
    return any(path.name != "lo" for path in Path("/sys/class/net").iterdir())


def main() -> int:
    parser = argparse.ArgumentParser(prog="guard", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="load the rules, say who is banned")
    commands.add_parser("list", help="banned addresses and the seconds that are left")
    commands.add_parser("unban", help="let an address in again").add_argument("address")
    chosen = parser.parse_args()
    if chosen.command == "run":
        return run()
    if chosen.command == "list":
        for address, seconds in sorted(banned().items()):
            print(address, seconds)
        return 0
    try:
        was = unban(chosen.address)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{chosen.address} {'may come in again' if was else 'was not banned'}")
    return 0 if was else 1


if __name__ == "__main__":
    sys.exit(main())
