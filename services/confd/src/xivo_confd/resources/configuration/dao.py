# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .model import ROW, Configuration


async def current(session: AsyncSession) -> Configuration:
    return (await session.scalars(select(Configuration).where(Configuration.id == ROW))).one()


async def is_live_reload_on(session: AsyncSession) -> bool:
    """Whether changes are to be applied at once (API-061)."""
    return bool(await session.scalar(select(Configuration.live_reload).where(Configuration.id == ROW)))
