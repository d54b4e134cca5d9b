# SPDX-License-Identifier: GPL-3.0-or-later
"""The phonebook of this system (CC-031): a copy in memory, which follows each change."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from xivo_bus.event import Message

from ..own_confd import OwnConfd
from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import Columns, LiveTable
from .own_copy import OwnCopy

ID = "phonebook.id"
RENEW_SECONDS = 3600.0
_CONTACT = ("title", "firstname", "lastname", "displayname", "society", "email", "url", "description")
_NUMBERS = ("office", "home", "mobile", "fax", "other")
_PLACES = ("office", "home", "other")
_ADDRESS = ("address1", "address2", "city", "state", "zipcode", "country")


class OwnPhonebookBackend(BaseSourcePlugin):
    """Columns have the names of the back-end ``phonebook``."""

    def load(self, args: Arguments) -> None:
        config = args["config"]
        self._name = str(config["name"])
        self._confd: OwnConfd = args["confd"]
        self._columns = Columns({"unique_column": ID, **config})
        self._copy = OwnCopy(self._name, self._fetch, RENEW_SECONDS)
        self._deaf = self._confd.listen(("phonebook_contact", "phonebook_contacts"), self._follow)

    async def unload(self) -> None:
        self._deaf()
        await self._copy.close()

    @property
    def name(self) -> str:
        return self._name

    async def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        return (await self._copy.table()).search(term)

    async def list(self, uids: Sequence[str]) -> Sequence[Fields]:
        return (await self._copy.table()).list(uids)

    async def match(self, exten: str) -> Fields | None:
        return (await self._copy.table()).match(exten)

    async def _fetch(self) -> LiveTable:
        contacts = await self._confd.all("/phonebook_contacts")
        return await asyncio.to_thread(self._table, contacts)

    def _table(self, contacts: Sequence[Mapping[str, Any]]) -> LiveTable:
        return LiveTable(self._columns, [row_of(contact) for contact in contacts])

    async def _follow(self, message: Message | None) -> None:
        table = self._copy.current
        if message is None or not message.data or self._copy.is_fetching:
            self._copy.renew()
        elif table is not None:
            identifier = str(int(message.data["id"]))
            contact = None
            if not message.name.endswith("_deleted"):
                contact = await self._confd.find(f"/phonebook_contacts/{identifier}")
            table.put(identifier, row_of(contact) if contact else None)
            if table.is_worn:
                self._copy.renew()


def row_of(contact: Mapping[str, Any]) -> Fields:
    """A contact of confd in the columns of CC-033, of which most have only a few."""
    row: Fields = {f"phonebook.{name}": contact[name] for name in _CONTACT}
    row["phonebook.fullname"] = f"{contact['firstname']} {contact['lastname']}".strip()
    row.update({f"phonebooknumber.{kind}.number": contact[f"{kind}number"] for kind in _NUMBERS})
    row.update(
        {f"phonebookaddress.{place}.{part}": contact[f"{place}{part}"] for place in _PLACES for part in _ADDRESS}
    )
    return {ID: str(contact["id"]), **{name: value for name, value in row.items() if value}}
