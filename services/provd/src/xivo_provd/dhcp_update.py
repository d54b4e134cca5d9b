# SPDX-License-Identifier: GPL-3.0-or-later
"""The DHCP server learns of new vendors when plugins are updated (manual 1.12.12): sysconfd's `GET /dhcpd_update`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import httpx
from xivo_base.tasks import Supervised

logger = logging.getLogger(__name__)

Ask = Callable[[], Awaitable[None]]
"""Asks sysconfd once. Raises httpx.HTTPError."""


class DhcpUpdate:
    """A component. What is wanted while sysconfd is being asked makes one more request, however often it is wanted;
    what sysconfd does not hear is not repeated, the next update of plugins asks again.
    """

    name = "update of the DHCP server"

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._wanted = asyncio.Event()
        self._loop = Supervised(self.name, self._run)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    def want(self) -> None:
        self._wanted.set()

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._ask()
            except httpx.HTTPError as error:
                logger.warning("the DHCP server is not told of the new plugins: %s", str(error) or type(error).__name__)
            else:
                logger.info("the DHCP server is told to look for new vendors")
