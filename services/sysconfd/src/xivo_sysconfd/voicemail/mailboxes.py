# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that Asterisk keeps: they go where their mailbox goes, and end with it (API-123)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

CONTEXT = r"(?!\.+$)[A-Za-z0-9_.-]{1,39}"
NUMBER = r"[0-9]{1,40}"
_COUNTED = re.compile(r"^; mailboxes (\d+)$", re.MULTILINE)
_LISTED = re.compile(rf"^; mailbox (\d+) ({NUMBER})@({CONTEXT})$", re.MULTILINE)

Place = tuple[str, str]


def listed(text: str) -> dict[int, Place] | None:
    """(context, number) of each mailbox that voicemail.conf lists, those out of service included, by its id.

    None if the list is not whole: nobody's messages may end because a file says nothing of them.
    """
    places = {int(identifier): (context, number) for identifier, number, context in _LISTED.findall(text)}
    counted = _COUNTED.search(text)
    return places if counted and int(counted[1]) == len(places) else None


class Mailboxes:
    """Asterisk's spool of voicemail. All calls block: run them in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def follow(self, before: str | None, after: str) -> None:
        """From one voicemail.conf to the next: a deleted mailbox loses its messages, a renumbered one keeps them.

        Whoever gets the number of a deleted mailbox must not find its messages. Doing it twice does no harm.
        """
        was, now = listed(before or ""), listed(after)
        if was is None or now is None:
            return
        for identifier in was.keys() - now.keys():
            self.remove(*was[identifier])
        moved = [(was[identifier], now[identifier]) for identifier in sorted(was.keys() & now.keys())]
        moves = [(self._of(*old), self._of(*new)) for old, new in moved if old != new]
        for number, (old, _) in enumerate(moves):
            if old.is_dir():
                old.rename(self._folder / f".moving-{number}")
        for number, (_, new) in enumerate(moves):
            moving = self._folder / f".moving-{number}"
            if moving.is_dir():
                new.parent.mkdir(mode=0o2775, parents=True, exist_ok=True)
                shutil.rmtree(new, ignore_errors=True)
                moving.rename(new)

    def remove(self, context: str, number: str) -> bool:
        """Whether there was anything."""
        place = self._of(context, number)
        if not place.is_dir():
            return False
        shutil.rmtree(place)
        return True

    def _of(self, context: str, number: str) -> Path:
        return self._folder / context / number
