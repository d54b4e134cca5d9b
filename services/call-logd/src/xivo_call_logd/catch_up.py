# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon does by itself: finish forgotten calls, and each night generate what was missed and purge."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from xivo_base.tasks import supervise
from xivo_store import Database, DatabaseUnavailable

from xivo_call_logd.call_logs.service import CallLogService
from xivo_call_logd.settings import CallLogdSettings

logger = logging.getLogger(__name__)

DEFAULT_CEL_COUNT = 20_000


class CatchUp:
    """A supervised component."""

    name = "catch-up"

    def __init__(self, database: Database, service: CallLogService, settings: CallLogdSettings) -> None:
        self._database = database
        self._service = service
        self._settings = settings
        self._loops = [supervise(self.sweep, "sweep"), supervise(self._nights, "nightly job")]

    async def start(self) -> None:
        for loop in self._loops:
            await loop.start()

    async def stop(self) -> None:
        for loop in self._loops:
            await loop.stop()

    async def sweep(self) -> None:
        """Finish forgotten calls, at once and then for ever."""
        await self._database.wait_ready()
        while True:
            try:
                written = await self._service.finish_calls()
            except DatabaseUnavailable:
                written = 0
            if written:
                logger.info("%d calls had ended unnoticed", written)
            await asyncio.sleep(self._settings.generation.sweep_seconds)

    async def nightly(self) -> None:
        """One night's work."""
        written = await self._service.generate_missed(DEFAULT_CEL_COUNT)
        await self._service.purge(datetime.now(UTC) - timedelta(days=self._settings.days_to_keep))
        logger.info(
            "nightly job: %d call logs generated, those older than %d days removed",
            written,
            self._settings.days_to_keep,
        )

    async def _nights(self) -> None:
        while True:
            await asyncio.sleep(self.seconds_to_night(datetime.now(self._settings.zone)))
            try:
                await self.nightly()
            except DatabaseUnavailable:
                await asyncio.sleep(60)
                await self.nightly()

    def seconds_to_night(self, now: datetime) -> float:
        """From `now` to the next time that the nightly job is due."""
        due = datetime.combine(now.date(), self._settings.generation.nightly_at, tzinfo=now.tzinfo)
        if due <= now:
            due += timedelta(days=1)
        return (due.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
