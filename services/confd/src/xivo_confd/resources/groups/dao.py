# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...crud.references import TARGETS
from ..extensions.model import Extension


async def is_queue_name(session: AsyncSession, name: str) -> bool:
    """Groups and queues share one name space, Asterisk's."""
    queues = TARGETS.get("queue")
    if queues is None:
        return False
    found = await session.scalar(select(queues.column("id")).where(queues.column("name") == name))
    return found is not None


async def is_own_extension(session: AsyncSession, group_id: int, extension_ids: Collection[int]) -> bool:
    """Whether one of these extensions is the group's number."""
    own = select(Extension.id).where(Extension.type == "group", Extension.typeval == group_id)
    return await session.scalar(own.where(Extension.id.in_(list(extension_ids)))) is not None
