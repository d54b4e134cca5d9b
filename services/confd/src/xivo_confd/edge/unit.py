# SPDX-License-Identifier: GPL-3.0-or-later
"""One request, one transaction: rows, the announcements about them and the version of the configuration."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_bus.event import Event
from xivo_bus.outbox import Outbox
from xivo_store.database import Database

from ..resources.configuration.dao import is_live_reload_on
from ..settings import ConfdSettings
from .access import Caller
from .links import Links


class Unit:
    """What a request works with. Services get it from their resource's router; nobody below it commits."""

    def __init__(
        self, session: AsyncSession, caller: Caller, links: Links, settings: ConfdSettings, outbox: Outbox
    ) -> None:
        self.session = session
        self.caller = caller
        self.links = links
        self.settings = settings
        self._outbox = outbox
        self._events: list[tuple[str, Event]] = []

    def announce(self, aggregate: str, event: Event) -> None:
        """Publish ``event`` if and only if the transaction commits; ``aggregate`` is like ``user:12``."""
        self._events.append((aggregate, event))

    async def seal(self) -> None:
        """Hand what was announced to the outbox, which writes it when the transaction commits."""
        if not self._events:
            return
        headers = {"live_reload": await is_live_reload_on(self.session)}
        for aggregate, event in self._events:
            self._outbox.add(self.session, event, aggregate=aggregate, headers=headers)
        self._events.clear()


def _unit(request: Request, session: AsyncSession) -> Unit:
    state = request.app.state
    return Unit(session, request.state.caller, Links.of(request), state.settings, state.outbox)


async def _reading(request: Request) -> AsyncIterator[Unit]:
    database: Database = request.app.state.database
    async with database.read() as session:
        yield _unit(request, session)


async def _writing(request: Request) -> AsyncIterator[Unit]:
    database: Database = request.app.state.database
    async with database.session() as session:
        unit = _unit(request, session)
        yield unit
        await unit.seal()


# For those who have something to do after the commit: `async with writing(request) as unit`
writing = asynccontextmanager(_writing)
# For those who have something slow to do meanwhile: `async with reading(request) as unit`
reading = asynccontextmanager(_reading)

# The scope makes the commit come before the answer: a 201 means that it is stored.
Reading = Annotated[Unit, Depends(_reading, scope="function")]
Writing = Annotated[Unit, Depends(_writing, scope="function")]
