# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from .model import PhonebookContact


async def add_contacts(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """All of them in few statements."""
    await session.execute(insert(PhonebookContact), rows)
