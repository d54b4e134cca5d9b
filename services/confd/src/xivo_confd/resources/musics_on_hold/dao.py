# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..users.model import User


async def user_hearing(session: AsyncSession, name: str) -> int | None:
    """The first user whose callers hear this category; users name it in a field of their own."""
    statement = select(User.id).where(User.music_on_hold == name).order_by(User.id).limit(1)
    identifier: int | None = await session.scalar(statement)
    return identifier
