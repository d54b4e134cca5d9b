# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...conflicts import conflicts
from ..contexts.model import Context
from ..extensions.model import Extension
from .errors import ExtensionTaken
from .model import LineExtension


class LineExtensionDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, extension_id: int) -> LineExtension | None:
        """The one association that the extension can have."""
        return await self._session.get(LineExtension, extension_id)

    async def line_of(self, extension_id: int) -> int | None:
        association = await self.find(extension_id)
        return association.line_id if association else None

    async def of_line(self, line_id: int) -> Sequence[LineExtension]:
        statement = select(LineExtension).where(LineExtension.line_id == line_id)
        return (await self._session.scalars(statement.order_by(LineExtension.extension_id))).all()

    async def first_extension_of(self, line_id: int) -> int | None:
        statement = select(LineExtension.extension_id).where(LineExtension.line_id == line_id)
        return await self._session.scalar(statement.order_by(LineExtension.extension_id).limit(1))

    async def internal_exten_of(self, line_id: int) -> str | None:
        """The number by which the line is called from inside."""
        statement = (
            select(Extension.exten)
            .join(LineExtension, LineExtension.extension_id == Extension.id)
            .join(Context, Context.name == Extension.context)
            .where(LineExtension.line_id == line_id, Context.type == "internal")
            .order_by(Extension.id)
        )
        return await self._session.scalar(statement.limit(1))

    async def count_internal_of(self, line_id: int) -> int:
        statement = (
            select(func.count())
            .select_from(LineExtension)
            .join(Extension, Extension.id == LineExtension.extension_id)
            .join(Context, Context.name == Extension.context)
            .where(LineExtension.line_id == line_id, Context.type == "internal")
        )
        return await self._session.scalar(statement) or 0

    async def add(self, association: LineExtension) -> None:
        """Raises ExtensionTaken."""
        self._session.add(association)
        with conflicts({"pk_line_extensions": ExtensionTaken}):
            await self._session.flush()

    async def delete(self, association: LineExtension) -> None:
        await self._session.delete(association)
        await self._session.flush()
