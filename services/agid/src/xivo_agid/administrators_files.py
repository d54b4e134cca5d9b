# SPDX-License-Identifier: GPL-3.0-or-later
"""The files by which administrators change how calls are shown and ring."""

import asyncio
import signal
from collections.abc import Sequence
from typing import Protocol

from xivo_base.tasks import supervise


class AdministratorsFile(Protocol):
    async def read(self) -> None:
        """Takes the file as it is now and says what of it cannot be. Raises nothing for what an administrator wrote."""


class AdministratorsFiles:
    """A component: the files are read at the start and at SIGHUP (SYS-030)."""

    name = "administrators' files"

    def __init__(self, files: Sequence[AdministratorsFile]) -> None:
        self._files = files
        self._asked = asyncio.Event()
        self._loop = supervise(self._read_when_asked, self.name)

    async def start(self) -> None:
        await self._read()
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._asked.set)
        await self._loop.start()

    async def stop(self) -> None:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
        await self._loop.stop()

    async def _read(self) -> None:
        for file in self._files:
            await file.read()

    async def _read_when_asked(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            await self._read()
