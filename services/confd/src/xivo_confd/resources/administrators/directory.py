# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators as the gatekeeper sees them: few, asked for at each request with a token, kept for a moment."""

from __future__ import annotations

import asyncio
import time

from xivo_access import compile_acl
from xivo_store.database import Database

from ...edge.access import KnownAdministrator
from .dao import AdministratorDao

KEPT_SECONDS = 2.0


class AdministratorDirectory:
    """A change is noticed at once by the replica that makes it, and within ``KEPT_SECONDS`` by the others."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, KnownAdministrator] = {}
        self._fresh_until = 0.0
        self._changes = 0
        self._loading = asyncio.Lock()

    def forget(self) -> None:
        """Look again at the next request."""
        self._changes += 1
        self._fresh_until = 0.0

    async def find(self, auth_id: str) -> KnownAdministrator | None:
        """Who has tokens in this name, or had; None for a user, a daemon, or the first administrator.

        Raises DatabaseUnavailable.
        """
        if time.monotonic() >= self._fresh_until:
            await self._load()
        return self._known.get(auth_id)

    async def _load(self) -> None:
        async with self._loading:
            began, changes = time.monotonic(), self._changes
            if began < self._fresh_until:
                return  # somebody else has just looked
            async with self._database.read() as session:
                rows = await AdministratorDao(session).known()
            self._known = {
                str(row.uuid): KnownAdministrator(row.entity_id, row.enabled, compile_acl(row.acl, str(row.uuid)))
                for row in rows
            }
            if changes == self._changes:  # else what was read may be older than a change
                self._fresh_until = began + KEPT_SECONDS
