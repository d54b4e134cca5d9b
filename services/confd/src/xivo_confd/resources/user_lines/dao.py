# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .model import UserLine


class UserLineDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def first_line_of(self, user_id: int) -> int | None:
        statement = select(UserLine.line_id).where(UserLine.user_id == user_id).order_by(UserLine.line_id)
        return await self._session.scalar(statement.limit(1))
