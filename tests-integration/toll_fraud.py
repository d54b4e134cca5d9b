# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways that somebody tries who may not call out, and the provider that would see it."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from offices import Desk, Office, changed
from provider import Provider
from talking import presses, talk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee
from xivo_testkit.recorder import BusRecorder

PROGRAMS = Path(__file__).resolve().parent
DIALLER = (PROGRAMS / "dialler.py").read_text()
TRANSFERRER = (PROGRAMS / "transferrer.py").read_text()
EVERYTHING = ["_X.", "_+.", "_*.", "_#."]
DESTINATIONS = 500
"""That are tried on each leg."""
AT_ONCE = 50
"""Callers who type on one leg."""
FORWARDERS = 20
"""Users whose forwards are set and called in one go."""
TRANSFERRED = 5
"""Numbers for each way that a real telephone has to transfer: every one costs a call between two telephones."""
INJECTED = (
    "0044{n}&PJSIP/{n}@provider",
    "0044{n}/n@provider",
    "0044{n},XIVO_AUTHORIZATION=ALLOW",
    "0044{n},XIVO_USERID=1",
    "0044{n}@to-extern",
    "0044{n})Goto(to-extern,0044{n},1",
    '0044{n}" = "" | "1',
    "0044{n}${{EXTEN}}",
    "0044{n};{n}",
    "0044{n}|{n}",
    "1001&PJSIP/{n}@provider",
    "+{n}\r\nX-Other: {n}",
)


def destinations(count: int = DESTINATIONS, seed: int = 1511) -> list[str]:
    """Abroad, premium, prefixed, too long, and more than a number; the same in each run."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        digits = "".join(chance.choices("0123456789", k=chance.randint(6, 11)))
        kinds = (
            f"00{digits}",
            f"+{digits}",
            f"089{digits}",
            f"0{digits}",
            f"**99{digits}",
            f"00{digits * 4}"[:60],
            f"*{digits}",
            f"#{digits}",
            chance.choice(INJECTED).format(n=digits),
            chance.choice(INJECTED).format(n=digits),
        )
        found[chance.choice(kinds)] = None
    return list(found)


def on_a_keypad() -> list[str]:
    """As many numbers as there are destinations, of what a keypad has."""
    found = (one[:14] for one in destinations(3 * DESTINATIONS) if not one.strip("0123456789*#"))
    return list(dict.fromkeys(found))[:DESTINATIONS]


def batches(texts: list[str], size: int) -> Iterator[list[str]]:
    for first in range(0, len(texts), size):
        yield texts[first : first + size]


@dataclass
class Outside:
    """A provider, a way out to it, and somebody who may not take it."""

    fleet: Fleet
    confd: httpx.Client
    provider: Provider
    trunk: int
    mallory: Employee

    def dials(self, numbers: list[str], caller: Employee | None = None) -> Counter[int]:
        """Quickly, as the trunk or with a user's account; how often the calls ended in which status."""
        given: dict[str, Any] = {"server": self.fleet.address("asterisk", "phones"), "numbers": numbers}
        if caller is not None:
            line = self.confd.get(f"/lines_sip/{caller.line_id}").json()
            given |= {"user": line["username"], "password": line["secret"]}
        command = self.fleet.program_of_phone(self.provider.box, DIALLER, json.dumps(given))
        done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=True)
        return Counter(json.loads(done.stdout).values())

    def call_in(self, numbers: list[str]) -> None:
        """As many callers from outside as numbers, at once: each has a few seconds."""
        program = 'for number; do asterisk -rx "channel originate Local/$number@from-extern/n application Wait 8"; done'
        self.fleet.exec("asterisk", "sh", "-c", program, "sh", *numbers)

    def types(self, number: str, texts: list[str]) -> None:
        """As many callers from outside as texts, at once: each types his when he is answered."""
        line = f"channel originate Local/{number}@from-extern/n application SendDTMF"
        program = 'for text in "$@"; do asterisk -rx "$0 $text,60,60" >/dev/null; done'
        self.fleet.exec("asterisk", "sh", "-c", program, line, *texts)

    def is_quiet(self) -> None:
        """Everybody has hung up."""
        eventually(lambda: "0 active channels" in self.fleet.asterisk("core show channels"), 120, every=0.2)


def leads(office: Office, exten: str, destination: dict[str, Any]) -> str:
    office.make("/incalls", exten=exten, context="from-extern", destination=destination)
    return exten


def forwarded_to(outside: Outside, office: Office, who: Employee, number: str) -> None:
    path = f"/users/{who.user_id}/forwards/unconditional"
    changed(outside.confd, path, enabled=True, destination=number)
    office.settle()


@contextmanager
def transferring(
    outside: Outside, users: list[Employee], numbers: list[str]
) -> Iterator[tuple[dict[str, int], Callable[[], bool]]]:
    """They transfer whoever calls to the next number. Afterwards there is how often that ended in what; meanwhile,
    whether all is done.
    """
    lines = [outside.confd.get(f"/lines_sip/{user.line_id}").json() for user in users]
    given = {
        "server": outside.fleet.address("asterisk", "phones"),
        "accounts": [{"user": line["username"], "password": line["secret"]} for line in lines],
        "numbers": numbers,
    }
    command = outside.fleet.program_of_phone(outside.provider.box, TRANSFERRER, json.dumps(given))
    answers: dict[str, int] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        yield answers, lambda: program.poll() is not None
        answers.update(json.loads(program.communicate(timeout=60)[0]))


def transfers(fleet: Fleet, bus: BusRecorder, caller: Desk, called: Desk, number: str, by: str) -> None:
    """The called one sends the caller to the number."""
    talk(caller, called)
    if by == "REFER":
        called.phone.transfers(number)
    else:
        presses(fleet, bus, called, by, caller.employee.sip_username)
        called.phone.types(number)


def consulted(bus: BusRecorder, number: str) -> None:
    """Until the call to whom the other is to be transferred to is over."""
    name = f"Local/{number}@"
    eventually(lambda: any(name in one.data["Channel"] for one in bus.named("Hangup")), what=f"the end of {name}")
