# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps Asterisk's configuration in step with what confd announces."""

import asyncio
import logging
from collections.abc import Callable

from xivo_base.errors import ApiError
from xivo_base.tasks import supervise
from xivo_bus.event import Message

from xivo_sysconfd.asterisk.coalescing import Coalescer
from xivo_sysconfd.asterisk.cycle import CycleRequest, CycleRunner
from xivo_sysconfd.settings import CoalescingSettings

logger = logging.getLogger(__name__)

BINDINGS = ["config.#"]
LIVE_RELOAD_EDITED = "config.configuration.live_reload.edited"

_SHORTEST_RETRY_SECONDS = 0.25
_LONGEST_RETRY_SECONDS = 5.0


class ConfigurationKeeper:
    """A component: events in, coalesced cycles out, tried again until they succeed. Without the bus it polls."""

    name = "configuration keeper"

    def __init__(
        self,
        settings: CoalescingSettings,
        runner: CycleRunner,
        asterisk_is_up: Callable[[], bool],
        bus_is_up: Callable[[], bool],
    ) -> None:
        self._poll_seconds = settings.poll_without_bus.total_seconds()
        self._bus_is_up = bus_is_up
        self._coalescer = Coalescer(settings)
        self._runner = runner
        self._asterisk_is_up = asterisk_is_up
        self._wake = asyncio.Event()
        self._force = False
        self._loop = supervise(self._run, self.name)
        self.events = 0

    async def start(self) -> None:
        self.refresh()
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    @property
    def waiting(self) -> bool:
        """Whether something has changed since the last cycle began."""
        return self._coalescer.waiting

    async def on_event(self, message: Message) -> None:
        """A change in confd. Changes made while live reload is off wait until it is on again."""
        self.events += 1
        if message.routing_key == LIVE_RELOAD_EDITED:
            enabled = bool((message.data or {}).get("live_reload_enabled", (message.data or {}).get("enabled", True)))
            if enabled:
                self.refresh(force=True)
            return
        if message.headers.get("live_reload", True) is not False:
            self.refresh()

    async def on_connected(self) -> None:
        """The bus is there (again): what was announced meanwhile was missed."""
        self.refresh()

    def refresh(self, *, force: bool = False) -> None:
        self._force = self._force or force
        self._coalescer.changed(asyncio.get_running_loop().time())
        self._wake.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        retry = _SHORTEST_RETRY_SECONDS
        while True:
            seconds = self._coalescer.wait(loop.time())
            if seconds is None or seconds > 0:
                await self._wait(seconds)
                continue
            self._coalescer.begin()
            force, self._force = self._force, False
            try:
                result = await self._runner.run(CycleRequest(force=force))
                if result.pending and self._asterisk_is_up():
                    await self._again(force=False, seconds=retry)
                    retry = min(retry * 2, _LONGEST_RETRY_SECONDS)
                else:
                    retry = _SHORTEST_RETRY_SECONDS
            except ApiError as error:
                logger.debug("cycle is tried again: %s", error)
                await self._again(force=force, seconds=retry)
                retry = min(retry * 2, _LONGEST_RETRY_SECONDS)
            except Exception:
                logger.exception("cycle failed and is tried again")
                await self._again(force=force, seconds=retry)
                retry = min(retry * 2, _LONGEST_RETRY_SECONDS)

    async def _wait(self, seconds: float | None) -> None:
        """Until something changes, or may have changed unheard."""
        self._wake.clear()
        try:
            async with asyncio.timeout(self._poll_seconds if seconds is None else seconds):
                await self._wake.wait()
        except TimeoutError:
            if seconds is None and not self._bus_is_up():
                self.refresh()

    async def _again(self, *, force: bool, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.refresh(force=force)
