# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Sequence, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.ext.asyncio import AsyncSession

from ..lines.model import Line
from ..user_lines.model import UserLine
from ..users.model import User
from .model import CallFilter

_MEMBERS = Sequence("call_filter_members")


@dataclass(frozen=True, slots=True)
class Person:
    """The role that a user was given, and the context of his main line if he has one."""

    role: str
    context: str | None


class CallFilterDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def new_member_id(self) -> int:
        """Never given before: a code that was programmed on a telephone does not become another secretary's."""
        identifier: int = await self._session.scalar(_MEMBERS)
        return identifier

    async def people(self, user_ids: Collection[int]) -> dict[int, Person]:
        """Users who exist, kept in their roles until the transaction ends."""
        statement = (
            select(User.id, User.bsfilter, Line.context)
            .outerjoin(UserLine, (UserLine.user_id == User.id) & UserLine.main_line)
            .outerjoin(Line, Line.id == UserLine.line_id)
            .where(User.id.in_(user_ids))
            .with_for_update(read=True, of=User)
        )
        return {row.id: Person(row.bsfilter, row.context) for row in await self._session.execute(statement)}

    async def roles(self, user_ids: Collection[int]) -> dict[int, str]:
        """The roles in the filters of these users, and of others beside them."""
        secretaries = type_coerce(CallFilter.member_ids, JSONB).has_any(array([str(user_id) for user_id in user_ids]))
        statement = select(CallFilter.boss_id, CallFilter.member_ids)
        found: dict[int, str] = {}
        for boss_id, members in await self._session.execute(
            statement.where(CallFilter.boss_id.in_(user_ids) | secretaries)
        ):
            found |= {boss_id: "boss", **{int(user_id): "secretary" for user_id in members}}
        return found
