# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps provd's configurations equal to what confd says, whenever provd is there.

It compares states instead of replaying changes: nothing has to be queued while provd is away, and a configuration
that somebody else changed is put right at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from itertools import groupby

from xivo_base.availability import Availability
from xivo_bus.outbox import Outbox
from xivo_store import DatabaseUnavailable
from xivo_store.database import Database

from ..errors import Unavailable
from ..settings import ConfdSettings
from .configs import DEFAULT_TEMPLATE, Document, common_configs, device_config
from .dao import DeviceLineDao
from .provd import Provd, ProvdRefused

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
RETRY_SECONDS = 2.0


class ConfigKeeper:
    """A component of the daemon."""

    name = "device configurations"

    def __init__(self, database: Database, provd: Provd, settings: ConfdSettings, availability: Availability) -> None:
        self._database = database
        self._provd = provd
        self._settings = settings
        self._availability = availability
        self._known: dict[str, Document] | None = None
        self._version: int | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
                await asyncio.sleep(LOOK_SECONDS)
            except DatabaseUnavailable:
                await asyncio.sleep(RETRY_SECONDS)
            except (Unavailable, ProvdRefused) as error:
                self._availability.down(str(error))
                self._known = None
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                logger.exception("device configurations were not compared")
                self._known = None
                await asyncio.sleep(RETRY_SECONDS)

    async def look(self) -> None:
        """Bring provd up to date if the configuration has changed, or if provd has been away."""
        async with self._database.snapshot() as session:
            version = await Outbox.version(session)
            if self._known is not None and version == self._version:
                return
            lines = await DeviceLineDao(session).lines_on()
        known = self._known
        if known is None:
            known = {config["id"]: config for config in await self._provd.configs()}
            for wanted in common_configs(self._settings):
                await self._put(known, wanted)
            self._availability.up()
        for device_id, group in groupby(lines, key=lambda line: line.device_id):
            present = known.get(device_id)
            if present is None:
                continue  # the device is gone from provd; its lines say so when they are read
            template = present.get("configdevice") or DEFAULT_TEMPLATE
            await self._put(known, device_config(device_id, template, list(group)))
        self._known, self._version = known, version

    def wrote(self, config: Document) -> None:
        """Somebody in this process put that configuration there."""
        if self._known is not None:
            self._known[config["id"]] = config

    async def _put(self, known: dict[str, Document], wanted: Document) -> None:
        present = known.get(wanted["id"])
        if present is not None and all(present.get(key) == value for key, value in wanted.items()):
            return
        await self._provd.put_config(wanted)
        known[wanted["id"]] = wanted
