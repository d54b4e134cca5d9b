# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from ..lines.model import Line
from .model import Trunk

_COMPARING = text("SELECT pg_advisory_xact_lock(hashtext('trunks'))")


async def is_line_name(session: AsyncSession, name: str) -> bool:
    """Lines and trunks share one name space, Asterisk's."""
    return await session.scalar(select(Line.id).where(Line.name == name).limit(1)) is not None


async def with_interface(session: AsyncSession, trunk: Trunk) -> str | None:
    """Another customised trunk of the same interface and suffix; nobody adds one meanwhile."""
    await session.execute(_COMPARING)
    same = (Trunk.endpoint[key].astext == trunk.endpoint[key] for key in ("interface", "interface_suffix"))
    others = select(Trunk.name).where(*same)
    if trunk.id is not None:
        others = others.where(Trunk.id != trunk.id)
    name: str | None = await session.scalar(others.limit(1))
    return name
