# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...conflicts import conflicts
from ...edge.access import Caller
from ...entity_limits import within_contexts
from ..contexts.model import Context
from ..extensions.model import Extension
from ..lines.model import Line
from .errors import ExtensionTaken
from .model import LineExtension


class LineExtensionDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, extension_id: int) -> LineExtension | None:
        """The one association that the extension can have."""
        return await self._session.get(LineExtension, extension_id)

    async def visible(self, extension_id: int, caller: Caller) -> LineExtension | None:
        """As `find`, if the caller may see the line."""
        statement = select(LineExtension).join(Line, Line.id == LineExtension.line_id)
        mine = within_contexts(statement.where(LineExtension.extension_id == extension_id), caller, Line.context)
        return await self._session.scalar(mine)

    async def line_of(self, extension_id: int) -> int | None:
        association = await self.find(extension_id)
        return association.line_id if association else None

    async def of_line(self, line_id: int, caller: Caller) -> Sequence[LineExtension]:
        """With those of its extensions that the caller may see."""
        statement = select(LineExtension).join(Extension, Extension.id == LineExtension.extension_id)
        visible = within_contexts(statement.where(LineExtension.line_id == line_id), caller, Extension.context)
        return (await self._session.scalars(visible.order_by(LineExtension.extension_id))).all()

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
