# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps sources and profiles as confd says."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from xivo_base.availability import Availability
from xivo_base.tasks import supervise
from xivo_bus.event import Message

from .from_confd import Office, translate
from .own_confd import OwnConfd
from .profiles import Profiles
from .sources import Sources

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
RENEW_SECONDS = 60.0
COALESCE_SECONDS = 0.05
_CHANGES = (
    "directory",
    "directory_context",
    "directory_definition",
    "display",
    "ldap_filter",
    "ldap_server",
    "phonebook_general",
    "reverse_directories",
)


class OfficeKeeper:
    """A component. Until confd has answered there are the sources of files only."""

    name = "configuration of directories"

    def __init__(self, confd: OwnConfd, sources: Sources, profiles: Profiles, data: Path, seconds: float) -> None:
        self.current = Office()
        self.availability = Availability("confd", required=False)
        self._confd = confd
        self._sources = sources
        self._profiles = profiles
        self._data = data
        self._seconds = seconds
        self._stale = asyncio.Event()
        self._keeping = supervise(self._keep, self.name, longest=2.0)
        confd.listen(_CHANGES, self._changed)

    async def start(self) -> None:
        await self._keeping.start()

    async def stop(self) -> None:
        await self._keeping.stop()
        await self._sources.unload()

    async def _changed(self, _message: Message | None) -> None:
        self._stale.set()

    async def _keep(self) -> None:
        while True:
            self._stale.clear()
            fetched = await self.renew()
            try:
                async with asyncio.timeout(RENEW_SECONDS if fetched else RETRY_SECONDS):
                    await self._stale.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(COALESCE_SECONDS)

    async def renew(self) -> bool:
        """False if confd did not answer: all is as it was."""
        try:
            configuration = await self._confd.get("/directory_configuration")
            office = await asyncio.to_thread(translate, configuration, self._data, self._seconds)
        except Exception as error:  # noqa: BLE001  whatever confd answers, we go on with what we have
            self.availability.down(repr(error))
            return False
        self.availability.up()
        await self._sources.replace(office.sources)
        self._profiles.replace(office.profiles)
        self.current = office
        return True
