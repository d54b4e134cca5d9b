# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ...stale import Stale
from .model import BindingRow


class BindingDao:
    def __init__(self, session: AsyncSession, stale: Stale) -> None:
        self._session = session
        self._stale = stale

    async def find(self, device_id: str) -> BindingRow | None:
        return await self._session.get(BindingRow, device_id)

    async def address_of(self, device_id: str) -> str | None:
        query = select(BindingRow.address).where(BindingRow.device_id == device_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def bind(self, device_id: str, address: str) -> None:
        """Bind, or move the binding."""
        self._stale.add(device_id)
        query = insert(BindingRow).values(device_id=device_id, address=address)
        await self._session.execute(
            query.on_conflict_do_update(
                index_elements=[BindingRow.device_id],
                set_={"address": query.excluded.address, "bound_at": func.now()},
            )
        )

    async def release(self, device_ids: Iterable[str]) -> int:
        """How many bindings there were."""
        ids = list(device_ids)
        self._stale.update(ids)
        query = delete(BindingRow).where(BindingRow.device_id.in_(ids)).returning(BindingRow.device_id)
        return len((await self._session.execute(query)).all())
