# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..groups.model import Group


async def is_group_name(session: AsyncSession, name: str) -> bool:
    """Groups and queues share one name space, Asterisk's."""
    return await session.scalar(select(Group.id).where(Group.name == name)) is not None
