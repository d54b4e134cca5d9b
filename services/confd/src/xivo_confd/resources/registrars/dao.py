# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..lines.model import Line
from .model import Registrar


async def line_with(session: AsyncSession, name: str) -> int | None:
    """A line that has this registrar."""
    return await session.scalar(select(Line.id).where(Line.configregistrar == name).order_by(Line.id).limit(1))


async def is_registrar(session: AsyncSession, name: str) -> bool:
    """Whether there is one of that name; it stays until the transaction ends."""
    statement = select(Registrar.id).where(Registrar.name == name).with_for_update(read=True, key_share=True)
    return await session.scalar(statement) is not None
