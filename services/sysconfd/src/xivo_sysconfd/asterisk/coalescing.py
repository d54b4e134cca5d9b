# SPDX-License-Identifier: GPL-3.0-or-later
"""When to act on a row of changes. Times are seconds of a monotonic clock."""

from xivo_sysconfd.settings import CoalescingSettings


class Coalescer:
    """A change alone is served after a short silence; a burst after a longer one, but never later than `max_wait`.

    A row of changes ends with a silence longer than that in which somebody waits for the effect of his change
    before he makes the next: such changes never count as a burst, however many they are. A burst is over as well
    when a cycle of it took no more changes than a single save makes.
    """

    def __init__(self, settings: CoalescingSettings) -> None:
        self._quiet = settings.quiet.total_seconds()
        self._burst_events = settings.burst_events
        self._burst_quiet = settings.burst_quiet.total_seconds()
        self._max_wait = settings.max_wait.total_seconds()
        self._row_gap = settings.row_gap.total_seconds()
        self._burst_gap = settings.burst_gap.total_seconds()
        self._row = 0
        self._taken = 0
        self._first: float | None = None
        self._last = float("-inf")

    @property
    def in_burst(self) -> bool:
        return self._row > self._burst_events

    @property
    def waiting(self) -> bool:
        return self._first is not None

    def changed(self, now: float) -> None:
        gap = self._burst_gap if self.in_burst else self._row_gap
        self._row = 1 if now - self._last >= gap else self._row + 1
        self._taken += 1
        self._last = now
        if self._first is None:
            self._first = now

    def wait(self, now: float) -> float | None:
        """Seconds until a cycle should begin, 0 when it should now, None when nothing has changed."""
        if self._first is None:
            return None
        quiet = self._burst_quiet if self.in_burst else self._quiet
        return max(0.0, min(self._last + quiet, self._first + self._max_wait) - now)

    def begin(self) -> None:
        """A cycle begins; changes from now on need another one."""
        self._first = None
        if self.in_burst and self._taken <= self._burst_events:
            self._row = 0
        self._taken = 0
