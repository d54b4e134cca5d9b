# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.extensions.model import Extension
from ..resources.line_extensions.model import LineExtension
from ..resources.lines.model import Line
from ..resources.user_lines.model import UserLine
from ..resources.users.model import User
from .configs import DeviceLine


class DeviceLineDao:
    """Which lines are on which devices."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lines_on(self, device_id: str | None = None) -> list[DeviceLine]:
        """Lines on one device, or on all, by device and slot; with the main user's name and the first number."""
        number = (
            select(func.min(Extension.exten))
            .join(LineExtension, LineExtension.extension_id == Extension.id)
            .where(LineExtension.line_id == Line.id)
            .scalar_subquery()
        )
        statement = (
            select(
                Line.device_id,
                Line.device_slot,
                Line.username,
                Line.name,
                Line.secret,
                User.firstname,
                User.lastname,
                number.label("number"),
            )
            .outerjoin(UserLine, (UserLine.line_id == Line.id) & UserLine.main_user)
            .outerjoin(User, User.id == UserLine.user_id)
            .where(Line.device_id.is_not(None), Line.protocol == "sip")
            .order_by(Line.device_id, Line.device_slot)
        )
        if device_id is not None:
            statement = statement.where(Line.device_id == device_id)
        return [
            DeviceLine(
                device_id=row.device_id,
                slot=row.device_slot,
                username=row.username or row.name,
                secret=row.secret or "",
                display_name=" ".join(part for part in (row.firstname, row.lastname) if part) or row.name,
                number=row.number or "",
            )
            for row in await self._session.execute(statement)
        ]

    async def line(self, line_id: int) -> Line | None:
        return await self._session.get(Line, line_id, with_for_update=True)

    async def has_lines(self, device_id: str) -> bool:
        found = await self._session.scalar(select(func.count()).where(Line.device_id == device_id))
        return bool(found)

    async def lines_by_device(self) -> dict[str, int]:
        rows = await self._session.execute(
            select(Line.device_id, func.count()).where(Line.device_id.is_not(None)).group_by(Line.device_id)
        )
        return {str(device_id): count for device_id, count in rows}

    async def free_slot(self, device_id: str, slot: int, but: int) -> Sequence[int]:
        """Take other lines off this key of the device; their ids."""
        rows = await self._session.scalars(
            update(Line)
            .where(Line.device_id == device_id, Line.device_slot == slot, Line.id != but)
            .values(device_id=None)
            .returning(Line.id)
        )
        return rows.all()

    async def take_all_off(self, device_id: str) -> Sequence[int]:
        """Take every line off the device; their ids."""
        rows = await self._session.scalars(
            update(Line).where(Line.device_id == device_id).values(device_id=None).returning(Line.id)
        )
        return rows.all()

    async def flush(self) -> None:
        await self._session.flush()
