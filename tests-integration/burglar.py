# SPDX-License-Identifier: GPL-3.0-or-later
"""Who tries passwords, from a container that is nobody's telephone at the moment."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from xivo_testkit.fleet import Fleet

PROGRAM = (Path(__file__).resolve().parent / "guesser.py").read_text()
PARTS = PROGRAM.partition("if __name__")[0]
GUARD = "import sys; sys.path.insert(0, '/usr/local/lib/guard'); import browsers, kernel; "
GUESSES = 10_000
MOST_FAILURES = 10
CONNECTIONS = 8
"""That a guesser opens at once."""
NOBODY = "zzzz9999"


class Burglar:
    """The guesser of guesser.py in a container, and what the guard thinks of its address."""

    def __init__(self, fleet: Fleet, box: str) -> None:
        self.fleet = fleet
        self.address = fleet.address(box, "phones")
        self._container = fleet.container(box)
        hang_up_for_good(fleet, box)

    def begins(self, count: int, *users: str, transport: str = "", claim: str = "") -> subprocess.Popen[str]:
        server = transport + self.fleet.address("edge" if "wss:" in transport else "asterisk", "phones")
        command = ["docker", "exec", "-e", f"CLAIM={claim}", self._container, "python3", "-c", PROGRAM]
        return subprocess.Popen([*command, server, str(count), *users], stdout=subprocess.PIPE, text=True)

    def guesses(self, count: int, *users: str, transport: str = "", claim: str = "") -> dict[str, Any]:
        return heard_by(self.begins(count, *users, transport=transport, claim=claim))

    def runs(self, program: str) -> str:
        """With what guesser.py has."""
        return self.fleet.docker("exec", self._container, "python3", "-c", PARTS + program)

    def is_forgotten(self) -> None:
        self.fleet.exec("guard", "guard", "unban", self.address, check=False)

    def is_known(self) -> None:
        """As somebody who registered."""
        self.fleet.exec("guard", "python3", "-c", f"{GUARD}kernel.know('{self.address}')")

    def is_spared(self, spared: bool) -> None:
        """As an address of XIVO_GUARD_NEVER, in a browser."""
        number = "browsers.SPARED" if spared else f"browsers.number_of('{self.address}')"
        program = f"{GUARD}kernel.introduce(browsers.text_of('{self.address}'), {number})"
        self.fleet.exec("guard", "python3", "-c", program)

    @property
    def is_counted(self) -> bool:
        """Whether the kernel has counted a refusal of somebody whom it does not know."""
        element = f"strangers4 {{{{ {{browsers.number_of('{self.address}')}} }}}}"
        program = f'{GUARD}print(bool(kernel.nft(f"get element inet xivo-guard {element}", check=False)))'
        return "True" in self.fleet.exec("guard", "python3", "-c", program)

    @property
    def is_banned(self) -> bool:
        listed = self.fleet.exec("guard", "guard", "list").splitlines()
        return self.address in {line.split()[0] for line in listed}


def hang_up_for_good(fleet: Fleet, box: str) -> None:
    """The telephone of somebody who is gone tries its password on, from the address that is looked at."""
    fleet.exec(box, "pkill", "-KILL", "baresip", check=False)


def knows(fleet: Fleet, address: str) -> bool:
    """Whether the guard has seen somebody at this address get in."""
    return "True" in fleet.exec("guard", "python3", "-c", f"{GUARD}print(kernel.is_known('{address}'))")


def heard_by(running: subprocess.Popen[str], timeout: float = 100) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(running.communicate(timeout=timeout)[0])
    return found
