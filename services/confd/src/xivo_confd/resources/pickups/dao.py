# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from .model import Pickup

_COUNTING = text("SELECT pg_advisory_xact_lock(hashtext('pickups'))")


async def count(session: AsyncSession) -> int:
    """How many there are, in all entities; nobody else makes one until the transaction ends."""
    await session.execute(_COUNTING)
    return await session.scalar(select(func.count()).select_from(Pickup)) or 0
