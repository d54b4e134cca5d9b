# SPDX-License-Identifier: GPL-3.0-or-later
"""Says that secrets were served from memory: at once to the audit log, then, many in one transaction, on the bus."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from prometheus_client import Counter
from xivo_base.tasks import Supervised
from xivo_store import DatabaseUnavailable

from ..resources.devices.notifier import SecretServed
from ..unit import Units

logger = logging.getLogger(__name__)

DROPPED = Counter("xivo_provd_served_events_dropped_total", "Events of served secrets lost: too long without database")

MAX_WAITING = 20_000
MAX_AT_ONCE = 500
SECONDS = 0.5


class ServedSecrets:
    """A component."""

    name = "events of served secrets"

    def __init__(self, units: Units) -> None:
        self._units = units
        self._waiting: deque[SecretServed] = deque()
        self._loop = Supervised(self.name, self._run)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
        try:
            async with asyncio.timeout(2):
                await self.flush()
        except (DatabaseUnavailable, TimeoutError):
            logger.warning("%d events of served secrets are lost: the database is away", len(self._waiting))

    def note(self, event: SecretServed) -> None:
        if len(self._waiting) >= MAX_WAITING:
            self._waiting.popleft()
            DROPPED.inc()
        self._waiting.append(event)

    async def flush(self) -> None:
        """Raises DatabaseUnavailable; what is not written stays."""
        while self._waiting:
            batch = [self._waiting[index] for index in range(min(MAX_AT_ONCE, len(self._waiting)))]
            async with self._units.writing() as unit:
                for event in batch:
                    unit.announce(event, event.device_id)
            for event in batch:
                # What was dropped meanwhile was at the left, too.
                if self._waiting and self._waiting[0] is event:
                    self._waiting.popleft()

    async def _run(self) -> None:
        while True:
            try:
                await self.flush()
            except DatabaseUnavailable:
                logger.debug("the database is away")
            await asyncio.sleep(SECONDS)
