# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..entity_limits import contexts_of
from ..resources.lines.model import Line


class DeviceLineDao:
    """Which lines are on which devices."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def with_lines_of_others(self, entity_id: int, device_id: str | None = None) -> dict[str, bool]:
        """Which devices, or only this one, have a line of another entity; and whether they have one of this, too."""
        mine = Line.context.in_(contexts_of(entity_id))
        statement = (
            select(Line.device_id, func.bool_or(mine))
            .where(Line.device_id.is_not(None) if device_id is None else Line.device_id == device_id)
            .group_by(Line.device_id)
            .having(func.bool_or(not_(mine)))
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def locked(self, line_id: int, device_id: str) -> Sequence[Line]:
        """The line and those on the device, kept from other writers until the transaction ends."""
        statement = select(Line).where(or_(Line.id == line_id, Line.device_id == device_id))
        return (await self._session.scalars(statement.order_by(Line.id).with_for_update())).all()

    async def locked_on(self, device_id: str) -> Sequence[Line]:
        """The lines on this device, kept from other writers until the transaction ends."""
        statement = select(Line).where(Line.device_id == device_id).order_by(Line.id).with_for_update()
        return (await self._session.scalars(statement)).all()

    async def first_line_on(self, device_id: str) -> int | None:
        return await self._session.scalar(select(Line.id).where(Line.device_id == device_id).order_by(Line.id).limit(1))
