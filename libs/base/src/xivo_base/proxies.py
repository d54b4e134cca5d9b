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


class TrustedProxies:
    """ASGI layer that puts the real client in place of the proxy. Proxies are named by host name or address."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = list(hosts)
        self._addresses: frozenset[str] = frozenset()
        self._resolved_at = -RESOLVE_EVERY_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("client") and self._hosts:
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
        if address not in self._addresses and time.monotonic() - self._resolved_at > RESOLVE_EVERY_SECONDS:
            self._resolved_at = time.monotonic()
            self._addresses = frozenset([item for host in self._hosts for item in await _resolve(host)])
        return address in self._addresses


async def _resolve(host: str) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(entry[4][0]) for entry in found]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
