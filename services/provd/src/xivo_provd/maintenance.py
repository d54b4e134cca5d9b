# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs beside requests: parameters where no session is at hand, secrets under the present key."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from xivo_base.tasks import Supervised
from xivo_store import DatabaseUnavailable

from .last_good import LastGood
from .resources.parameters.current import CurrentParameters
from .resources.parameters.service import ParameterService
from .stale import EVERYTHING, Stale
from .synchronizer import AmidSynchronizer
from .unit import Units

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 5.0


class Maintenance:
    """A component."""

    name = "maintenance"

    def __init__(
        self,
        units: Units,
        wait_ready: Callable[[], Awaitable[None]],
        parameters: ParameterService,
        current: CurrentParameters,
        synchronizer: AmidSynchronizer,
        proxies: dict[str, str | None],
        last_good: LastGood,
        *,
        rotates: bool,
    ) -> None:
        self._units = units
        self._wait_ready = wait_ready
        self._parameters = parameters
        self._current = current
        self._synchronizer = synchronizer
        self._proxies = proxies
        self._last_good = last_good
        self._rotates = rotates
        self._resealed = False
        self._is_stale = asyncio.Event()
        self._loop = Supervised(self.name, self._run)
        units.on_commit.append(self._committed)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    def describe(self) -> dict[str, bool]:
        """For `/status`, as confd says it: whether older encryption keys may go."""
        return {"older_encryption_keys_needed": self._rotates and not self._resealed}

    async def _run(self) -> None:
        await asyncio.to_thread(self._last_good.prune)
        await self._wait_ready()
        while True:
            self._is_stale.clear()
            try:
                if not self._resealed:
                    async with self._units.writing() as unit:
                        if count := await unit.configs.reseal():
                            logger.info("%d configs are encrypted with the present key", count)
                        await self._parameters.reseal(unit)
                    self._resealed = True
                await self.refresh()
            except DatabaseUnavailable:
                logger.debug("the database is away")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_SECONDS):
                    await self._is_stale.wait()

    def _committed(self, stale: Stale) -> None:
        """After the parameters themselves have heard of it: they were made before."""
        if EVERYTHING in stale:
            self._is_stale.set()

    async def refresh(self) -> None:
        """Tell plugins and synchroniser what the parameters say now. Raises DatabaseUnavailable."""
        values = await self._current.get()
        self._synchronizer.behind_nat = bool(values.NAT)
        self._proxies.clear()
        self._proxies.update(values.proxies)
