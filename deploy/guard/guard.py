#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bans who guesses passwords, in front of Asterisk: ``guard run``, ``guard list``, ``guard unban ADDRESS``.

The kernel counts and bans (guard.nft), in the network namespace that this container shares with Asterisk. Inside of TLS
it can't look: there it holds back what a stranger gets until Asterisk has told, and the ban is the kernel's again. It
does so by UDP as well, where it sees refusals, but not which of them were of wrong passwords.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import browsers
import kernel
from failures import Failures
from security_events import Attempt, SecurityEvents, UpToDate

SOCKET = Path("/run/asterisk/asterisk.ctl")
REMEMBERED = Path("/var/lib/guard/remembered.json")
EVERY_SECONDS = 1
HELD_SECONDS = 0.1
"""So long a stranger may wait before we ask Asterisk about him."""
WRONG = 2
"""Refusals of a wrong password: the question for one was the first. So the kernel counts where it can read."""
SAVE_SECONDS = 30
KNOWN_AGAIN_SECONDS = 3600
RETRY_SECONDS = 60
LATE_SECONDS = 0.2
"""So long after a ban Asterisk may still see what its receiver sent before."""


class Watch:
    """What strangers and those inside of TLS do, and whose WebSockets are. Each guess counts at once."""

    def __init__(self, settings: kernel.Settings, secret: str) -> None:
        self._settings = settings
        self._events = SecurityEvents(secret)
        self._failures = Failures(settings.window)
        self._known: dict[str, float] = {}
        self._over: dict[str, float] = {}
        self._forgotten: dict[str, float] = {}
        self._held: set[str] = set()

    def begins(self) -> threading.Thread:
        """What watches from now on; it ends only if the kernel refuses a ban."""
        thread = threading.Thread(target=self._goes_on, daemon=True)
        thread.start()
        return thread

    def _goes_on(self) -> None:
        while True:
            for told in self._events.within(HELD_SECONDS):
                if isinstance(told, UpToDate):
                    self._judge()
                elif not self._is_over(told) and not self._settings.spares(told.address):
                    self._count(told)
            if not self._events.asked and (held := kernel.held()):
                self._held = held
                self._events.asks()
            for text in kernel.newcomers():
                self._introduce(text)

    def _introduce(self, text: str) -> None:
        """Whose first WebSocket waits."""
        address = browsers.address_in(text)
        number = browsers.SPARED if self._settings.spares(address) else browsers.number_of(address)
        kernel.introduce(text, number)
        if ":" in address:
            print(f"browsers of {address} and its /64 count as {browsers.address_of(number)}", flush=True)

    def _judge(self) -> None:
        """Who was held back before we asked got nothing since: all that he got is counted now."""
        for address in list(self._held):
            self._forgets(address)
            left = self._settings.failures - self._failures.of(address) - kernel.refused_in_browsers(address)
            if left <= 0:
                self._ban(address)
                continue
            kernel.release(address, left - 1)
            self._known.pop(address, None)  # the kernel knows him no more
        self._held = set()

    def _is_over(self, attempt: Attempt) -> bool:
        """Whether it was made before the ban of its caller. Asterisk tells of it later: no reason to ban again."""
        now = time.time()
        self._over = {one: at for one, at in self._over.items() if now - at < self._settings.window}
        return attempt.at <= self._over.get(attempt.address, 0) + LATE_SECONDS

    def _forgets(self, address: str) -> float:
        """When somebody let this address in again; what we counted before is forgotten, too."""
        at = kernel.forgotten_at(address)
        if at != self._forgotten.pop(address, 0.0):
            self._failures.forget(address)
            self._known.pop(address, None)
        if at:
            self._forgotten[address] = at
        return at

    def _count(self, attempt: Attempt) -> None:
        address = attempt.address
        if attempt.is_datagram and kernel.is_known(address):
            return  # the kernel counts that, and sees success as well
        if attempt.at <= self._forgets(address):
            return
        if attempt.success:
            self._failures.forget(address)
            if time.monotonic() - self._known.get(address, -KNOWN_AGAIN_SECONDS) >= KNOWN_AGAIN_SECONDS:
                kernel.know(address)
                self._known[address] = time.monotonic()
            return
        count = self._failures.more(address, WRONG)
        if count < self._settings.failures:
            return
        if count >= self._settings.failures_known or not kernel.is_known(address):
            self._ban(address)

    def _ban(self, address: str) -> None:
        kernel.ban(address, self._settings.ban)
        self._over[address] = time.time()
        self._failures.forget(address)
        self._known.pop(address, None)
        self._held.discard(address)


def run() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settings = _guarding()
    print("guessers are banned", flush=True)
    watching = Watch(settings, os.environ.get("AMI_GUARD_SECRET", "")).begins()
    seen: set[str] = set()
    asterisk = None
    saved = time.monotonic()
    while _has_network():
        asterisk = _asterisk()
        now = kernel.banned()
        for address in sorted(now.keys() - seen):
            print(f"warning: {address} is banned for {now[address]} s", flush=True)
        if now.keys() != seen or time.monotonic() - saved >= SAVE_SECONDS:
            _save(kernel.remembered())
            saved = time.monotonic()
        seen = set(now)
        watching.join(EVERY_SECONDS)
        if not watching.is_alive():
            print("error: what Asterisk tells is not watched any more: we start again", flush=True)
            return 1
    while _asterisk() in (None, asterisk):
        time.sleep(EVERY_SECONDS)
    print("Asterisk started again, in another network: so do we", flush=True)
    return 1


def _guarding() -> kernel.Settings:
    """Once the kernel has the rules."""
    while True:
        try:
            settings = kernel.Settings(dict(os.environ))
            kernel.load(settings, _saved())
        except (RuntimeError, ValueError) as error:
            print(f"error: nobody is banned: {error}", flush=True)
            time.sleep(RETRY_SECONDS)
        else:
            return settings


def _save(remembered: kernel.Remembered) -> None:
    new = REMEMBERED.with_suffix(".new")
    new.write_text(json.dumps({"at": int(time.time()), "sets": remembered}))
    new.replace(REMEMBERED)


def _saved() -> kernel.Remembered:
    """What was remembered and is not over yet."""
    try:
        found = json.loads(REMEMBERED.read_text())
        passed = max(0, int(time.time()) - found["at"])
        sets: kernel.Remembered = {
            name: {address: left - passed for address, left in addresses.items() if left > passed}
            for name, addresses in found["sets"].items()
        }
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}
    return sets


def _forget(address: str) -> bool:
    """Also what the next start would remember: it may be about to come, when nobody looks at this table any more."""
    was = kernel.forget(address)
    sets = _saved()
    for addresses in sets.values():
        addresses.pop(address, None)
    _save(sets)
    return was


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
        for address, seconds in sorted(kernel.banned().items()):
            print(address, seconds)
        return 0
    try:
        was = _forget(chosen.address)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{chosen.address} {'may come in again' if was else 'was not banned'}")
    return 0 if was else 1


if __name__ == "__main__":
    sys.exit(main())
