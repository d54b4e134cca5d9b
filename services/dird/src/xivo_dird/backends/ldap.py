# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of an LDAP directory (SYS-302, SYS-303)."""

import math
import re
import ssl
import threading
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import LDAPException, LDAPExceptionError
from ldap3.utils.conv import escape_bytes, escape_filter_chars

from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import MOST_RESULTS, Columns

NETWORK_SECONDS, SECONDS = 0.1, 1.0
IDS_AT_ONCE = 50
OBJECT_GUID = "objectGUID"
_USABLE = frozenset({ldap3.core.results.RESULT_SUCCESS, ldap3.core.results.RESULT_SIZE_LIMIT_EXCEEDED})


class LdapBackend(BaseSourcePlugin):
    """Called in a few threads, each of which has a connection of its own."""

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
        self._server, self._start_tls = _server(config)
        self._mine = threading.local()

    @property
    def name(self) -> str:
        return self._name

    def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        escaped = escape_filter_chars(term)
        if self._filter:
            return self._ask(self._filter.replace("%Q", escaped))
        return self._ask(any_of(f"({column}=*{escaped}*)" for column in self._columns.searched))

    def list(self, uids: Sequence[str]) -> Sequence[Fields]:
        column = self._columns.unique
        if not column:
            return []
        choices = self._first_of.get(column, [column])
        wanted = [
            f"({choice}={value})" for uid in uids for choice in choices if (value := _id_value(choice, uid)) is not None
        ]
        parts = (wanted[start : start + IDS_AT_ONCE] for start in range(0, len(wanted), IDS_AT_ONCE))
        return [fields for part in parts for fields in self._ask(any_of(part))]

    def match(self, exten: str) -> Fields | None:
        escaped = escape_filter_chars(exten)
        found = self._ask(any_of(f"({column}={escaped})" for column in self._columns.matched))
        return found[0] if found else None

    def _ask(self, query: str) -> Sequence[Fields]:
        """Raises `LDAPException`."""
        if not query:
            return []
        connection: ldap3.Connection | None = getattr(self._mine, "connection", None)
        if connection is not None:
            try:
                return self._search(connection, query)
            except LDAPExceptionError:
                self._drop()  # the server may have closed what was idle: once more
        return self._search(self._connect(), query)

    def _search(self, connection: ldap3.Connection, query: str) -> Sequence[Fields]:
        connection.search(
            self._base,
            query,
            attributes=self._attributes,
            size_limit=MOST_RESULTS,
            time_limit=math.ceil(self._seconds),
        )
        if connection.result["result"] not in _USABLE:
            raise LDAPException(connection.result["description"])
        entries = [entry for entry in connection.response if entry["type"] == "searchResEntry"]
        return [self._fields(entry["raw_attributes"]) for entry in entries]

    def _fields(self, attributes: Mapping[str, Sequence[bytes]]) -> Fields:
        row: Fields = {name: _text(name, values[0]) for name, values in attributes.items() if values}
        for name, choices in self._first_of.items():
            row[name] = next((row[choice] for choice in choices if row.get(choice)), None)
        return self._columns.displayed(row)

    def _connect(self) -> ldap3.Connection:
        self._mine.connection = ldap3.Connection(
            self._server,
            self._username,
            self._password,
            auto_bind=ldap3.AUTO_BIND_TLS_BEFORE_BIND if self._start_tls else ldap3.AUTO_BIND_NO_TLS,
            receive_timeout=math.ceil(self._seconds),
            read_only=True,
            check_names=False,
        )
        return self._mine.connection

    def _drop(self) -> None:
        connection, self._mine.connection = self._mine.connection, None
        try:
            connection.unbind()
        except LDAPException:
            return


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


def _server(config: Mapping[str, Any]) -> tuple[ldap3.Server, bool]:
    uri = urlsplit(str(config["ldap_uri"]))
    if uri.scheme not in {"ldap", "ldaps"} or not uri.hostname:
        raise ValueError("ldap_uri is ldap://host:port or ldaps://host:port")
    secure = uri.scheme == "ldaps"
    start_tls = bool(config.get("ldap_start_tls"))
    verify = ssl.CERT_REQUIRED if config.get("ldap_verify_certificate", True) else ssl.CERT_NONE
    tls = ldap3.Tls(validate=verify, ca_certs_file=config.get("ldap_ca_file")) if secure or start_tls else None
    server = ldap3.Server(
        uri.hostname,
        uri.port or (636 if secure else 389),
        use_ssl=secure,
        tls=tls,
        get_info=ldap3.NONE,
        connect_timeout=float(config.get("ldap_network_timeout") or NETWORK_SECONDS),
    )
    return server, start_tls


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
