# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .model import ParkingLot


async def others(session: AsyncSession, lot_id: int | None) -> list[ParkingLot]:
    """All lots but this one, kept as they are until the transaction ends."""
    statement = select(ParkingLot).order_by(ParkingLot.id).with_for_update()
    return [lot for lot in await session.scalars(statement) if lot.id != lot_id]
