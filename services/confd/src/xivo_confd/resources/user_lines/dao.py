# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...conflicts import conflicts
from ...edge.access import Caller
from ...entity_limits import within_contexts
from ..lines.model import Line
from ..users.model import User
from .errors import AlreadyAssociated
from .model import UserLine


class UserLineDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, user_id: int, line_id: int) -> UserLine | None:
        return await self._session.get(UserLine, (user_id, line_id))

    async def of_user(self, user_id: int, caller: Caller) -> Sequence[UserLine]:
        """With those of his lines that the caller may see."""
        statement = select(UserLine).join(Line, Line.id == UserLine.line_id).where(UserLine.user_id == user_id)
        visible = within_contexts(statement, caller, Line.context)
        return (await self._session.scalars(visible.order_by(UserLine.line_id))).all()

    async def first_line_of(self, user_id: int) -> int | None:
        statement = select(UserLine.line_id).where(UserLine.user_id == user_id).order_by(UserLine.line_id)
        return await self._session.scalar(statement.limit(1))

    async def first_user_of(self, line_id: int) -> int | None:
        statement = select(UserLine.user_id).where(UserLine.line_id == line_id).order_by(UserLine.user_id)
        return await self._session.scalar(statement.limit(1))

    async def count_of_line(self, line_id: int) -> int:
        statement = select(func.count()).select_from(UserLine).where(UserLine.line_id == line_id)
        return await self._session.scalar(statement) or 0

    async def main_user_of(self, line_id: int) -> User | None:
        statement = (
            select(User)
            .join(UserLine, UserLine.user_id == User.id)
            .where(UserLine.line_id == line_id, UserLine.main_user.is_(True))
        )
        return await self._session.scalar(statement)

    async def lines_mainly_of(self, user_id: int) -> Sequence[Line]:
        """The lines that show this user's name."""
        statement = (
            select(Line)
            .join(UserLine, UserLine.line_id == Line.id)
            .where(UserLine.user_id == user_id, UserLine.main_user.is_(True))
            .order_by(Line.id)
        )
        return (await self._session.scalars(statement)).all()

    async def add(self, association: UserLine) -> None:
        """Raises AlreadyAssociated."""
        self._session.add(association)
        with conflicts({"pk_user_lines": AlreadyAssociated}):
            await self._session.flush()

    async def delete(self, association: UserLine) -> None:
        await self._session.delete(association)
        await self._session.flush()
