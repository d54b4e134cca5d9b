# SPDX-License-Identifier: GPL-3.0-or-later
"""`ldap_user`: users, by the login and password that an LDAP directory knows (RFC 4511, RFC 4513)."""

from __future__ import annotations

import asyncio
import logging
import math
import ssl
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import LDAPException
from ldap3.core.results import RESULT_INVALID_CREDENTIALS, RESULT_SIZE_LIMIT_EXCEEDED, RESULT_SUCCESS
from ldap3.utils.conv import escape_filter_chars
from xivo_base.availability import Availability
from xivo_base.errors import ApiError

from ..settings import LdapSettings
from ..tokens.service import Identity
from .base import BackendArguments, BaseAuthenticationBackend

logger = logging.getLogger(__name__)

THREADS = 8
OBJECT_GUID = "objectguid"
_REFUSALS = frozenset(
    {
        RESULT_INVALID_CREDENTIALS,
        ldap3.core.results.RESULT_INAPPROPRIATE_AUTHENTICATION,
        ldap3.core.results.RESULT_INSUFFICIENT_ACCESS_RIGHTS,
        ldap3.core.results.RESULT_UNWILLING_TO_PERFORM,
        ldap3.core.results.RESULT_CONSTRAINT_VIOLATION,
    }
)
"""What servers say of a password that is wrong or no longer good (also of an account that is locked)."""


class LdapUnavailable(ApiError):
    status = 503
    error_id = "ldap-unavailable"
    template = "Connection to LDAP failed"
    headers = {"Retry-After": "1"}  # noqa: RUF012  same shape as the base class


@dataclass(frozen=True)
class Entry:
    """Whom the directory recognised."""

    identifier: str
    email: str | None


class LdapUser(BaseAuthenticationBackend):
    """Searches the login's entry, then binds as it. Whoever is in the directory must be a user here, too."""

    def __init__(self, arguments: BackendArguments) -> None:
        super().__init__(arguments)
        self._config: LdapSettings = arguments.settings.ldap
        if not self._config.user_base_dn:
            raise ValueError("ldap.user_base_dn is needed")
        self._place = Place(self._config)
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="ldap")
        self.availability = Availability("ldap", required=False)

    async def authenticate(self, login: str, password: str) -> Identity | None:
        # A bind without a password succeeds and proves nothing (RFC 4513, 5.1.2)
        entry = await self._recognise(login, password) if login and password else None
        if entry is None:
            return None
        acls = tuple(self.arguments.settings.user_acls)
        if self._config.user_match == "none":
            return Identity(entry.identifier, None, acls)
        if self._config.user_match == "username":
            user = await self.arguments.users.known(username=login)
        else:
            user = await self.arguments.users.known(email=entry.email) if entry.email else None
        if user is None:
            logger.warning("LDAP knows somebody who is no user here", extra={"login": login})
            return None
        return Identity(user.uuid, user.uuid, acls)

    async def _recognise(self, login: str, password: str) -> Entry | None:
        if not self.availability.may_try():
            raise LdapUnavailable
        deadline = time.monotonic() + self._config.timeout
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._config.timeout):
                found = await loop.run_in_executor(self._executor, self._ask, login, password, deadline)
        except (LDAPException, OSError, TimeoutError) as error:
            self.availability.down(str(error) or type(error).__name__)
            raise LdapUnavailable from error
        self.availability.up()
        return found

    def _ask(self, login: str, password: str, deadline: float) -> Entry | None:
        """In a thread. Raises `LDAPException`, `TimeoutError`."""
        config = self._config
        connection = ldap3.Connection(
            self._place.server(),
            config.bind_dn or None,
            config.bind_password.get_secret_value() or None,
            receive_timeout=math.ceil(_left(deadline)),  # ldap3 takes whole seconds; the loop waits no longer anyway
            read_only=True,
            auto_referrals=False,
            check_names=False,
        )
        try:
            if config.start_tls:
                connection.open(read_server_info=False)
                connection.start_tls(read_server_info=False)
            if not connection.bind(read_server_info=False):
                raise LDAPException(f"{config.bind_dn or 'anonymous'}: {connection.result['description']}")
            found = self._find(connection, login)
            if found is None:
                return None
            _left(deadline)
            connection.rebind(found["dn"], password, read_server_info=False)
            if connection.result["result"] == RESULT_SUCCESS:
                return self._entry(found)
            if connection.result["result"] in _REFUSALS:
                return None
            raise LDAPException(connection.result["description"])
        finally:
            _close(connection)

    def _find(self, connection: ldap3.Connection, login: str) -> dict[str, Any] | None:
        """The one entry with this login; of two nobody knows who it is."""
        config = self._config
        query = f"({config.user_login_attribute}={escape_filter_chars(login)})"
        if config.user_filter:
            query = f"(&{query}{config.user_filter})"
        attributes = [config.user_email_attribute, config.user_id_attribute]
        connection.search(config.user_base_dn, query, attributes=attributes, size_limit=2)
        if connection.result["result"] == RESULT_SIZE_LIMIT_EXCEEDED:
            return None
        if connection.result["result"] != RESULT_SUCCESS:
            raise LDAPException(connection.result["description"])
        entries = [entry for entry in connection.response if entry["type"] == "searchResEntry"]
        return entries[0] if len(entries) == 1 else None

    def _entry(self, found: dict[str, Any]) -> Entry:
        attributes = {name.lower(): values for name, values in found["raw_attributes"].items() if values}
        email = attributes.get(self._config.user_email_attribute.lower(), [None])[0]
        name = self._config.user_id_attribute.lower()
        value = attributes.get(name, [None])[0]
        identifier = found["dn"]
        if value is not None:
            identifier = str(uuid.UUID(bytes_le=value)) if name == OBJECT_GUID else value.decode()
        return Entry(identifier, email.decode() if email else None)


def _left(deadline: float) -> float:
    """Raises `TimeoutError`: who waited for it is gone."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _close(connection: ldap3.Connection) -> None:
    """ldap3 leaves the socket of a connection open that it could not open to its end."""
    try:
        connection.unbind()
    except LDAPException as error:
        logger.debug("not unbound: %s", error)
    if connection.socket is not None:
        connection.socket.close()


class _Tls(ldap3.Tls):  # type: ignore[misc]  # ldap3 has no types
    """The certificate is checked by Python's own means: ldap3 knows no addresses as names, and asks for what 3.12 left
    out.
    """

    def __init__(self, config: LdapSettings) -> None:
        super().__init__()
        self._context = ssl.create_default_context(cafile=config.ca_file)
        if not config.verify_certificate:
            self._context.check_hostname = False
            self._context.verify_mode = ssl.CERT_NONE

    def wrap_socket(self, connection: ldap3.Connection, do_handshake: bool = False) -> None:
        connection.socket = self._context.wrap_socket(
            connection.socket, server_hostname=connection.server.host, do_handshake_on_connect=do_handshake
        )


class Place:
    """Where the directory is. Raises `ValueError` for what is no such place."""

    def __init__(self, config: LdapSettings) -> None:
        uri = urlsplit(config.uri)
        if uri.scheme not in {"ldap", "ldaps"} or not uri.hostname:
            raise ValueError("ldap.uri is ldap://host:port or ldaps://host:port")
        self._host = uri.hostname
        self._secure = uri.scheme == "ldaps"
        self._port = uri.port or (636 if self._secure else 389)
        self._timeout = config.timeout
        self._tls = _Tls(config) if self._secure or config.start_tls else None
        if self._tls is None:
            logger.warning("passwords go to %s without TLS: use ldaps:// or start_tls", config.uri)

    def server(self) -> ldap3.Server:
        """A new one each time: ldap3 would remember for long that an address did not answer."""
        return ldap3.Server(
            self._host,
            self._port,
            use_ssl=self._secure,
            tls=self._tls,
            get_info=ldap3.NONE,
            connect_timeout=self._timeout,
        )
