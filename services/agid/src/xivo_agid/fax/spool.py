# SPDX-License-Identifier: GPL-3.0-or-later
"""The spool folder is not without end: what nobody removed goes in time, and faxes are refused while it is full."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import Gauge
from xivo_base.tasks import supervise

from xivo_agid.fax.job import DONE
from xivo_agid.settings import FaxSettings

logger = logging.getLogger(__name__)

FULL = "full"
"""While there is a file of this name the dialplan takes no fax."""
LONGEST_CALL = 5400.0
"""Seconds, as TIMEOUT(absolute) in the dialplan: an older file is not being received any more."""
LEAST_BACK = 0.9
"""Faxes come in again below this share of the bound: it would switch with each of them."""
_bytes = Gauge("xivo_agid_fax_spool_bytes", "Size of the faxes that wait or were left behind")


@dataclass(frozen=True)
class _File:
    path: Path
    size: int
    at: float


class FaxSpool:
    """A component. Faxes that a back-end has still to take are never removed; others go when they are too old."""

    name = "fax spool"

    def __init__(self, settings: FaxSettings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._loop = supervise(self._for_ever, self.name, longest=60.0)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def _for_ever(self) -> None:
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(self._settings.look_again.total_seconds())

    def look(self) -> None:
        """Removes what was left behind for too long, or for which there is no room, the oldest first."""
        files = sorted(self._files(), key=lambda file: file.at)
        size = sum(file.size for file in files)
        now = self._clock()
        for file in files:
            age = now - file.at
            too_old = age > self._settings.keep.total_seconds()
            no_room = size > self._settings.most_bytes and age > LONGEST_CALL
            if (too_old or no_room) and self._is_left_behind(file.path):
                file.path.unlink(missing_ok=True)
                size -= file.size
                logger.warning("%s was removed: nobody took it in %.0f days", file.path, age / 86400)
        _bytes.set(size)
        self._say_whether_full(size)

    def _files(self) -> Iterator[_File]:
        if not self._settings.spool.is_dir():
            return
        for path in self._settings.spool.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.is_file() and path.name != FULL:
                    found = path.stat()
                    yield _File(path, found.st_size, found.st_mtime)

    def _is_left_behind(self, path: Path) -> bool:
        """No fax, and none of a fax, that has still to be delivered."""
        if path.suffix == ".json":
            return False
        tiff = path.with_name(path.name.removesuffix(DONE))
        return not tiff.with_suffix(".json").exists()

    def _say_whether_full(self, size: int) -> None:
        flag = self._settings.spool / FULL
        is_full = flag.exists()
        if size > self._settings.most_bytes and not is_full:
            flag.touch()
            logger.critical("faxes are refused: %d bytes wait in %s", size, self._settings.spool)
        elif is_full and size <= self._settings.most_bytes * LEAST_BACK:
            flag.unlink(missing_ok=True)
            logger.warning("faxes are received again")
