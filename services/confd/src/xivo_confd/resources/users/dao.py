# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, Select, and_, cast, func, select, union
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from xivo_store.listing import ListParams

from ...conflicts import conflicts
from ...edge.access import Caller
from ...entity_limits import locking, within_contexts, within_entity
from ...paging import AnyRow, AnySelect, page
from ...search import contains
from ..contexts.model import Context
from ..extensions.model import Extension
from ..line_extensions.model import LineExtension
from ..lines.model import Line
from ..musics_on_hold.model import MusicOnHold
from ..user_lines.model import UserLine
from ..user_voicemails.model import UserVoicemail
from ..voicemails.model import Voicemail
from .errors import UserHasLine, UserHasVoicemail, UserRefused
from .model import User

SORTABLE: dict[str, InstrumentedAttribute[str]] = {
    "firstname": User.firstname,
    "lastname": User.lastname,
    "caller_id": User.caller_id,
    "description": User.description,
    "userfield": User.userfield,
}
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

_INTERNAL = (
    select(LineExtension.line_id, Extension.id, Extension.exten)
    .join(Extension, Extension.id == LineExtension.extension_id)
    .join(Context, Context.name == Extension.context)
    .where(Context.type == "internal")
    .subquery()
)


class UserDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, user_id: int, caller: Caller) -> User | None:
        """The user, if the caller may see him."""
        return await self._session.scalar(_one(user_id, caller))

    async def lock(self, user_id: int, caller: Caller) -> User | None:
        """As `find`, kept from other writers until the transaction ends."""
        return await self._session.scalar(locking(_one(user_id, caller)))

    async def is_music(self, name: str) -> bool:
        """Whether there is such a category of music on hold; it stays until the transaction ends."""
        statement = select(MusicOnHold.id).where(MusicOnHold.name == name).with_for_update(read=True, key_share=True)
        return await self._session.scalar(statement) is not None

    async def id_of_username(self, username: str) -> int | None:
        with self._session.no_autoflush:
            return await self._session.scalar(select(User.id).where(User.username == username))

    async def find_by_username(self, username: str) -> User | None:
        return (await self._session.scalars(select(User).where(User.username == username))).one_or_none()

    async def find_by_email(self, email: str) -> User | None:
        """The one user with a mailbox of this address, whatever its letters' case."""
        mailboxes = select(UserVoicemail.user_id).join(Voicemail, Voicemail.id == UserVoicemail.voicemail_id)
        statement = select(User).where(User.id.in_(mailboxes.where(func.lower(Voicemail.email) == email.lower())))
        found = (await self._session.scalars(statement.limit(2))).all()
        return found[0] if len(found) == 1 else None

    async def listed(
        self, params: ListParams, name_like: str | None, caller: Caller, *, with_passwords: bool
    ) -> tuple[Sequence[AnyRow], int]:
        columns = (*VIEW_COLUMNS, User.password) if with_passwords else VIEW_COLUMNS
        statement: AnySelect = within_entity(select(*columns), caller, User.entity_id)
        if name_like:
            statement = statement.where(_named(name_like))
        return await page(
            self._session,
            statement,
            params,
            searchable=(User.search,),
            sortable=SORTABLE,
            default_order=(User.lastname, User.firstname),
            tie_breaker=User.id,
        )

    async def directory(
        self, params: ListParams, name_like: str | None, caller: Caller
    ) -> tuple[Sequence[AnyRow], int]:
        """Also found by internal numbers, which `main_numbers` gives for a page."""
        columns = (User.id, User.firstname, User.lastname, User.mobile_phone_number)
        statement: AnySelect = within_entity(select(*columns), caller, User.entity_id)
        if name_like:
            statement = statement.where(_named(name_like))
        if params.search:
            by_text = select(User.id).where(contains(User.search, params.search))
            statement = statement.where(User.id.in_(union(by_text, _users_with_number_like(params.search))))
        return await page(
            self._session,
            statement,
            replace(params, search=None),
            searchable=(),
            sortable=SORTABLE,
            default_order=(User.lastname, User.firstname),
            tie_breaker=User.id,
        )

    async def main_numbers(self, user_ids: Sequence[int], caller: Caller) -> dict[int, tuple[int, str]]:
        """Of each of these users the main line and its internal number, "" without one."""
        statement = (
            select(UserLine.user_id, UserLine.line_id, func.coalesce(_INTERNAL.c.exten, ""))
            .outerjoin(_INTERNAL, _INTERNAL.c.line_id == UserLine.line_id)
            .where(UserLine.user_id == func.any(cast(list(user_ids), ARRAY(Integer))), UserLine.main_line)
            .ext(distinct_on(UserLine.user_id))
            .order_by(UserLine.user_id, UserLine.line_id, _INTERNAL.c.id)
        )
        if caller.entity_id is not None:
            statement = statement.where(UserLine.line_id.in_(within_contexts(select(Line.id), caller, Line.context)))
        rows = await self._session.execute(statement)
        return {user_id: (line_id, exten) for user_id, line_id, exten in rows}

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
        """Raises UserHasLine or UserHasVoicemail if one was associated meanwhile."""
        user_id = user.id
        await self._session.delete(user)
        associated = {
            "fk_user_lines_user_id_users": lambda: UserHasLine(user_id=user_id, line_id=None),
            "fk_user_voicemails_user_id_users": lambda: UserHasVoicemail(user_id=user_id, voicemail_id=None),
        }
        with conflicts(associated):
            await self._session.flush()


def _one(user_id: int, caller: Caller) -> Select[User]:
    return within_entity(select(User).where(User.id == user_id), caller, User.entity_id)


def _users_with_number_like(term: str) -> Select[Any]:
    return (
        select(UserLine.user_id)
        .join(LineExtension, LineExtension.line_id == UserLine.line_id)
        .join(Extension, Extension.id == LineExtension.extension_id)
        .join(Context, Context.name == Extension.context)
        .where(
            UserLine.main_line,
            Context.type == "internal",
            contains(Extension.search, term),
            contains(Extension.exten, term),
        )
    )


def _named(term: str) -> Any:
    """The index finds the candidates: the searched text begins with the full name."""
    return and_(contains(User.search, term), contains(User.firstname + " " + User.lastname, term))
