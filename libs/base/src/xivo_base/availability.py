# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a dependency answers: said once when it goes, once when it returns."""

import logging
import time

from prometheus_client import Gauge

logger = logging.getLogger(__name__)
_gauge = Gauge("xivo_dependency_available", "1 while the dependency answers", ["dependency"])


class Availability:
    """State of one dependency. Feeds logs, the metric, readiness and circuit breakers."""

    def __init__(self, name: str, *, required: bool = True) -> None:
        """`required`: the daemon is not ready without it."""
        self.name = name
        self.required = required
        self.available = False
        self.cause: str | None = "not tried yet"
        self.failures = 0
        self._since: float | None = None

    def up(self) -> None:
        if self._since is not None:
            logger.info(
                "%s is back after %.1f s (%d failures)",
                self.name,
                time.monotonic() - self._since,
                self.failures,
            )
        if not self.available:
            _gauge.labels(self.name).set(1)
        self.available, self.cause, self.failures, self._since = True, None, 0, None

    def down(self, cause: str) -> None:
        self.failures += 1
        if self._since is None:
            self._since = time.monotonic()
            logger.warning("%s is unavailable: %s", self.name, cause)
            _gauge.labels(self.name).set(0)
        self.available, self.cause = False, cause

    def describe(self) -> dict[str, object]:
        return {
            "available": self.available,
            "required": self.required,
            "cause": self.cause,
            "failures": self.failures,
        }
