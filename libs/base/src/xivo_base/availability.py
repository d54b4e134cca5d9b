# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a dependency answers: said once when it goes, once when it returns."""

import logging
import time
from collections.abc import Callable

from prometheus_client import Gauge

logger = logging.getLogger(__name__)
_gauge = Gauge("xivo_dependency_available", "1 while the dependency answers", ["dependency"])


PATIENCE = 3
SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 1.0


class Availability:
    """State of one dependency. Feeds logs, the metric and readiness; and is the circuit breaker of its callers."""

    def __init__(self, name: str, *, required: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        """`required`: the daemon is not ready without it."""
        self.name = name
        self.required = required
        self.available = False
        self.cause: str | None = "not tried yet"
        self.failures = 0
        self._since: float | None = None
        self._clock = clock
        self._try_at = 0.0

    def may_try(self) -> bool:
        """False while it failed several times in a row and it is too early to see whether it is back.

        After a pause one caller gets True, to find out; the others don't wait for what does not answer.
        """
        if self.failures < PATIENCE:
            return True
        now = self._clock()
        if now < self._try_at:
            return False
        self._try_at = now + self._pause
        return True

    @property
    def _pause(self) -> float:
        doublings = min(self.failures - PATIENCE, 10)
        return min(SHORTEST_PAUSE_SECONDS * float(1 << doublings), LONGEST_PAUSE_SECONDS)

    def up(self) -> None:
        if self._since is not None:
            logger.info(
                "%s is back after %.1f s (%d failures)",
                self.name,
                self._clock() - self._since,
                self.failures,
            )
        if not self.available:
            _gauge.labels(self.name).set(1)
        self.available, self.cause, self.failures, self._since = True, None, 0, None

    def down(self, cause: str) -> None:
        self.failures += 1
        if self._since is None:
            self._since = self._clock()
            logger.warning("%s is unavailable: %s", self.name, cause)
            _gauge.labels(self.name).set(0)
        self.available, self.cause = False, cause
        if self.failures >= PATIENCE:
            self._try_at = self._clock() + self._pause

    def describe(self) -> dict[str, object]:
        return {
            "available": self.available,
            "required": self.required,
            "cause": self.cause,
            "failures": self.failures,
        }
