# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections import defaultdict

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from xivo_store import Database

from ..model import Favorite

MOST = 1000


class FavoriteDao:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, owner: str) -> dict[str, list[str]]:
        """Source → ids of its entries, in the order in which they were marked."""
        statement = (
            select(Favorite.source, Favorite.contact)
            .where(Favorite.owner == owner)
            .order_by(Favorite.created_at)
            .limit(MOST)
        )
        found: dict[str, list[str]] = defaultdict(list)
        async with self._database.read() as session:
            for source, contact in await session.execute(statement):
                found[source].append(contact)
        return found

    async def add(self, owner: str, source: str, contact: str) -> bool:
        """False if the owner has `MOST` already."""
        statement = insert(Favorite).values(owner=owner, source=source, contact=contact)
        async with self._database.session() as session:
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:owner, 1))"), {"owner": owner})
            count = await session.scalar(select(func.count()).select_from(Favorite).where(Favorite.owner == owner))
            if (count or 0) >= MOST:
                return await session.get(Favorite, (owner, source, contact)) is not None
            await session.execute(statement.on_conflict_do_nothing())
            return True

    async def remove(self, owner: str, source: str, contact: str) -> bool:
        """False if it was none."""
        key = (Favorite.owner == owner, Favorite.source == source, Favorite.contact == contact)
        async with self._database.session() as session:
            found = await session.execute(delete(Favorite).where(*key).returning(Favorite.contact))
            return found.first() is not None
