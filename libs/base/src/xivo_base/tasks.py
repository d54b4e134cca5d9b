# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs beside requests: components with a start and a stop, and loops that are restarted."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

logger = logging.getLogger(__name__)


@runtime_checkable
class Component(Protocol):
    """A part of a daemon. `start` returns at once, whatever its neighbours do; `stop` leaves nothing half done."""

    @property
    def name(self) -> str: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Supervised:
    """Runs a coroutine for ever: when it ends or fails it is started again, later each time up to `longest`."""

    def __init__(
        self, name: str, run: Callable[[], Awaitable[None]], *, shortest: float = 0.1, longest: float = 5.0
    ) -> None:
        self.name = name
        self._run = run
        self._shortest, self._longest = shortest, longest
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._for_ever(), name=self.name)

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _for_ever(self) -> None:
        delay = self._shortest
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            try:
                await self._run()
            except Exception:
                logger.exception("%s failed; it is started again", self.name)
            if loop.time() - begun > self._longest:
                delay = self._shortest
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311  jitter is no secret
            delay = min(delay * 2, self._longest)


def supervise(run: Callable[[], Awaitable[None]], name: str, *, longest: float = 5.0) -> Supervised:
    return Supervised(name, run, longest=longest)
