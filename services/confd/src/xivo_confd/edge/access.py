# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls: a token, a web-service user by digest or by address, or this host through the open port."""

from __future__ import annotations

import base64
import hmac
import ipaddress
import secrets
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from starlette.requests import Request
from xivo_access import TOKEN_HEADER, AclMissing, Matcher, Token, is_this_host, required_acl

from ..errors import Unauthorized
from . import digest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class CallerKind(StrEnum):
    TOKEN = "token"  # noqa: S105  (a word, not one)
    WEBSERVICE = "webservice"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True)
class Caller:
    kind: CallerKind
    name: str
    entity_id: int | None = None
    """The entity whose objects this caller is limited to; None sees all (ADM-177)."""

    @property
    def sees_passwords(self) -> bool:
        """The released API shows users' passwords; clients with tokens are new and get none."""
        return self.kind is not CallerKind.TOKEN


CONFD = Caller(CallerKind.LOOPBACK, "confd")
"""confd itself, where it follows up a change beyond what the caller may see."""


@dataclass(frozen=True, slots=True)
class KnownProgram:
    """A web-service user, as far as access needs it."""

    name: str
    login: str | None
    ha1: str | None
    network: Network | None
    may: Matcher


@dataclass(frozen=True, slots=True)
class KnownAdministrator:
    """An administrator as he is now, whatever his token says."""

    entity_id: int | None
    enabled: bool
    may: Matcher


class Administrators(Protocol):
    """Where administrators are looked up by the ``auth_id`` of their tokens."""

    async def find(self, auth_id: str) -> KnownAdministrator | None: ...


class Programs(Protocol):
    """Where web-service users are looked up."""

    async def by_login(self, login: str) -> KnownProgram | None: ...

    async def by_address(self, address: str) -> KnownProgram | None: ...


class Tokens(Protocol):
    async def verify(self, token: str, required_acl: str | None = None) -> Token:
        """Raises xivo_access' Unauthorized, AclMissing or AuthUnavailable."""
        ...


class Gatekeeper:
    """Lets a request in, or says why not."""

    def __init__(
        self,
        tokens: Tokens,
        administrators: Administrators,
        programs: Programs,
        nonces: digest.Nonces,
        *,
        open_ports: AbstractSet[int],
    ) -> None:
        self._tokens = tokens
        self._administrators = administrators
        self._programs = programs
        self._nonces = nonces
        self._open_ports = open_ports

    async def admit(self, request: Request, acl_template: str) -> Caller:
        """Raises Unauthorized (401) for nobody known, AclMissing (403) for somebody who may not."""
        if self._came_through_open_port(request):
            if is_this_host(_address(request)):
                return Caller(CallerKind.LOOPBACK, "loopback")
            raise Unauthorized("this port serves its own host only")
        required = required_acl(acl_template, request.path_params)
        token = request.headers.get(TOKEN_HEADER)
        if token:
            return await self._by_token(token, required)
        program = await self._program(request)
        if not program.may.matches(required):
            raise AclMissing(required=required)
        return Caller(CallerKind.WEBSERVICE, program.name)

    async def _by_token(self, token: str, required: str) -> Caller:
        """An administrator's token is worth no more than he is now: auth may not have heard of a change yet."""
        owner = await self._tokens.verify(token, required)
        administrator = await self._administrators.find(owner.auth_id)
        if administrator is None:
            return Caller(CallerKind.TOKEN, owner.auth_id)
        if not administrator.enabled:
            raise Unauthorized("this administrator is disabled or deleted")
        if not administrator.may.matches(required):
            raise AclMissing(required=required)
        return Caller(CallerKind.TOKEN, owner.auth_id, administrator.entity_id)

    def _came_through_open_port(self, request: Request) -> bool:
        server: tuple[str, int] | None = request.scope.get("server")
        return server is not None and server[1] in self._open_ports

    async def _program(self, request: Request) -> KnownProgram:
        authorization = request.headers.get("authorization", "")
        scheme = authorization.partition(" ")[0].lower()
        if scheme == "digest":
            return await self._by_digest(request, authorization)
        if scheme == "basic":
            return await self._by_password(request, authorization)
        program = await self._programs.by_address(_address(request))
        if program is None:
            raise self._challenge("credentials are required")
        return program

    async def _by_digest(self, request: Request, authorization: str) -> KnownProgram:
        credentials = digest.Credentials.parse(authorization)
        if credentials is None or not self._nonces.is_ours(credentials.nonce):
            raise self._challenge("the digest is not understood")
        program = await self._programs.by_login(credentials.username)
        if program is None or program.ha1 is None or not credentials.matches(program.ha1, request.method):
            raise self._challenge("wrong login or password")
        if program.network is not None and not _within(_address(request), program.network):
            raise self._challenge("this login is not for this address")
        if credentials.uri != _request_target(request):
            raise self._challenge("the digest is for another resource")
        if not self._nonces.is_fresh(credentials.nonce):
            raise self._challenge("the nonce is stale", stale=True)
        return program

    async def _by_password(self, request: Request, authorization: str) -> KnownProgram:
        """Programs of older systems send it unasked when they read the phonebook."""
        try:
            login, _, password = (
                base64.b64decode(authorization.partition(" ")[2], validate=True).decode().partition(":")
            )
        except ValueError:
            raise self._challenge("the credentials are not understood") from None
        program = await self._programs.by_login(login)
        stored = (program.ha1 if program else None) or ""
        if program is None or not hmac.compare_digest(stored.encode(), digest.ha1(login, password).encode()):
            raise self._challenge("wrong login or password")
        if program.network is not None and not _within(_address(request), program.network):
            raise self._challenge("this login is not for this address")
        return program

    def _challenge(self, reason: str, *, stale: bool = False) -> Unauthorized:
        headers = {
            "WWW-Authenticate": digest.challenge(self._nonces.new(), stale=stale),
            # Existing clients keep this cookie through the exchange (API-203); nothing depends on its value.
            "Set-Cookie": f"session={secrets.token_urlsafe(16)}; Path=/; HttpOnly; SameSite=Lax",
        }
        return Unauthorized(reason, headers)


def _address(request: Request) -> str:
    """Of the connection; the server has put a trusted proxy's client in its place already."""
    return request.client.host if request.client else ""


def _within(address: str, network: Network) -> bool:
    try:
        return ipaddress.ip_address(address) in network
    except ValueError:
        return False


def _request_target(request: Request) -> str:
    path: str = (request.scope.get("raw_path") or b"").decode("latin-1") or request.url.path
    query: str = request.scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path
