# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import SQLColumnExpression, Text, delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ...plugin import Device
from ...stale import Stale
from ..bindings.model import BindingRow
from ..documents import FindParameters, find_documents
from .model import DeviceRow

# Literal keys: with a parameter for the key, PostgreSQL would not use the indexes on these expressions.
_FIELDS: dict[str, SQLColumnExpression[str]] = {
    field: DeviceRow.document.op("->>", return_type=Text())(literal_column(f"'{field}'"))
    for field in ("mac", "ip", "config", "plugin", "sn", "uuid")
}


class DeviceDao:
    """Device documents. What it returns are copies: a change is stored by :meth:`save`."""

    def __init__(self, session: AsyncSession, stale: Stale) -> None:
        self._session = session
        self._stale = stale

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

    async def with_ids(self, device_ids: list[str]) -> list[Device]:
        query = select(DeviceRow.document).where(DeviceRow.id.in_(device_ids)).order_by(DeviceRow.id)
        return list((await self._session.execute(query)).scalars())

    async def bound_with_mac(self, mac: str) -> tuple[Device, str | None] | None:
        """The device of this MAC address and the address that it is bound to; the first one by its id."""
        query = (
            select(DeviceRow.document, BindingRow.address)
            .outerjoin(BindingRow, BindingRow.device_id == DeviceRow.id)
            .where(_FIELDS["mac"] == mac)
            .order_by(DeviceRow.id)
            .limit(1)
        )
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def with_configs(self, config_ids: Iterable[str]) -> list[Device]:
        query = select(DeviceRow.document).where(_FIELDS["config"].in_(list(config_ids)))
        return list((await self._session.execute(query)).scalars())

    async def add(self, device: Device) -> bool:
        """False when the id is taken."""
        self._stale.add(device["id"])
        query = insert(DeviceRow).values(id=device["id"], document=device).on_conflict_do_nothing()
        return bool((await self._session.execute(query.returning(DeviceRow.id))).scalar_one_or_none())

    async def save(self, device: Device) -> None:
        self._stale.add(device["id"])
        query = update(DeviceRow).where(DeviceRow.id == device["id"]).values(document=device)
        await self._session.execute(query)

    async def remove(self, device_id: str) -> None:
        self._stale.add(device_id)
        await self._session.execute(delete(DeviceRow).where(DeviceRow.id == device_id))

    async def serialize(self, *keys: str) -> None:
        """Let one transaction at a time work on a phone that may not have a row yet."""
        locks: list[Any] = [func.pg_advisory_xact_lock(func.hashtextextended(key, 0)) for key in sorted(set(keys))]
        await self._session.execute(select(*locks))
