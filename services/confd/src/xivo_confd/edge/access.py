# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls: a token, a web-service user by digest or by address, or this host through the open port."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from starlette.requests import Request

from ..errors import Forbidden, Unauthorized
from . import digest


class CallerKind(StrEnum):
    TOKEN = "token"
    WEBSERVICE = "webservice"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True)
class Caller:
    kind: CallerKind
    name: str

    @property
    def sees_passwords(self) -> bool:
        """The released API shows users' passwords; clients with tokens are new and get none."""
        return self.kind is not CallerKind.TOKEN


@dataclass(frozen=True, slots=True)
class KnownProgram:
    """A web-service user, as far as access needs it."""

    name: str
    login: str | None
    ha1: str | None
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None
    may: ACLMatcher


class ACLMatcher(Protocol):
    def __call__(self, required: str) -> bool: ...


class Programs(Protocol):
    """Where web-service users are looked up."""

    async def by_login(self, login: str) -> KnownProgram | None: ...

    async def by_address(self, address: str) -> KnownProgram | None: ...


class TokenDoor(Protocol):
    async def open(self, token: str, required_acl: str) -> str:
        """The name of the token's owner. Raises Unauthorized, Forbidden or Unavailable."""
        ...


class Gatekeeper:
    """Lets a request in, or says why not."""

    def __init__(
        self,
        tokens: TokenDoor,
        programs: Programs,
        nonces: digest.Nonces,
        *,
        open_port: int,
        trusted_peers: Sequence[str] = (),
        trusted_proxies: Sequence[str] = (),
    ) -> None:
        self._tokens = tokens
        self._programs = programs
        self._nonces = nonces
        self._open_port = open_port
        self._trusted_peers = [ipaddress.ip_network(peer) for peer in ("127.0.0.0/8", "::1", *trusted_peers)]
        self._trusted_proxies = [ipaddress.ip_network(proxy) for proxy in trusted_proxies]

    async def admit(self, request: Request, acl_template: str) -> Caller:
        """Raises Unauthorized (401) for nobody known, Forbidden (403) for somebody who may not."""
        required = required_acl(acl_template, request.path_params)
        if self._is_open(request):
            return Caller(CallerKind.LOOPBACK, "loopback")
        token = request.headers.get("x-auth-token")
        if token:
            return Caller(CallerKind.TOKEN, await self._tokens.open(token, required))
        authorization = request.headers.get("authorization", "")
        if authorization.lower().startswith("digest "):
            program = await self._by_digest(request, authorization)
        else:
            program = await self._programs.by_address(self.client_address(request))
        if program is None:
            raise self._challenge("credentials are required")
        if not program.may(required):
            raise Forbidden(acl=required)
        return Caller(CallerKind.WEBSERVICE, program.name)

    def _is_open(self, request: Request) -> bool:
        server = request.scope.get("server")
        if not server or server[1] != self._open_port:
            return False
        if _within(_peer(request), self._trusted_peers):
            return True
        raise Unauthorized("this port serves its own host only")

    async def _by_digest(self, request: Request, authorization: str) -> KnownProgram:
        credentials = digest.Credentials.parse(authorization)
        if credentials is None or not self._nonces.is_ours(credentials.nonce):
            raise self._challenge("the digest is not understood")
        program = await self._programs.by_login(credentials.username)
        if program is None or program.ha1 is None or not credentials.matches(program.ha1, request.method):
            raise self._challenge("wrong login or password")
        if program.network is not None and not _within(self.client_address(request), [program.network]):
            raise self._challenge("this login is not for this address")
        if not self._nonces.is_fresh(credentials.nonce):
            raise self._challenge("the nonce is stale", stale=True)
        if credentials.uri != _request_target(request):
            raise self._challenge("the digest is for another resource")
        return program

    def client_address(self, request: Request) -> str:
        """The address of the connection, or what a trusted proxy says about its own."""
        peer = _peer(request)
        forwarded = request.headers.get("x-forwarded-for")
        if forwarded and _within(peer, self._trusted_proxies):
            return forwarded.rpartition(",")[2].strip()
        return peer

    def _challenge(self, reason: str, *, stale: bool = False) -> Unauthorized:
        # Existing clients keep this cookie through the exchange (API-203); nothing depends on its value.
        cookie = f"session={secrets.token_urlsafe(16)}; Path=/; HttpOnly; SameSite=Lax"
        return Unauthorized(reason, digest.challenge(self._nonces.new(), stale=stale), cookie)


def required_acl(template: str, path_params: dict[str, object]) -> str:
    """The permission for this very object; an id cannot widen it."""
    escaped = {
        name: str(value).replace(".", "_").replace("#", "_").replace("*", "_")
        for name, value in path_params.items()
    }
    return template.format_map(escaped)


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


def _within(address: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in networks)


def _request_target(request: Request) -> str:
    path: str = request.scope.get("raw_path", b"").decode("latin-1") or request.url.path
    query: str = request.scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path
