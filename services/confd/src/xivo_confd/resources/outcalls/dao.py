# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from .model import Outcall

_COMPARING = text("SELECT pg_advisory_xact_lock(hashtext('outcalls'))")


def pattern_of(extension: dict[str, Any]) -> str:
    """What the dialplan matches: the prefix, then the pattern, typed with its _ or without (ADM-264, ADM-265)."""
    return f"{extension['prefix']}{extension['exten'].removeprefix('_')}".upper()


async def patterns_of_others(session: AsyncSession, outcall: Outcall) -> dict[str, str]:
    """The patterns of the context's other outgoing calls, with their names; nobody adds one meanwhile."""
    await session.execute(_COMPARING)
    others = select(Outcall.name, Outcall.extensions).where(Outcall.context == outcall.context)
    if outcall.id is not None:
        others = others.where(Outcall.id != outcall.id)
    rows = await session.execute(others)
    return {pattern_of(extension): row.name for row in rows for extension in row.extensions}
