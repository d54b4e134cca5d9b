# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ...stale import EVERYTHING, Stale
from .model import ParameterRow


class ParameterDao:
    def __init__(self, session: AsyncSession, stale: Stale) -> None:
        self._session = session
        self._stale = stale

    async def stored(self) -> dict[str, Any]:
        """The parameters that were set, by id."""
        rows = await self._session.execute(select(ParameterRow.id, ParameterRow.value))
        return {row.id: row.value for row in rows}

    async def add(self, parameter_id: str, value: Any) -> None:
        """Unless it has a value."""
        query = insert(ParameterRow).values(id=parameter_id, value=value)
        await self._session.execute(query.on_conflict_do_nothing())

    async def store(self, parameter_id: str, value: Any) -> None:
        self._stale.add(EVERYTHING)
        query = insert(ParameterRow).values(id=parameter_id, value=value)
        await self._session.execute(
            query.on_conflict_do_update(index_elements=[ParameterRow.id], set_={"value": query.excluded.value})
        )
