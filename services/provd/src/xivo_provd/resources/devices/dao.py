# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import SQLColumnExpression, Text, delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ...plugin import Device
from ..documents import FindParameters, find_documents
from .model import DeviceRow

# Literal keys: with a parameter for the key, PostgreSQL would not use the indexes on these expressions.
_FIELDS: dict[str, SQLColumnExpression[str]] = {
    field: DeviceRow.document.op("->>", return_type=Text())(literal_column(f"'{field}'"))
    for field in ("mac", "ip", "config", "plugin", "sn", "uuid")
}


class DeviceDao:
    """Device documents. What it returns are copies: a change is stored by :meth:`save`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, parameters: FindParameters) -> list[Device]:
        return await find_documents(self._session, DeviceRow.document, parameters)

    async def get(self, device_id: str, *, lock: bool = False) -> Device | None:
        query = select(DeviceRow.document).where(DeviceRow.id == device_id)
        if lock:
            query = query.with_for_update()
        return (await self._session.execute(query)).scalar_one_or_none()

    async def with_field(self, field: str, value: str) -> list[Device]:
        """In the order of their ids."""
        query = select(DeviceRow.document).where(_FIELDS[field] == value).order_by(DeviceRow.id)
        return list((await self._session.execute(query)).scalars())

    async def with_configs(self, config_ids: Iterable[str]) -> list[Device]:
        query = select(DeviceRow.document).where(_FIELDS["config"].in_(list(config_ids)))
        return list((await self._session.execute(query)).scalars())

    async def add(self, device: Device) -> bool:
        """False when the id is taken."""
        query = insert(DeviceRow).values(id=device["id"], document=device).on_conflict_do_nothing()
        return bool((await self._session.execute(query.returning(DeviceRow.id))).scalar_one_or_none())

    async def save(self, device: Device) -> None:
        query = update(DeviceRow).where(DeviceRow.id == device["id"]).values(document=device)
        await self._session.execute(query)

    async def remove(self, device_id: str) -> None:
        await self._session.execute(delete(DeviceRow).where(DeviceRow.id == device_id))

    async def serialize(self, *keys: str) -> None:
        """Let one transaction at a time work on a phone that may not have a row yet."""
        locks: list[Any] = [func.pg_advisory_xact_lock(func.hashtextextended(key, 0)) for key in sorted(set(keys))]
        await self._session.execute(select(*locks))
