# SPDX-License-Identifier: GPL-3.0-or-later
"""Slow down whoever guesses passwords, without locking anybody else out."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable


class Throttle:
    """Counts failures per account and address; the oldest pairs are forgotten first when there are too many."""

    def __init__(
        self,
        *,
        failures: int = 5,
        window_seconds: float = 60,
        most_pairs: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures = failures
        self._window = window_seconds
        self._most_pairs = most_pairs
        self._clock = clock
        self._seen: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def wait_seconds(self, account: str, address: str) -> int:
        """Seconds before this pair may try again; 0 when it may."""
        times = self._seen.get((account, address))
        if not times:
            return 0
        now = self._clock()
        while times and times[0] <= now - self._window:
            times.popleft()
        return int(times[0] + self._window - now) + 1 if len(times) >= self._failures else 0

    def failed(self, account: str, address: str) -> None:
        pair = (account, address)
        self._seen.setdefault(pair, deque(maxlen=self._failures)).append(self._clock())
        self._seen.move_to_end(pair)
        while len(self._seen) > self._most_pairs:
            self._seen.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        self._seen.pop((account, address), None)
