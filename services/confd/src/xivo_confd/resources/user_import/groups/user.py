# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Text, select, type_coerce

from ...user_telephony.router import TelephonyEdit
from ...users.dao import UserDao
from ...users.errors import UserRefused
from ...users.model import User
from ...users.notifier import UserNotifier
from ...users.schemas import UserCreate, UserEdit
from ...users.service import access_of, assign, default_caller_id, without_nulls
from ...users.validator import UserValidator
from ..dao import ImportDao
from ..draft import Batch, Draft, Plan, Seen
from ..exporting import Page
from .base import ColumnGroup

_TEXTS = {
    "firstname": "firstname",
    "lastname": "lastname",
    "language": "language",
    "username": "username",
    "password": "password",
    "outcallerid": "outgoing_caller_id",
    "mobilephonenumber": "mobile_phone_number",
    "callerid": "caller_id",
    "timezone": "timezone",
    "musiconhold": "music_on_hold",
    "preprocesssubroutine": "preprocess_subroutine",
    "userfield": "userfield",
    "description": "description",
}
_NUMBERS = {"ringseconds": "ring_seconds", "simultaneouscalls": "simultaneous_calls"}
_COLUMN_OF_FIELD = {name: column for column, name in (_TEXTS | _NUMBERS).items()}
_NUMBER_DEFAULTS = {"ring_seconds": 30, "simultaneous_calls": 5}


class UserColumns(ColumnGroup):
    """Who he is. An update finds him by ``uuid`` or ``id``."""

    columns: ClassVar[tuple[str, ...]] = ("id", "uuid", "entityid", *_TEXTS, *_NUMBERS)

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._seen = Seen()
        self._language = ""
        self._entities: list[int] | None = None
        self._musics: set[str] = set()

    def read(self, draft: Draft) -> None:
        texts: dict[str, Any] = draft.given(tuple(_TEXTS))
        numbers: dict[str, Any] = {column: draft.number(column) for column in draft.given(tuple(_NUMBERS))}
        fields: dict[str, Any] = {}
        if not self.plan.creating:  # an empty cell is the default again
            empty = [column for column in _TEXTS if column in self.plan.columns and column not in texts]
            texts |= {column: "" if column == "firstname" else None for column in empty}
            fields |= {
                name: _NUMBER_DEFAULTS[name]
                for column, name in _NUMBERS.items()
                if column in self.plan.columns and column not in numbers
            }
        form = UserCreate if self.plan.creating else UserEdit
        fields |= draft.filled(form, _TEXTS, texts)
        fields |= draft.filled(
            TelephonyEdit, _NUMBERS, {column: value for column, value in numbers.items() if value is not None}
        )
        draft.forms["user"] = fields
        draft.forms["entity"] = draft.number("entityid")
        draft.forms["id"] = draft.number("id")
        draft.forms["uuid"] = self._uuid(draft)

    def _uuid(self, draft: Draft) -> UUID | None:
        value = draft.cell("uuid")
        try:
            return UUID(value) if value else None
        except ValueError:
            draft.refuse("uuid", "must be a UUID")
            return None

    async def check(self, batch: Batch) -> None:
        dao = ImportDao(batch.unit.session)
        if self._entities is None:
            self._language = await dao.language()
            self._entities = await dao.entities(self.plan.caller)
            self._musics = await dao.musics_on_hold()
        if self.plan.creating:
            await self._make(dao, batch.drafts)
        else:
            await self._find(dao, batch.drafts)
        names = {draft.forms["user"].get("username") for draft in batch.drafts} - {None, ""}
        taken = await dao.ids_of_usernames(names) if names else {}
        validator = UserValidator(batch.unit, UserDao(batch.unit.session))
        for draft in batch.drafts:
            if draft.user is not None:
                self._assign(dao, draft, draft.user, taken)
                _check(validator, draft, draft.user)

    async def _make(self, dao: ImportDao, drafts: list[Draft]) -> None:
        uuids = {draft.forms["uuid"] for draft in drafts} - {None}
        known = await dao.known_uuids(uuids) if uuids else set()
        for draft in drafts:
            uuid = draft.forms["uuid"]
            if uuid is not None:
                self._seen.once(draft, "uuid", uuid)
                if uuid in known:
                    draft.refuse("uuid", "a user has this uuid already")
            draft.user = User(lastname="", caller_id="", language=self._language, cti_enabled=False)
            if uuid is not None:
                draft.user.uuid = uuid

    async def _find(self, dao: ImportDao, drafts: list[Draft]) -> None:
        ids = [draft.forms["id"] for draft in drafts if draft.forms["id"] is not None]
        uuids = [draft.forms["uuid"] for draft in drafts if draft.forms["uuid"] is not None]
        users = await dao.users(ids, uuids, self.plan.caller)
        by_id, by_uuid = {user.id: user for user in users}, {user.uuid: user for user in users}
        for draft in drafts:
            identifier, uuid = draft.forms["id"], draft.forms["uuid"]
            user = by_uuid.get(uuid) if uuid is not None else by_id.get(identifier)
            column = "uuid" if uuid is not None else "id"
            if user is None or identifier not in {None, user.id}:
                known = uuid is not None or identifier is not None
                draft.refuse(column, "there is no such user" if known else "is required")
                continue
            self._seen.once(draft, column, user.id)
            draft.user = user

    def _assign(self, dao: ImportDao, draft: Draft, user: User, taken: Mapping[str, int]) -> None:
        shown_before = user.fullname if user.firstname else "", user.caller_id
        access_before = access_of(user)
        values = without_nulls(draft.forms["user"], self._language)
        assign(user, values) if not self.plan.creating else self._fill(user, values)
        self._place(draft, user)
        draft.renamed = (user.fullname, user.caller_id) != shown_before
        if not self.plan.creating and user.fullname != shown_before[0]:
            draft.changed.add("name")
        username = values.get("username")
        if username:
            self._seen.once(draft, "username", username)
            if taken.get(username, user.id) != user.id:
                draft.refuse("username", f"username {username} already exists")
        music = values.get("music_on_hold")
        if music and music not in self._musics:
            draft.refuse("musiconhold", f"music_on_hold {music} does not exist")
        if not self.plan.creating and dao.is_changed(user):
            draft.changed.add("user")
            if access_of(user) != access_before:
                draft.changed.add("access")

    def _fill(self, user: User, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            setattr(user, name, value)
        user.caller_id = user.caller_id or default_caller_id(user)

    def _place(self, draft: Draft, user: User) -> None:
        """In the entity of the file; a new user without one in the first (ADM-185)."""
        entities = self._entities or []
        entity_id = draft.forms["entity"]
        if entity_id is None and self.plan.creating:
            entity_id = entities[0] if entities else None
        if entity_id is None:
            return
        if entity_id in entities:
            user.entity_id = entity_id
        else:
            draft.refuse("entityid", f"entity {entity_id} does not exist")

    async def write(self, batch: Batch) -> None:
        dao, notifier = ImportDao(batch.unit.session), UserNotifier(batch.unit)
        users = [draft.user for draft in batch.drafts if draft.user is not None]
        await dao.add(users if self.plan.creating else [])
        for draft in batch.drafts:
            if draft.user is None:
                continue
            if self.plan.creating:
                notifier.created(draft.user)
            elif "user" in draft.changed:
                notifier.edited(draft.user, access_changed="access" in draft.changed)

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        statement = select(
            User.id,
            User.uuid,
            User.entity_id,
            *(getattr(User, name) for name in _TEXTS.values() if name != "password"),
            *(getattr(User, name) for name in _NUMBERS.values()),
            type_coerce(User.password, Text).label("password"),
        ).where(User.id.in_(page.user_ids))
        rows = (await page.session.execute(statement)).all()
        passwords = await page.opened([row.password if page.caller.sees_passwords else None for row in rows])
        found: dict[int, dict[str, str]] = {}
        for row, password in zip(rows, passwords, strict=True):
            cells = {column: str(getattr(row, name) or "") for column, name in (_TEXTS | _NUMBERS).items()}
            named = User(firstname=row.firstname, lastname=row.lastname)
            if row.caller_id == default_caller_id(named):
                cells["callerid"] = ""  # it follows the name
            own = {"uuid": str(row.uuid), "entityid": str(row.entity_id), "password": password}
            found[row.id] = cells | own
        return found


def _check(validator: UserValidator, draft: Draft, user: User) -> None:
    if draft.problems:
        return
    try:
        validator.check(user)
    except UserRefused as refusal:
        explanation = str(refusal.params["explanation"])
        draft.refuse(_COLUMN_OF_FIELD.get(explanation.partition(" ")[0]), explanation)
