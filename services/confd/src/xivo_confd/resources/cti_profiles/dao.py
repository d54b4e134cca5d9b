# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..users.model import User
from .model import CtiProfile


class CtiProfileDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, profile_id: int) -> bool:
        """Whether there is such a profile; it stays until the transaction ends."""
        statement = select(CtiProfile.id).where(CtiProfile.id == profile_id).with_for_update(read=True, key_share=True)
        return await self._session.scalar(statement) is not None

    async def user_with(self, profile_id: int) -> int | None:
        """The first user who has the profile."""
        statement = select(User.id).where(User.cti_profile_id == profile_id).order_by(User.id).limit(1)
        return await self._session.scalar(statement)
