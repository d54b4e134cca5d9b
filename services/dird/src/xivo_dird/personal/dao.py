# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from xivo_base.ids import uuid7
from xivo_store import Database

from ..model import PersonalContact

Fields = dict[str, Any]


class PersonalDao:
    """Contacts of one owner: nobody else's can be read or changed through it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, owner: str) -> list[Fields]:
        statement = (
            select(PersonalContact.id, PersonalContact.fields)
            .where(PersonalContact.owner == owner)
            .order_by(PersonalContact.id)
        )
        async with self._database.read() as session:
            return [{**row.fields, "id": str(row.id)} for row in await session.execute(statement)]

    async def find(self, owner: str, identifier: uuid.UUID) -> Fields | None:
        async with self._database.read() as session:
            fields = await session.scalar(select(PersonalContact.fields).where(*_key(owner, identifier)))
        return None if fields is None else {**fields, "id": str(identifier)}

    async def add(self, owner: str, contacts: Sequence[Fields], most: int) -> list[Fields] | None:
        """All or, if the owner would have more than ``most``, None."""
        async with self._database.session() as session:
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:owner, 0))"), {"owner": owner})
            count = await session.scalar(
                select(func.count()).select_from(PersonalContact).where(PersonalContact.owner == owner)
            )
            if (count or 0) + len(contacts) > most:
                return None
            if not contacts:
                return []
            ids = sorted(uuid7() for _ in contacts)  # the order of the file is the order of the list
            rows = [{"id": one, "owner": owner, "fields": fields} for one, fields in zip(ids, contacts, strict=True)]
            await session.execute(insert(PersonalContact), rows)
            return [{**fields, "id": str(identifier)} for identifier, fields in zip(ids, contacts, strict=True)]

    async def replace(self, owner: str, identifier: uuid.UUID, fields: Fields) -> bool:
        statement = update(PersonalContact).where(*_key(owner, identifier)).values(fields=fields)
        async with self._database.session() as session:
            return (await session.execute(statement.returning(PersonalContact.id))).first() is not None

    async def remove(self, owner: str, identifier: uuid.UUID) -> bool:
        statement = delete(PersonalContact).where(*_key(owner, identifier)).returning(PersonalContact.id)
        async with self._database.session() as session:
            return (await session.execute(statement)).first() is not None

    async def remove_all(self, owner: str) -> None:
        async with self._database.session() as session:
            await session.execute(delete(PersonalContact).where(PersonalContact.owner == owner))


def _key(owner: str, identifier: uuid.UUID) -> tuple[Any, Any]:
    return PersonalContact.owner == owner, PersonalContact.id == identifier
