# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts of one's own."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidContact, NoSuchContact, TooManyContacts
from ..plugins import Arguments, BaseService, BaseServicePlugin
from ..table import Columns, Table
from .dao import Fields, PersonalDao

MOST_CONTACTS = 10_000
MOST_FIELDS, LONGEST_NAME, LONGEST_VALUE, LONGEST_CONTACT = 50, 64, 1024, 4096
SOURCE = "personal"
MOST_KEPT = 50_000
"""Contacts of all owners together that are held in memory."""
KEPT_SECONDS = 5.0
READS_AT_ONCE = 5
"""As many as there are connections that stay open: to make another takes longer than to wait for one of these."""
CONFIG = {
    "name": SOURCE,
    "unique_column": "id",
    "searched_columns": ["firstname", "lastname", "company", "number", "mobile", "email"],
    "first_matched_columns": ["number", "mobile", "fax"],
    "source_to_display_columns": {"number": "phone", "email": "mail"},
}


def checked(contact: Any) -> Fields:
    """Text by name; the id is ours. Raises `InvalidContact`."""
    if not isinstance(contact, dict):
        raise InvalidContact(cause="a contact is an object")
    fields = {name: value for name, value in contact.items() if name != "id"}
    if not fields:
        raise InvalidContact(cause="a contact has at least one field")
    if len(fields) > MOST_FIELDS:
        raise InvalidContact(cause=f"a contact has at most {MOST_FIELDS} fields")
    for name, value in fields.items():
        if not 0 < len(name) <= LONGEST_NAME or not _storable(name):
            raise InvalidContact(cause=f"a field's name has 1 to {LONGEST_NAME} characters")
        if value is not None and not isinstance(value, str):
            raise InvalidContact(cause=f"{name} is not text")
        if value is not None and (len(value) > LONGEST_VALUE or not _storable(value)):
            raise InvalidContact(cause=f"{name} has more than {LONGEST_VALUE} characters, or one that is none")
    if sum(len(name) + len(value or "") for name, value in fields.items()) > LONGEST_CONTACT:
        raise InvalidContact(cause=f"all fields together have at most {LONGEST_CONTACT} characters")
    return fields


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


class PersonalService(BaseService):
    """Also a source, of which everybody sees what is his. His table is kept for some seconds: people type."""

    name = SOURCE
    owned = True

    def __init__(self, dao: PersonalDao, columns: Columns) -> None:
        self._dao = dao
        self._columns = columns
        self._tables: dict[str, tuple[float, Table]] = {}
        self._few = asyncio.Semaphore(READS_AT_ONCE)

    async def __call__(self, owner: str) -> Sequence[Fields]:
        return await self._dao.all(owner)

    def entry_fields(self, contact: Fields) -> Fields:
        """With the names that displays know."""
        return self._columns.displayed(contact)

    async def search(self, term: str, args: Arguments) -> Sequence[Fields]:
        return (await self._table(args.get("owner"))).search(term)

    async def list(self, uids: Sequence[str], args: Arguments) -> Sequence[Fields]:
        return (await self._table(args.get("owner"))).list(uids)

    async def match(self, exten: str, args: Arguments) -> Fields | None:
        return (await self._table(args.get("owner"))).match(exten)

    async def _table(self, owner: str | None) -> Table:
        if owner is None:
            return Table(self._columns, (), ())
        kept = self._tables.get(owner)
        if kept is None or kept[0] < time.monotonic():
            async with self._few:
                contacts = await self._dao.all(owner)
            table = Table.of(self._columns, contacts)
            self._tables.pop(owner, None)
            kept = self._tables[owner] = (time.monotonic() + KEPT_SECONDS, table)
            self._forget_old()
        return kept[1]

    def _forget_old(self) -> None:
        """Who searched last is kept."""
        now = time.monotonic()
        count = sum(len(table) + 1 for _, table in self._tables.values())
        for owner, (until, table) in list(self._tables.items())[:-1]:
            if until < now or count > MOST_KEPT:
                del self._tables[owner]
                count -= len(table) + 1

    async def get(self, owner: str, identifier: uuid.UUID) -> Fields:
        """Raises `NoSuchContact`."""
        found = await self._dao.find(owner, identifier)
        if found is None:
            raise NoSuchContact
        return found

    async def create(self, owner: str, contacts: Sequence[Fields]) -> Sequence[Fields]:
        """Raises `TooManyContacts`."""
        added = await self._dao.add(owner, contacts, MOST_CONTACTS)
        self._tables.pop(owner, None)
        if added is None:
            raise TooManyContacts(most=MOST_CONTACTS)
        return added

    async def edit(self, owner: str, identifier: uuid.UUID, fields: Fields) -> Fields:
        """Raises `NoSuchContact`."""
        if not await self._dao.replace(owner, identifier, fields):
            raise NoSuchContact
        self._tables.pop(owner, None)
        return {**fields, "id": str(identifier)}

    async def delete(self, owner: str, identifier: uuid.UUID) -> None:
        """Raises `NoSuchContact`."""
        if not await self._dao.remove(owner, identifier):
            raise NoSuchContact
        self._tables.pop(owner, None)

    async def purge(self, owner: str) -> None:
        await self._dao.remove_all(owner)
        self._tables.pop(owner, None)


class PersonalServicePlugin(BaseServicePlugin):
    def load(self, args: Arguments) -> PersonalService:
        section: Mapping[str, Any] = (args["config"].get("services") or {}).get("personal") or {}
        service = PersonalService(PersonalDao(args["database"]), Columns({**CONFIG, **section}))
        args["sources"].add_personal(service)
        return service
