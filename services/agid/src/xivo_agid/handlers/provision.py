# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone becomes somebody's by a call: the caller dials the line's provisioning code."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.devices import DeviceRefused
from xivo_agid.handler import Handler, Surroundings

logger = logging.getLogger(__name__)

BACK_TO_AUTOPROV = "autoprov"
MAX_REMEMBERED = 10_000


class GuessGuard:
    """Counts wrong codes of each address; too many, and it is refused for a while, right or wrong."""

    def __init__(self, attempts: int, refused_for: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._attempts = attempts
        self._seconds = refused_for.total_seconds()
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def refuses(self, address: str) -> bool:
        wrong, last = self._wrong.get(address, (0, 0.0))
        if wrong and self._clock() - last >= self._seconds:
            del self._wrong[address]
            return False
        return wrong >= self._attempts

    def wrong(self, address: str) -> None:
        wrong, _ = self._wrong.pop(address, (0, 0.0))
        self._wrong[address] = (wrong + 1, self._clock())
        if len(self._wrong) > MAX_REMEMBERED:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        self._wrong.pop(address, None)


class Provision(Handler):
    """Arguments: provisioning code (or `autoprov`), the phone's address. Sets XIVO_PROV_OK to 1 when it is done."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        settings = surroundings.settings.provisioning
        self._guard = GuessGuard(settings.attempts, settings.refused_for)
        self._after = settings.synchronize_after.total_seconds()
        self._restarts: set[asyncio.Task[None]] = set()

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        code, ip = (*request.args, "", "")[:2]
        try:
            device = await self._provision(code, ip)
        except DeviceRefused as error:
            logger.warning("the phone at %s was not provisioned: %s", ip, error)
            await channel.set_variable("XIVO_PROV_OK", 0)
            return
        await channel.set_variable("XIVO_PROV_OK", 1)
        restart = asyncio.create_task(self._synchronize_later(device))
        self._restarts.add(restart)
        restart.add_done_callback(self._restarts.discard)

    async def stop(self) -> None:
        await asyncio.gather(*self._restarts)

    async def _provision(self, code: str, ip: str) -> str:
        devices = self.surroundings.devices
        if code == BACK_TO_AUTOPROV:
            device = await devices.find(ip)
            await devices.reset(device)
            return device
        if self._guard.refuses(ip):
            raise DeviceRefused("too many wrong codes")
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            raise DeviceRefused("no configuration yet")
        line = snapshot.lines_by_code.get(code)
        if line is None:
            self._guard.wrong(ip)
            raise DeviceRefused("no line has this code")
        self._guard.right(ip)
        device = await devices.find(ip)
        await devices.associate(device, line.id)
        logger.info("the phone at %s now has line %d", ip, line.id)
        return device

    async def _synchronize_later(self, device: str) -> None:
        await asyncio.sleep(self._after)
        try:
            await self.surroundings.devices.synchronize(device)
        except DeviceRefused as error:
            logger.warning("device %s has to be restarted by hand: %s", device, error)
