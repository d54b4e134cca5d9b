# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the wrong passwords of one caller after another; a right one, or time, forgets them."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

MOST_CALLERS = 65535


class Failures:
    """As guard.nft does for what the kernel sees."""

    def __init__(self, window: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._window = window
        self._clock = clock
        self._counted: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()

    def of(self, caller: Hashable) -> int:
        """How many the caller has, the first of them within the window."""
        begun, count = self._counted.get(caller, (0.0, 0))
        return count if self._clock() - begun <= self._window else 0

    def more(self, caller: Hashable, how_many: int) -> int:
        """How many the caller has with these."""
        now = self._clock()
        begun, count = self._counted.pop(caller, (now, 0))
        if now - begun > self._window:
            begun, count = now, 0
        self._counted[caller] = (begun, count + how_many)
        if len(self._counted) > MOST_CALLERS:
            self._counted.popitem(last=False)
        return count + how_many

    def forget(self, caller: Hashable) -> None:
        self._counted.pop(caller, None)
