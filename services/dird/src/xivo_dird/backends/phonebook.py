# SPDX-License-Identifier: GPL-3.0-or-later
"""The phonebook of a XiVO over its web service (SYS-304). Columns are named `phonebook.firstname`,
`phonebooknumber.office.number`, `phonebookaddress.home.city` (CC-033).
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import Columns, digits
from .http_answer import client_of, fetch

URL = "http://localhost/service/ipbx/json.php/private/pbx_services/phonebook"
SECONDS = 1.0
AT_ONCE = 8
ID = "phonebook.id"


class PhonebookBackend(BaseSourcePlugin):
    """``phonebook_url``, ``phonebook_username``, ``phonebook_password``, ``phonebook_timeout`` (seconds)."""

    def load(self, args: Arguments) -> None:
        config = args["config"]
        self._name = str(config["name"])
        self._url = str(config.get("phonebook_url") or URL)
        username, password = config.get("phonebook_username"), config.get("phonebook_password")
        auth = httpx.BasicAuth(str(username), str(password)) if username and password else None
        self._client = client_of(config, float(config.get("phonebook_timeout") or SECONDS), auth)
        self._columns = Columns({"unique_column": ID, **config})
        self._few = asyncio.Semaphore(AT_ONCE)

    async def unload(self) -> None:
        await self._client.aclose()

    @property
    def name(self) -> str:
        return self._name

    async def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        return [self._columns.displayed(row) for row in await self._ask({"act": "search", "search": term})]

    async def list(self, uids: Sequence[str]) -> Sequence[Fields]:
        found = await asyncio.gather(*(self._view(uid) for uid in uids if uid.isdigit()))
        return [self._columns.displayed(row) for rows in found for row in rows]

    async def match(self, exten: str) -> Fields | None:
        wanted = digits(exten)
        for row in await self._ask({"act": "search", "search": exten}):
            if any(digits(str(row.get(column) or "")) == wanted for column in self._columns.matched):
                return self._columns.displayed(row)
        return None

    async def _view(self, uid: str) -> Sequence[Fields]:
        async with self._few:
            try:
                return await self._ask({"act": "view", "id": uid})
            except httpx.HTTPStatusError as error:
                if error.response.status_code == httpx.codes.NOT_FOUND:
                    return []
                raise

    async def _ask(self, params: Mapping[str, str]) -> Sequence[Fields]:
        answer = await fetch(self._client, self._url, params, accept="application/json")
        if answer.status_code == httpx.codes.NO_CONTENT or not answer.content:
            return []
        contacts = await asyncio.to_thread(answer.json)
        found = contacts if isinstance(contacts, list) else [contacts]
        return [flat(contact) for contact in found if isinstance(contact, dict)]


def flat(contact: Mapping[str, Any]) -> Fields:
    """Nested names with dots between them."""
    row: Fields = {}
    for part, fields in contact.items():
        if not isinstance(fields, dict):
            continue
        for name, value in fields.items():
            if isinstance(value, dict):
                row.update({f"{part}.{name}.{inner}": text for inner, text in value.items()})
            else:
                row[f"{part}.{name}"] = value
    return row
