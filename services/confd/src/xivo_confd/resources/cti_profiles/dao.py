# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...paging import AnyRow, page
from .model import CtiProfile

SORTABLE = {"id": CtiProfile.id, "name": CtiProfile.name}


class CtiProfileDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, profile_id: int) -> CtiProfile | None:
        return await self._session.get(CtiProfile, profile_id)

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            select(CtiProfile.id, CtiProfile.name),
            params,
            searchable=(CtiProfile.name,),
            sortable=SORTABLE,
            default_order=(CtiProfile.id,),
            tie_breaker=CtiProfile.id,
        )
