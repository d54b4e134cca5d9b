# SPDX-License-Identifier: GPL-3.0-or-later
"""Who guesses gets banned: addresses that name many unknown phones, or ask for what is not theirs."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from prometheus_client import Counter

logger = logging.getLogger(__name__)

OFFENCES = Counter("xivo_provd_phone_offences_total", "Refused or suspicious requests of phones", ["kind"])
BANS = Counter("xivo_provd_bans_total", "Addresses banned")

MAX_ADDRESSES = 10_000


class Offence(StrEnum):
    NEW_DEVICE = "new_device"
    GUESS = "guess"
    DENIED = "denied"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class GuardLimits:
    """How many of each offence an address may commit within the window, and how long a ban lasts; in seconds.

    New devices have a window of their own. An address that phones share may come to ``behind_nat`` times as many new
    devices and missing files.
    """

    window: float = 600.0
    ban: float = 900.0
    new_devices: int = 10
    new_devices_window: float = 60.0
    guesses: int = 12
    denied: int = 12
    not_found: int = 400
    behind_nat: int = 20

    def window_of(self, offence: Offence) -> float:
        return self.new_devices_window if offence is Offence.NEW_DEVICE else self.window

    def of(self, offence: Offence, *, is_shared: bool = False) -> int:
        """Guesses, and tries of what is another's, are no more for an address that phones share."""
        factor = self.behind_nat if is_shared else 1
        return {
            Offence.NEW_DEVICE: self.new_devices * factor,
            Offence.GUESS: self.guesses,
            Offence.DENIED: self.denied,
            Offence.NOT_FOUND: self.not_found * factor,
        }[offence]


@dataclass
class _Record:
    offences: dict[Offence, deque[tuple[float, str | None]]] = field(default_factory=dict)
    banned_until: float = 0.0


class Guard:
    """Counts by source address; remembers the ten thousand addresses seen last."""

    def __init__(self, limits: GuardLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def banned_for(self, address: str) -> float:
        """Seconds left of the ban; 0 for the innocent."""
        record = self._records.get(address)
        return max(0.0, record.banned_until - self._clock()) if record else 0.0

    def offend(self, address: str, offence: Offence, subject: str | None = None, *, is_shared: bool = False) -> bool:
        """Note an offence; True when it was one too many and the address is banned from now on.

        The same offence on the same subject counts once. ``is_shared``: many phones have this address.
        """
        OFFENCES.labels(offence).inc()
        now = self._clock()
        record = self._records.setdefault(address, _Record())
        self._records.move_to_end(address)
        while len(self._records) > MAX_ADDRESSES:
            self._records.popitem(last=False)
        times = record.offences.setdefault(offence, deque())
        while times and now - times[0][0] > self._limits.window_of(offence):
            times.popleft()
        if subject is None or all(subject != known for _, known in times):
            times.append((now, subject))
        if len(times) <= self._limits.of(offence, is_shared=is_shared):
            return False
        record.banned_until = now + self._limits.ban
        record.offences.clear()
        BANS.inc()
        logger.warning("%s is banned for %d s: too many requests of kind %s", address, self._limits.ban, offence)
        return True

    def pardon(self, address: str) -> bool:
        return self._records.pop(address, None) is not None

    def banned(self) -> dict[str, int]:
        """The banned addresses with the seconds left."""
        now = self._clock()
        return {
            address: int(record.banned_until - now)
            for address, record in self._records.items()
            if record.banned_until > now
        }


class NewPhones:
    """How many unknown phones of which only leases or TFTP tell become devices within a minute, of all addresses: both
    can be forged, so that a limit for each address is none.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._times: deque[float] = deque()
        self._is_said = False

    def one_more(self) -> bool:
        now = self._clock()
        while self._times and now - self._times[0] > 60.0:
            self._times.popleft()
        if len(self._times) < self._limit // 2:
            self._is_said = False
        if len(self._times) >= self._limit:
            if not self._is_said:
                logger.warning("%d new phones by DHCP and TFTP within a minute: more become devices later", self._limit)
                self._is_said = True
            return False
        self._times.append(now)
        return True
