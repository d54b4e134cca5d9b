# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of an LDAP directory (SYS-302, SYS-303)."""

import logging
import math
import re
import ssl
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import LDAPException, LDAPExceptionError
from ldap3.utils.conv import escape_bytes, escape_filter_chars

from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import MOST_RESULTS, Columns

logger = logging.getLogger(__name__)

NETWORK_SECONDS, SECONDS = 0.1, 1.0
IDS_AT_ONCE = 50
OBJECT_GUID = "objectGUID"
_USABLE = frozenset({ldap3.core.results.RESULT_SUCCESS, ldap3.core.results.RESULT_SIZE_LIMIT_EXCEEDED})


class LdapBackend(BaseSourcePlugin):
    """Called in a few threads: each question takes one of the connections that are free, or makes one."""

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
        self._address = _Address(config)
        self._free: list[ldap3.Connection] = []
        self._is_open = True

    @property
    def name(self) -> str:
        return self._name

    def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        escaped = escape_filter_chars(term)
        if self._filter:
            return self._ask(self._filter.replace("%Q", escaped))
        wanted = f"*{escaped}*" if term else "*"
        return self._ask(any_of(f"({column}={wanted})" for column in self._columns.searched))

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

    def unload(self) -> None:
        self._is_open = False
        while self._free:
            close(self._free.pop())

    def _ask(self, query: str) -> Sequence[Fields]:
        """Raises `LDAPException`."""
        if not query:
            return []
        if self._free:
            try:
                return self._search(self._free.pop(), query)
            except (LDAPExceptionError, IndexError):  # the server may have closed what was idle: once more
                logger.debug("%s: a connection is made again", self._name)
        return self._search(self._connect(), query)

    def _search(self, connection: ldap3.Connection, query: str) -> Sequence[Fields]:
        """The connection is free afterwards, or closed."""
        try:
            connection.search(
                self._base,
                query,
                attributes=self._attributes,
                size_limit=MOST_RESULTS,
                time_limit=math.ceil(self._seconds),
            )
            result, found = connection.result, connection.response
        except BaseException:
            close(connection)
            raise
        self._free.append(connection)
        if not self._is_open:
            self.unload()
        if result["result"] not in _USABLE:
            raise LDAPException(result["description"])
        return [self._fields(entry["raw_attributes"]) for entry in found if entry["type"] == "searchResEntry"]

    def _fields(self, attributes: Mapping[str, Sequence[bytes]]) -> Fields:
        row: Fields = {name: _text(name, values[0]) for name, values in attributes.items() if values}
        for name, choices in self._first_of.items():
            row[name] = next((row[choice] for choice in choices if row.get(choice)), None)
        return self._columns.displayed(row)

    def _connect(self) -> ldap3.Connection:
        """Raises `LDAPException`."""
        connection = ldap3.Connection(
            self._address.server(),
            self._username,
            self._password,
            receive_timeout=math.ceil(self._seconds),
            read_only=True,
            check_names=False,
        )
        try:
            connection.open(read_server_info=False)
            if self._address.start_tls:
                succeeded(connection, connection.start_tls(read_server_info=False))
            succeeded(connection, connection.bind(read_server_info=False))
        except BaseException:
            close(connection)
            raise
        return connection


def succeeded(connection: ldap3.Connection, is_done: bool) -> None:
    """Raises `LDAPException` if it is not."""
    if not is_done:
        raise LDAPException(connection.result["description"])


def close(connection: ldap3.Connection) -> None:
    """Whatever state it is in."""
    opened = connection.socket
    try:
        connection.unbind()
    except (LDAPException, OSError):
        logger.debug("a connection could not be ended properly")
    if opened is not None:
        opened.close()


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


class _Address:
    """Of a server. Raises `ValueError` for what is none."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        uri = urlsplit(str(config["ldap_uri"]))
        if uri.scheme not in {"ldap", "ldaps"} or not uri.hostname:
            raise ValueError("ldap_uri is ldap://host:port or ldaps://host:port")
        self.start_tls = bool(config.get("ldap_start_tls"))
        self._secure = uri.scheme == "ldaps"
        self._host, self._port = uri.hostname, uri.port or (636 if self._secure else 389)
        self._tls = _Tls(_tls_context(config)) if self._secure or self.start_tls else None
        self._seconds = float(config.get("ldap_network_timeout") or NETWORK_SECONDS)

    def server(self) -> ldap3.Server:
        """A new one for each connection: it remembers where its name led, and for a while that nobody was there."""
        return ldap3.Server(
            self._host,
            self._port,
            use_ssl=self._secure,
            tls=self._tls,
            get_info=ldap3.NONE,
            connect_timeout=self._seconds,
        )


class _Tls(ldap3.Tls):  # type: ignore[misc]  # not typed
    """With the standard library's check of the name: ldap3's own needs a function that Python 3.12 has no more."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__()
        self._context = context

    def wrap_socket(self, connection: ldap3.Connection, do_handshake: bool = False) -> None:
        connection.socket = self._context.wrap_socket(
            connection.socket, server_hostname=connection.server.host, do_handshake_on_connect=do_handshake
        )


def _tls_context(config: Mapping[str, Any]) -> ssl.SSLContext:
    """The host's certificates and, if it is named, `ldap_ca_file` (ADM-049)."""
    context = ssl.create_default_context()
    if config.get("ldap_ca_file"):
        context.load_verify_locations(str(config["ldap_ca_file"]))
    if not config.get("ldap_verify_certificate", True):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


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
