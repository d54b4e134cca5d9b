# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets at rest, beside the requests: what an older key encrypted, and what need not be readable any more."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import Text, select, type_coerce, update
from xivo_access.passwords import Passwords
from xivo_base.tasks import supervise
from xivo_store import Database, DatabaseUnavailable
from xivo_store.encryption import renew_encryption

from .resources.users.model import User
from .resources.users.password import HASH, Hashed
from .settings import ConfdSettings
from .tables import Base

logger = logging.getLogger(__name__)

AT_ONCE = 50
LOOK_EVERY_SECONDS = 5.0


class SecretsUpkeep:
    """A component. At the start everything gets the newest key; passwords lose their readable form if told so."""

    name = "upkeep of secrets"

    def __init__(self, database: Database, settings: ConfdSettings, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords
        self._rotates = len(settings.encryption_keys) > 1
        self._hashes = not settings.reversible_passwords
        self._loop = supervise(self._run, self.name)
        self.rotated: bool | None = None

    async def start(self) -> None:
        if self._rotates or self._hashes:
            await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    def describe(self) -> dict[str, object]:
        """For `/status`: whether older keys may go, and how passwords of users are kept."""
        return {
            "older_encryption_keys_needed": self._rotates and not self.rotated,
            "reversible_passwords": not self._hashes,
        }

    async def _run(self) -> None:
        await self._database.wait_ready()
        try:
            if self._rotates and not self.rotated:
                count = await renew_encryption(self._database, Base.metadata)
                self.rotated = True
                logger.info("the newest key encrypts everything: %d values were renewed, older keys may go", count)
            while self._hashes:
                while await self.hash_some():
                    pass
                await asyncio.sleep(LOOK_EVERY_SECONDS)
        except DatabaseUnavailable:
            await asyncio.sleep(1)
            return
        await asyncio.Event().wait()  # nothing is left to do, and ending would be starting again

    async def hash_some(self) -> int:
        """Hash some passwords of users that can be read still; how many it were."""
        raw = type_coerce(User.password, Text)
        statement = select(User.id, User.password, raw.label("sealed")).where(
            raw.is_not(None), raw.not_like(f"{HASH}%")
        )
        async with self._database.read() as session:
            found = (await session.execute(statement.limit(AT_ONCE))).all()
        hashes = [await self._passwords.hash(password or "") for _, password, _ in found]
        async with self._database.session() as session:
            for (user_id, _, sealed), made in zip(found, hashes, strict=True):
                unchanged = update(User).where(User.id == user_id, raw == sealed)
                await session.execute(unchanged.values(password=Hashed(made)))
        if found:
            logger.info("%d passwords of users are kept as hashes from now on", len(found))
        return len(found)
