# SPDX-License-Identifier: GPL-3.0-or-later
"""Slow down whoever guesses passwords, without locking anybody else out."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from .tokens.errors import TooManyAttempts

LONGEST_LOGIN = 256
MOST_WAITING = 100
Pair = tuple[str, str]


@dataclass(slots=True)
class _Tries:
    """Of one account at one address."""

    failures: deque[float] = field(default_factory=deque)
    running: int = 0
    waiting: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Attempt:
    """Say how it ended; an attempt that does not say was no guess (the backend's source was away)."""

    def __init__(self) -> None:
        self.right: bool | None = None

    def failed(self) -> None:
        self.right = False

    def succeeded(self) -> None:
        self.right = True


class Throttle:
    """Counts failures per account and address; the oldest pairs are forgotten first when there are too many.

    Guesses that come at the same time are no way around: no more of them are tried at once than may still fail. The
    others wait for how these end.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        window_seconds: float = 60,
        most_pairs: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_failures = failures
        self._window = window_seconds
        self._most_pairs = most_pairs
        self._clock = clock
        self._pairs: OrderedDict[Pair, _Tries] = OrderedDict()

    @asynccontextmanager
    async def attempt(self, account: str, address: str) -> AsyncIterator[Attempt]:
        """Raises `TooManyAttempts` when this account has to wait at this address."""
        pair = _pair(account, address)
        tries = self._pairs.setdefault(pair, _Tries())
        await self._admit(tries)
        attempt = Attempt()
        tries.running += 1
        try:
            yield attempt
        finally:
            tries.running -= 1
            if attempt.right is False:
                tries.failures.append(self._clock())
                self._pairs[pair] = tries
                self._pairs.move_to_end(pair)
            elif attempt.right:
                tries.failures.clear()
            tries.changed.set()
            tries.changed = asyncio.Event()
            self._forget(pair, tries)

    async def _admit(self, tries: _Tries) -> None:
        while True:
            if (wait := self._wait_seconds(tries)) or tries.waiting >= MOST_WAITING:
                raise TooManyAttempts(wait or 1)
            if len(tries.failures) + tries.running < self._most_failures:
                return
            tries.waiting += 1
            try:
                await tries.changed.wait()
            finally:
                tries.waiting -= 1

    def _wait_seconds(self, tries: _Tries) -> int:
        now = self._clock()
        while tries.failures and tries.failures[0] <= now - self._window:
            tries.failures.popleft()
        if len(tries.failures) < self._most_failures:
            return 0
        return int(tries.failures[0] + self._window - now) + 1

    def _forget(self, pair: Pair, tries: _Tries) -> None:
        if not (tries.failures or tries.running or tries.waiting):
            self._pairs.pop(pair, None)
        while len(self._pairs) > self._most_pairs:
            self._pairs.popitem(last=False)


def _pair(account: str, address: str) -> Pair:
    """Directories do not tell `Alice` from `alice`, and who has one IPv6 address has its whole /64 (RFC 6177)."""
    return account[:LONGEST_LOGIN].casefold(), _network(address)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
