# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .model import LineExtension


class LineExtensionDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def line_of(self, extension_id: int) -> int | None:
        statement = select(LineExtension.line_id).where(LineExtension.extension_id == extension_id)
        return await self._session.scalar(statement)
