# SPDX-License-Identifier: GPL-3.0-or-later
"""One thin ASGI layer around every request: its id, its metric, its log line, its last-resort error."""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import request_id
from .errors import ErrorRenderer
from .metrics import LATENCY, REQUESTS

logger = logging.getLogger("access")
_QUIET = ("/health/", "/metrics", "/status")
_HEADER = request_id.HEADER.lower().encode()


class RequestMiddleware:
    def __init__(self, app: ASGIApp, *, renderer: ErrorRenderer) -> None:
        self._app = app
        self._renderer = renderer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == _HEADER), b"").decode("latin-1")
        identifier = request_id.accepted(given)
        status = 0
        begun = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (_HEADER, identifier.encode())]
            await send(message)

        with request_id.bind(identifier):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                logger.exception("unexpected error")
                if status:
                    raise
                answer = self._renderer(500, ["Unexpected error"], "unexpected-error")
                await answer(scope, receive, send_with_id)
            finally:
                self._observe(scope, status, time.perf_counter() - begun)

    @staticmethod
    def _observe(scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        path = getattr(route, "path", "unmatched")
        REQUESTS.labels(scope["method"], path, status).inc()
        LATENCY.labels(scope["method"], path).observe(seconds)
        if logger.isEnabledFor(logging.INFO) and not scope["path"].startswith(_QUIET):
            logger.info("%s %s %d %.1f ms", scope["method"], scope["path"], status, seconds * 1e3)
