# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from xivo_store.listing import ListParams

from ...conflicts import conflicts
from ...paging import AnyRow, AnySelect, page
from ..contexts.model import Context
from ..extensions.model import Extension
from ..line_extensions.model import LineExtension
from ..user_lines.model import UserLine
from .errors import UserHasLine, UserRefused
from .model import User

SORTABLE: dict[str, InstrumentedAttribute[str]] = {
    "firstname": User.firstname,
    "lastname": User.lastname,
    "caller_id": User.caller_id,
    "description": User.description,
    "userfield": User.userfield,
}
_SEARCHABLE = (
    User.firstname,
    User.lastname,
    User.caller_id,
    User.description,
    User.userfield,
    User.username,
    User.mobile_phone_number,
    User.outgoing_caller_id,
    User.timezone,
    User.language,
    User.music_on_hold,
    User.preprocess_subroutine,
)
VIEW_COLUMNS = (
    User.id,
    User.firstname,
    User.lastname,
    User.timezone,
    User.language,
    User.description,
    User.caller_id,
    User.outgoing_caller_id,
    User.mobile_phone_number,
    User.username,
    User.music_on_hold,
    User.preprocess_subroutine,
    User.userfield,
)


class UserDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, user_id: int) -> User | None:
        return await self._session.get(User, user_id)

    async def lock(self, user_id: int) -> User | None:
        """The user, kept from other writers until the transaction ends."""
        return await self._session.get(User, user_id, with_for_update=True)

    async def id_of_username(self, username: str) -> int | None:
        with self._session.no_autoflush:
            return await self._session.scalar(select(User.id).where(User.username == username))

    async def find_by_username(self, username: str) -> User | None:
        return (await self._session.scalars(select(User).where(User.username == username))).one_or_none()

    async def listed(
        self, params: ListParams, name_like: str | None, *, with_passwords: bool
    ) -> tuple[Sequence[AnyRow], int]:
        columns = (*VIEW_COLUMNS, User.password) if with_passwords else VIEW_COLUMNS
        statement: AnySelect = select(*columns)
        if name_like:
            statement = statement.where(_named(name_like))
        return await page(
            self._session,
            statement,
            params,
            searchable=_SEARCHABLE,
            sortable=SORTABLE,
            default_order=(User.lastname, User.firstname),
            tie_breaker=User.id,
        )

    async def directory(self, params: ListParams, name_like: str | None) -> tuple[Sequence[AnyRow], int]:
        """With the main line and its internal number, also when there is none."""
        line = (
            select(UserLine.user_id, UserLine.line_id)
            .where(UserLine.main_line.is_(True))
            .ext(distinct_on(UserLine.user_id))
            .order_by(UserLine.user_id, UserLine.line_id)
            .subquery()
        )
        number = (
            select(LineExtension.line_id, Extension.exten)
            .join(Extension, Extension.id == LineExtension.extension_id)
            .join(Context, Context.name == Extension.context)
            .where(Context.type == "internal")
            .ext(distinct_on(LineExtension.line_id))
            .order_by(LineExtension.line_id, Extension.id)
            .subquery()
        )
        statement = (
            select(
                User.id,
                line.c.line_id,
                User.firstname,
                User.lastname,
                func.coalesce(number.c.exten, "").label("exten"),
                User.mobile_phone_number,
            )
            .outerjoin(line, line.c.user_id == User.id)
            .outerjoin(number, number.c.line_id == line.c.line_id)
        )
        if name_like:
            statement = statement.where(_named(name_like))
        return await page(
            self._session,
            statement,
            params,
            searchable=(*_SEARCHABLE, number.c.exten),
            sortable=SORTABLE,
            default_order=(User.lastname, User.firstname),
            tie_breaker=User.id,
        )

    async def add(self, user: User) -> None:
        """Raises UserRefused if another request took the username meanwhile."""
        self._session.add(user)
        await self.save(user)

    async def save(self, user: User) -> None:
        """Raises UserRefused as `add` does."""
        username = user.username
        with conflicts({"uq_users_username": lambda: UserRefused(explanation=f"username {username} already exists")}):
            await self._session.flush()

    async def delete(self, user: User) -> None:
        """Raises UserHasLine if a line was associated meanwhile."""
        user_id = user.id
        await self._session.delete(user)
        with conflicts({"fk_user_lines_user_id_users": lambda: UserHasLine(user_id=user_id, line_id=None)}):
            await self._session.flush()


def _named(term: str) -> Any:
    fullname = func.concat(User.firstname, " ", User.lastname)
    return or_(*(column.icontains(term, autoescape=True) for column in (User.firstname, User.lastname, fullname)))
