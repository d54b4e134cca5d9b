# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Sequence
from sqlalchemy.ext.asyncio import AsyncSession

_MEMBERS = Sequence("call_filter_members")


async def new_member_id(session: AsyncSession) -> int:
    """Never given before: a code that was programmed on a telephone does not become another secretary's."""
    identifier: int = await session.scalar(_MEMBERS)
    return identifier
