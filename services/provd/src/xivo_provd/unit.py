# SPDX-License-Identifier: GPL-3.0-or-later
"""One unit of work: a transaction, what may be read and written in it, and what it announces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession
from xivo_bus import Event, Outbox
from xivo_store import Database, Keyring

from .resources.bindings.dao import BindingDao
from .resources.configs.dao import ConfigDao
from .resources.devices.dao import DeviceDao
from .resources.parameters.dao import ParameterDao
from .stale import Stale


class Unit:
    def __init__(self, session: AsyncSession, keyring: Keyring, outbox: Outbox) -> None:
        self.stale: Stale = set()
        self.devices = DeviceDao(session, self.stale)
        self.configs = ConfigDao(session, keyring)
        self.bindings = BindingDao(session, self.stale)
        self.parameters = ParameterDao(session, self.stale)
        self._session = session
        self._outbox = outbox

    def announce(self, event: Event, aggregate: str) -> None:
        self._outbox.add(self._session, event, aggregate=aggregate)


class Units:
    def __init__(self, database: Database, keyring: Keyring, outbox: Outbox) -> None:
        self._database = database
        self._keyring = keyring
        self._outbox = outbox
        self.on_commit: list[Callable[[Stale], None]] = []

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Unit]:
        """Committed when the block ends, with its events. Raises DatabaseUnavailable."""
        async with self._database.session() as session:
            unit = Unit(session, self._keyring, self._outbox)
            yield unit
        if unit.stale:
            for listener in self.on_commit:
                listener(unit.stale)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        async with self._database.read() as session:
            yield Unit(session, self._keyring, self._outbox)
