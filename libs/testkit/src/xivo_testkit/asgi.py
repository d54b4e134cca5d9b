# SPDX-License-Identifier: GPL-3.0-or-later
"""An ASGI application for clients that are not asynchronous."""

from __future__ import annotations

from typing import Any

import httpx
from anyio.from_thread import BlockingPortal


class SyncASGITransport(httpx.BaseTransport):
    """Serves each request in the portal's event loop, where the application was built."""

    def __init__(self, app: Any, portal: BlockingPortal, *, client: tuple[str, int] = ("127.0.0.1", 40000)) -> None:
        self._inner = httpx.ASGITransport(app, client=client)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._served, request, request.read())

    async def _served(self, request: httpx.Request, content: bytes) -> httpx.Response:
        inner = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        answer = await self._inner.handle_async_request(inner)
        body = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)
