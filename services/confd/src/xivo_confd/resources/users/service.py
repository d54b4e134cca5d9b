# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from xivo_store.listing import ListParams

from ...crud.references import References
from ...edge.unit import Unit
from ...paging import AnyRow
from ..configuration.dao import current
from ..user_func_keys.service import forget_keys_of
from ..user_lines.service import user_renamed
from ..user_voicemails.renaming import rename_voicemail_of
from .dao import UserDao
from .errors import UserNotFound
from .model import User
from .notifier import UserNotifier
from .validator import UserValidator

DirectoryEntry = tuple[AnyRow, int | None, str]
_EMPTY_WHEN_NULL = (
    "lastname",
    "timezone",
    "description",
    "mobile_phone_number",
    "preprocess_subroutine",
    "userfield",
)


class UserService:
    def __init__(self, unit: Unit, dao: UserDao, validator: UserValidator, notifier: UserNotifier) -> None:
        self._unit = unit
        self._dao = dao
        self._validator = validator
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        dao = UserDao(unit.session)
        return cls(unit, dao, UserValidator(unit, dao), UserNotifier(unit))

    async def listed(
        self, params: ListParams, name_like: str | None, *, with_passwords: bool
    ) -> tuple[Sequence[AnyRow], int]:
        return await self._dao.listed(params, name_like, self._unit.caller, with_passwords=with_passwords)

    async def directory(self, params: ListParams, name_like: str | None) -> tuple[list[DirectoryEntry], int]:
        """Each user with his main line and its internal number, also when there is none."""
        rows, total = await self._dao.directory(params, name_like, self._unit.caller)
        numbers = await self._dao.main_numbers([row.id for row in rows], self._unit.caller)
        return [(row, *numbers.get(row.id, (None, ""))) for row in rows], total

    async def get(self, user_id: int) -> User:
        """Raises UserNotFound."""
        user = await self._dao.find(user_id, self._unit.caller)
        if user is None:
            raise UserNotFound(user_id=user_id)
        return user

    async def create(self, fields: dict[str, Any]) -> User:
        """Without an entity the user belongs to the caller's, or to the first one (ADM-185)."""
        entity = fields.pop("entity", None)
        values = await self._without_nulls(fields)
        user = User(**values)
        user.lastname = user.lastname or ""
        user.language = user.language or (await current(self._unit.session)).language
        user.caller_id = user.caller_id or default_caller_id(user)
        user.entity_id = await self._validator.entity_id(entity)
        await self._validator.validate(user)
        await self._dao.add(user)
        self._notifier.created(user)
        return user

    async def edit(self, user_id: int, fields: dict[str, Any]) -> User:
        """A caller id nobody chose follows the name; so do the lines of which he is the main user (API-089).

        His mailbox takes his name (API-110).
        """
        user = await self._locked(user_id)
        shown_before, access_before = (user.fullname, user.caller_id), access_of(user)
        entity = fields.pop("entity", None)
        assign(user, await self._without_nulls(fields))
        if entity is not None:
            user.entity_id = await self._validator.entity_id(entity)
        await self._validator.validate(user)
        await self._dao.save(user)
        self._notifier.edited(user, access_changed=access_of(user) != access_before)
        if (user.fullname, user.caller_id) != shown_before:
            await user_renamed(self._unit, user)
        if user.fullname != shown_before[0]:
            await rename_voicemail_of(self._unit, user)
        return user

    async def delete(self, user_id: int) -> None:
        user = await self._locked(user_id)
        await self._validator.validate_delete(user)
        references = References(self._unit)
        await references.refuse_if_used("user", user_id)
        await references.forget("user", user_id)
        await forget_keys_of(self._unit, user_id)
        await self._dao.delete(user)
        self._notifier.deleted(user)

    async def _locked(self, user_id: int) -> User:
        user = await self._dao.lock(user_id, self._unit.caller)
        if user is None:
            raise UserNotFound(user_id=user_id)
        return user

    async def _without_nulls(self, fields: dict[str, Any]) -> dict[str, Any]:
        needs_language = "language" in fields and not fields["language"]
        return without_nulls(fields, (await current(self._unit.session)).language if needs_language else "")


def without_nulls(fields: dict[str, Any], language: str) -> dict[str, Any]:
    """A null puts a field back to its default, the system's ``language`` too; empty credentials are none."""
    values = dict(fields)
    for key, value in fields.items():
        if value is None and key in _EMPTY_WHEN_NULL:
            values[key] = ""
    if "language" in values:
        values["language"] = values["language"] or language
    for key in ("outgoing_caller_id", "music_on_hold"):
        if key in values:
            values[key] = values[key] or "default"
    for key in ("username", "password"):
        if key in values:
            values[key] = values[key] or None
    if "caller_id" in values:
        values["caller_id"] = values["caller_id"] or ""
    return values


def access_of(user: User) -> tuple[object, ...]:
    """What a token of his was given for."""
    return user.username, user.password, user.enabled


def assign(user: User, values: dict[str, Any]) -> None:
    """A caller id nobody chose follows the name."""
    follows = user.caller_id == default_caller_id(user)
    for key, value in values.items():
        setattr(user, key, value)
    if (follows and "caller_id" not in values) or not user.caller_id:
        user.caller_id = default_caller_id(user)


def default_caller_id(user: User) -> str:
    fullname = user.fullname.replace('"', "'")
    return f'"{fullname}"'
