# SPDX-License-Identifier: GPL-3.0-or-later
"""Knows whether Asterisk runs, by a console that stays attached."""

import asyncio
import logging

from xivo_asterisk.control import AsteriskControl
from xivo_asterisk.errors import AsteriskUnavailable
from xivo_base.availability import Availability
from xivo_base.errors import ApiError
from xivo_base.tasks import supervise

from xivo_sysconfd.asterisk.cycle import CycleRequest, CycleRunner
from xivo_sysconfd.settings import AsteriskSettings

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 5.0


class AsteriskMonitor:
    """A component. Each time Asterisk has booted it gets the reloads that waited for it."""

    name = "asterisk monitor"

    def __init__(
        self, settings: AsteriskSettings, control: AsteriskControl, runner: CycleRunner, availability: Availability
    ) -> None:
        self._boot_timeout = settings.boot_timeout
        self._control = control
        self._runner = runner
        self.availability = availability
        self.version: str | None = None
        self.starts = 0
        self._loop = supervise(self._run, self.name)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def _run(self) -> None:
        while True:
            try:
                await self._attend()
                self.availability.down("Asterisk ended")
            except AsteriskUnavailable as error:
                self.availability.down(str(error))
            except Exception as error:
                self.availability.down(repr(error))
                raise
            await asyncio.sleep(_LOOK_SECONDS)

    async def _attend(self) -> None:
        """From boot to end."""
        async with self._control.attach() as console:
            await self._control.wait_fully_booted(within=self._boot_timeout)
            self.version = console.greeting.version
            self.starts += 1
            self.availability.up()
            catching_up = asyncio.create_task(self._catch_up())
            try:
                await console.wait_gone()
            finally:
                catching_up.cancel()
                await asyncio.gather(catching_up, return_exceptions=True)

    async def _catch_up(self) -> None:
        """Until it worked: no event may come that would begin another cycle."""
        pause = _LOOK_SECONDS
        booted = True
        while not await self._tells_asterisk(CycleRequest(booted=booted)):
            booted = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _tells_asterisk(self, request: CycleRequest) -> bool:
        try:
            await self._runner.run(request)
        except ApiError as error:
            logger.debug("nothing to tell Asterisk yet: %s", error)
            return False
        return True
