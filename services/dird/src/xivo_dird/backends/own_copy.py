# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of what a confd has: fetched when first asked for, then renewed behind the backs of those who search."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from ..table import LiveTable

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
LONGEST_SECONDS = 60.0
"""For a whole copy: who answers a byte at a time keeps nobody for ever."""


class OwnCopy:
    """``fetch`` gives a new one. A copy older than ``seconds`` is used while the next is under way.

    While many changes come, as much time passes between two copies as one takes.
    """

    def __init__(self, name: str, fetch: Callable[[], Awaitable[LiveTable]], seconds: float) -> None:
        self._name = name
        self._fetch = fetch
        self._seconds = seconds
        self._table: LiveTable | None = None
        self._fresh_until = 0.0
        self._took = 0.0
        self._fetching: asyncio.Task[LiveTable] | None = None
        self._stale = False
        self._troubled = False

    @property
    def current(self) -> LiveTable | None:
        return self._table

    @property
    def is_fetching(self) -> bool:
        return self._fetching is not None

    async def table(self) -> LiveTable:
        """Raises what ``fetch`` raised, if there never was a copy."""
        if self._table is None:
            return await asyncio.shield(self._renew())
        if time.monotonic() >= self._fresh_until:
            self._renew()
        return self._table

    def renew(self) -> None:
        """Something changed: the next copy, and not one that is under way, has it."""
        if self._fetching is None:
            if self._table is not None:
                self._renew()
        else:
            self._stale = True

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _renew(self) -> asyncio.Task[LiveTable]:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._take(), name=f"copy of {self._name}")
            self._fetching.add_done_callback(self._done)
        return self._fetching

    async def _take(self) -> LiveTable:
        table = await self._fetch_timed()
        while self._stale:
            await asyncio.sleep(self._took)
            self._stale = False
            table = await self._fetch_timed()
        self._troubled = False
        self._fresh_until = time.monotonic() + self._seconds
        return table

    async def _fetch_timed(self) -> LiveTable:
        begun = time.monotonic()
        async with asyncio.timeout(LONGEST_SECONDS):
            self._table = await self._fetch()
        self._took = time.monotonic() - begun
        return self._table

    def _done(self, task: asyncio.Task[LiveTable]) -> None:
        self._fetching = None
        self._stale = False
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fresh_until = time.monotonic() + min(self._seconds, RETRY_SECONDS)
            if not self._troubled and self._table is not None:
                logger.warning("the source %s keeps what it has: %r", self._name, error)
            self._troubled = True
