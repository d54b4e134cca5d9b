# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to users that came to nothing: for some seconds their callers may ask to be called back (ADM-079)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xivo_agid.snapshot import Snapshot

LONGEST_CALL = 3600.0
"""Seconds. An end that was not seen, since the bus was away, is taken for granted by then."""


@dataclass(slots=True)
class Attempt:
    """``channel`` is the caller's (Uniqueid). ``refused``: the call never was for the called one (ADM-080).

    ``must_ring``: it counts only if a telephone of his was called, as a subroutine may have led it elsewhere.
    """

    caller: int
    called: int
    channel: str
    begun: float
    refused: bool = False
    must_ring: bool = False
    filtered: bool = False
    ended: float | None = None
    busy: bool = False
    rung: list[int] = field(default_factory=list)

    @property
    def wanted(self) -> int | None:
        """Who is to be called in the end: of a boss's secretaries the one who was rung last (ADM-082)."""
        if self.refused or (self.must_ring and self.called not in self.rung):
            return None
        if self.filtered:
            secretaries = [user for user in self.rung if user != self.called]
            return secretaries[-1] if secretaries else self.called
        return self.called


class Offers:
    """Each caller's last call to a user that was not answered. Told of what happens by Asterisk's events."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._of_caller: dict[int, Attempt] = {}
        self._on_channel: dict[str, Attempt] = {}

    def __len__(self) -> int:
        return len(self._of_caller)

    def begins(self, attempt: Attempt) -> None:
        """Of a call that is led on to others the first one counts: him the caller wanted."""
        self._forget_what_was()
        if attempt.channel in self._on_channel:
            return
        self._drop(self._of_caller.get(attempt.caller))
        self._of_caller[attempt.caller] = attempt
        self._on_channel[attempt.channel] = attempt

    def rings(self, event: Mapping[str, str], snapshot: Snapshot) -> None:
        """DialBegin: a telephone is called."""
        attempt = self._on_channel.get(event.get("Uniqueid", ""))
        user = snapshot.user_on(event.get("DestChannel", ""))
        if attempt is not None and user is not None:
            attempt.rung.append(user.id)

    def dial_ends(self, event: Mapping[str, str], snapshot: Snapshot) -> None:
        """DialEnd: who was answered by the one whom he wanted needs no completion (ADM-081)."""
        attempt = self._on_channel.get(event.get("Uniqueid", ""))
        if attempt is None:
            return
        user, status = snapshot.user_on(event.get("DestChannel", "")), event.get("DialStatus")
        is_his = user is not None and user.id == attempt.called
        if status == "BUSY" and is_his:
            attempt.busy = True
        if status == "ANSWER" and (is_his or attempt.filtered):
            self._drop(attempt)

    def hangs_up(self, event: Mapping[str, str]) -> None:
        attempt = self._on_channel.get(event.get("Uniqueid", ""))
        if attempt is not None:
            attempt.ended = self._clock()

    def take(self, caller: int) -> Attempt | None:
        """What this caller may ask for now, once."""
        self._forget_what_was()
        attempt = self._of_caller.get(caller)
        if attempt is None or attempt.wanted is None:
            return None
        self._drop(attempt)
        return attempt

    def _forget_what_was(self) -> None:
        now = self._clock()
        for attempt in list(self._of_caller.values()):
            over = attempt.begun + LONGEST_CALL if attempt.ended is None else attempt.ended + self._seconds
            if now > over:
                self._drop(attempt)

    def _drop(self, attempt: Attempt | None) -> None:
        if attempt is not None:
            self._of_caller.pop(attempt.caller, None)
            self._on_channel.pop(attempt.channel, None)
