# SPDX-License-Identifier: GPL-3.0-or-later
"""X-Forwarded-* headers count when the edge sent them, and only then."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

RESOLVE_EVERY_SECONDS = 10.0
RESOLVE_WITHIN_SECONDS = 1.0
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class TrustedProxies:
    """ASGI layer that puts the real client in place of the proxy: a host name, an address or a network."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self._app = app
        self._networks, self._hosts = _sorted_out(hosts)
        self._addresses: frozenset[str] = frozenset()
        self._resolved_at = -RESOLVE_EVERY_SECONDS
        self._resolving = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("client"):
            headers = {name: value for name, value in scope["headers"] if name.startswith(b"x-forwarded-")}
            if headers and await self._trusted(scope["client"][0]):
                client = headers.get(b"x-forwarded-for", b"").decode("latin-1").rsplit(",", 1)[-1].strip()
                if _is_address(client):
                    scope["client"] = (client, 0)
                protocol = headers.get(b"x-forwarded-proto", b"").decode("latin-1")
                if protocol in {"http", "https"}:
                    scope["scheme"] = protocol
        await self._app(scope, receive, send)

    async def _trusted(self, address: str) -> bool:
        if not _is_address(address):
            return False
        if any(ipaddress.ip_address(address) in network for network in self._networks):
            return True
        if self._hosts:
            async with self._resolving:  # requests that come together wait for one look-up
                if time.monotonic() - self._resolved_at > RESOLVE_EVERY_SECONDS:
                    found = [item for host in self._hosts for item in await _resolve(host)]
                    self._addresses = frozenset(found)
                    self._resolved_at = time.monotonic()
                    if not found:  # the edge may be starting
                        self._resolved_at -= RESOLVE_EVERY_SECONDS - RESOLVE_WITHIN_SECONDS
        return address in self._addresses


def _sorted_out(hosts: Sequence[str]) -> tuple[list[Network], list[str]]:
    """Networks (an address is one of length 1), and names that have to be looked up."""
    networks: list[Network] = []
    names: list[str] = []
    for host in hosts:
        try:
            networks.append(ipaddress.ip_network(host))
        except ValueError:
            names.append(host)
    return networks, names


async def _resolve(host: str) -> list[str]:
    try:
        async with asyncio.timeout(RESOLVE_WITHIN_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:  # unknown now, or no answer in time
        return []
    return [str(entry[4][0]) for entry in found]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
