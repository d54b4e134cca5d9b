# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of an LDAP directory (SYS-302, SYS-303)."""

import asyncio
import logging
import math
import re
import uuid
from collections.abc import Sequence
from typing import Any

from ldap3.utils.conv import escape_bytes, escape_filter_chars

from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import MOST_RESULTS, Columns
from .ldap_connection import Address, Attributes, LdapConnection

logger = logging.getLogger(__name__)

NETWORK_SECONDS, SECONDS = 0.1, 1.0
CONNECTIONS = 4
IDS_AT_ONCE = 50
OBJECT_GUID = "objectGUID"


class LdapBackend(BaseSourcePlugin):
    """Each question takes one of the connections that are free, or makes one; of a few."""

    def load(self, args: Arguments) -> None:
        config = args["config"]
        self._name = str(config["name"])
        self._base = str(config.get("ldap_base_dn") or "")
        self._username = str(config.get("ldap_username") or "") or None
        self._password = str(config.get("ldap_password") or "") or None
        self._filter = custom_filter(str(config.get("ldap_custom_filter") or ""))
        self._seconds = float(config.get("ldap_timeout") or SECONDS)
        self._first_of: dict[str, list[str]] = dict(config.get("first_of") or {})
        self._columns = Columns(config)
        choices = {choice for choices in self._first_of.values() for choice in choices}
        self._attributes = sorted({*self._columns.named, *choices} - set(self._first_of))
        self._address = Address.of(config, NETWORK_SECONDS)
        self._few = asyncio.Semaphore(CONNECTIONS)
        self._free: list[LdapConnection] = []
        self._is_open = True

    @property
    def name(self) -> str:
        return self._name

    async def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        escaped = escape_filter_chars(term)
        if self._filter:
            return await self._ask(self._filter.replace("%Q", escaped))
        wanted = f"*{escaped}*" if term else "*"
        return await self._ask(any_of(f"({column}={wanted})" for column in self._columns.searched))

    async def list(self, uids: Sequence[str]) -> Sequence[Fields]:
        column = self._columns.unique
        if not column:
            return []
        choices = self._first_of.get(column, [column])
        wanted = [
            f"({choice}={value})" for uid in uids for choice in choices if (value := _id_value(choice, uid)) is not None
        ]
        parts = (wanted[start : start + IDS_AT_ONCE] for start in range(0, len(wanted), IDS_AT_ONCE))
        return [fields for part in parts for fields in await self._ask(any_of(part))]

    async def match(self, exten: str) -> Fields | None:
        escaped = escape_filter_chars(exten)
        found = await self._ask(any_of(f"({column}={escaped})" for column in self._columns.matched))
        return found[0] if found else None

    async def unload(self) -> None:
        self._is_open = False
        while self._free:
            await self._free.pop().end()

    async def _ask(self, query: str) -> Sequence[Fields]:
        """Raises `LDAPException`, `OSError`, `EOFError`."""
        if not query:
            return []
        async with self._few:
            if self._free:
                try:
                    return await self._search(self._free.pop(), query)
                except TimeoutError:
                    raise
                except (OSError, EOFError):  # the server may have closed what was idle: once more
                    logger.debug("%s: a connection is made again", self._name)
            connection = await LdapConnection.open(self._address, self._username, self._password)
            return await self._search(connection, query)

    async def _search(self, connection: LdapConnection, query: str) -> Sequence[Fields]:
        """The connection is free afterwards, or closed."""
        seconds = math.ceil(self._seconds)
        try:
            async with asyncio.timeout(seconds):
                found = await connection.search(self._base, query, self._attributes, most=MOST_RESULTS, seconds=seconds)
        except BaseException:
            connection.close()
            raise
        if self._is_open:
            self._free.append(connection)
        else:
            connection.close()
        return [self._fields(attributes) for attributes in found]

    def _fields(self, attributes: Attributes) -> Fields:
        row: Fields = {name: _text(name, values[0]) for name, values in attributes.items() if values}
        for name, choices in self._first_of.items():
            row[name] = next((row[choice] for choice in choices if row.get(choice)), None)
        return self._columns.displayed(row)


def any_of(comparisons: Any) -> str:
    """Empty for none: that would be everything."""
    found = "".join(comparisons)
    return f"(|{found})" if found else ""


def custom_filter(text: str) -> str:
    """As the manual prints them: with blanks between the parts, and perhaps without the outer parentheses."""
    found = text.strip()
    if not found:
        return ""
    if not found.startswith("("):
        found = f"({found})"
    return re.sub(r"\)\s+(?=[()])", ")", re.sub(r"\(\s*([&|!])\s*", r"(\1", found))


def _id_value(column: str, uid: str) -> str | None:
    if column != OBJECT_GUID:
        return str(escape_filter_chars(uid))
    try:
        return str(escape_bytes(uuid.UUID(uid).bytes_le))
    except ValueError:
        return None


def _text(name: str, value: bytes) -> str | None:
    if name == OBJECT_GUID:
        return str(uuid.UUID(bytes_le=value)) if len(value) == 16 else None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None
