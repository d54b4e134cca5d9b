# SPDX-License-Identifier: GPL-3.0-or-later
"""LDAP without threads (RFC 4511): ldap3 writes and reads the messages, asyncio carries them.

ldap3's own connections wait in a thread each. Beside a loop that is busy such a thread costs more in waiting for the
interpreter's lock than all else of a search.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from ldap3 import ANONYMOUS, DEREF_ALWAYS, SIMPLE, SUBTREE
from ldap3.core.exceptions import LDAPException
from ldap3.core.results import RESULT_CODES, RESULT_SIZE_LIMIT_EXCEEDED, RESULT_SUCCESS
from ldap3.operation.bind import bind_operation
from ldap3.operation.extended import extended_operation
from ldap3.operation.search import raw_attributes_to_dict_fast, search_operation
from ldap3.protocol.rfc4511 import LDAPMessage, MessageID, ProtocolOp
from ldap3.utils.asn1 import decode_message_fast, encode

logger = logging.getLogger(__name__)

START_TLS = "1.3.6.1.4.1.1466.20037"
LONGEST_MESSAGE = 1024 * 1024
_BIND, _ENTRY, _DONE, _REFERENCE, _EXTENDED = 1, 4, 5, 19, 24
_USABLE = frozenset({RESULT_SUCCESS, RESULT_SIZE_LIMIT_EXCEEDED})
Attributes = Mapping[str, Sequence[bytes]]


@dataclass(frozen=True)
class Address:
    """``connect_seconds`` are of the TCP connection; the rest has the time of the question."""

    host: str
    port: int
    start_tls: bool
    context: ssl.SSLContext | None
    connect_seconds: float

    @classmethod
    def of(cls, config: Mapping[str, Any], connect_seconds: float) -> Self:
        """Raises `ValueError` for what is none."""
        uri = urlsplit(str(config["ldap_uri"]))
        if uri.scheme not in {"ldap", "ldaps"} or not uri.hostname:
            raise ValueError("ldap_uri is ldap://host:port or ldaps://host:port")
        is_secure, start_tls = uri.scheme == "ldaps", bool(config.get("ldap_start_tls"))
        return cls(
            uri.hostname,
            uri.port or (636 if is_secure else 389),
            start_tls and not is_secure,
            _context(config) if is_secure or start_tls else None,
            float(config.get("ldap_network_timeout") or connect_seconds),
        )


def _context(config: Mapping[str, Any]) -> ssl.SSLContext:
    """Trusted are the host's authorities, `ldap_ca_file`, and each file of `ldap_ca_folder` (ADM-049, SYS-104)."""
    context = ssl.create_default_context()
    if config.get("ldap_ca_file"):
        context.load_verify_locations(str(config["ldap_ca_file"]))
    for file in _files(config.get("ldap_ca_folder")):
        try:
            context.load_verify_locations(file)
        except OSError as error:  # that of one file; ssl's own are such, too
            logger.warning("%s is no certificate of an authority: %s", file, error)
    if not config.get("ldap_verify_certificate", True):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _files(folder: Any) -> list[Path]:
    if not folder:
        return []
    return sorted(path for path in Path(folder).glob("*") if path.suffix in {".crt", ".pem"})


class LdapConnection:
    """One question at a time. After any exception, a cancellation included, it can only be closed.

    Raises `LDAPException` for what the server refuses, `OSError` and `EOFError` if it is not there.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._last = 0

    @classmethod
    async def open(cls, address: Address, username: str | None, password: str | None) -> Self:
        """Bound."""
        try:
            async with asyncio.timeout(address.connect_seconds):
                reader, writer = await asyncio.open_connection(address.host, address.port)
        except TimeoutError:
            raise ConnectionError(f"no connection within {address.connect_seconds} s") from None
        connection = cls(reader, writer)
        try:
            if address.start_tls:
                await connection._ask_once("extendedReq", extended_operation(START_TLS), _EXTENDED)
            if address.context is not None:
                await writer.start_tls(address.context, server_hostname=address.host)
            bind = bind_operation(3, SIMPLE if username else ANONYMOUS, username or "", password)
            await connection._ask_once("bindRequest", bind, _BIND)
        except BaseException:
            connection.close()
            raise
        return connection

    async def search(
        self, base: str, query: str, attributes: Sequence[str], *, most: int, seconds: int
    ) -> Sequence[Attributes]:
        """At most ``most`` entries, however many there are."""
        request = search_operation(
            base, query, SUBTREE, DEREF_ALWAYS, attributes, most, seconds, False, auto_escape=True, auto_encode=True
        )
        found: list[Attributes] = []
        async with contextlib.aclosing(self._ask("searchRequest", request)) as answers:
            async for kind, payload in answers:
                if kind == _DONE:
                    _check(payload)
                    return found
                if kind == _ENTRY and len(found) < most:
                    found.append(raw_attributes_to_dict_fast(payload[1][3]))
                elif kind != _REFERENCE:
                    break
        raise LDAPException("an answer that is none to a search")

    def close(self) -> None:
        self._writer.close()

    async def end(self) -> None:
        """Close it, and wait until nothing is left of it."""
        self.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _ask_once(self, name: str, request: Any, answer: int) -> None:
        async with contextlib.aclosing(self._ask(name, request)) as answers:
            kind, payload = await anext(answers)
        if kind != answer:
            raise LDAPException(f"an answer that is none to {name}")
        _check(payload)

    async def _ask(self, name: str, request: Any) -> AsyncGenerator[tuple[int, Any], None]:
        """Kind and content of each message that answers."""
        self._last += 1
        message = LDAPMessage()
        message["messageID"] = MessageID(self._last)
        message["protocolOp"] = ProtocolOp().setComponentByName(name, request)
        self._writer.write(encode(message))
        while True:
            read = decode_message_fast(await self._message())
            if read["messageID"] == self._last:
                yield read["protocolOp"], read["payload"]
            elif read["messageID"] == 0:  # RFC 4511, 4.4: the notice of disconnection
                raise ConnectionResetError("the server ends the connection")

    async def _message(self) -> bytes:
        """A SEQUENCE in BER, of definite length (RFC 4511, 5.1)."""
        head = await self._reader.readexactly(2)
        length = head[1]
        if length & 0x80:
            more = await self._reader.readexactly(length & 0x7F)
            head, length = head + more, int.from_bytes(more)
        if head[0] != 0x30 or length > LONGEST_MESSAGE:
            raise LDAPException("what answers does not speak LDAP")
        return head + await self._reader.readexactly(length)


def _check(result: Any) -> None:
    """Raises `LDAPException` with what a result says, unless it is a success, or as much as was wanted."""
    code = int(result[0][3])
    if code not in _USABLE:
        raise LDAPException(RESULT_CODES.get(code, f"result {code}"))
