# SPDX-License-Identifier: GPL-3.0-or-later
"""Thin ASGI layers around every request: its id, metric, log line and last-resort error; and bounds for bodies."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import request_id
from .errors import ErrorRenderer
from .metrics import LATENCY, REQUESTS

logger = logging.getLogger("access")
_QUIET = ("/health/", "/metrics", "/status")
_HEADER = request_id.HEADER.lower().encode()
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


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
                if "\0" in scope["path"] or b"%00" in scope["query_string"]:
                    # no name, id or text of ours holds one, and PostgreSQL refuses it
                    answer = self._renderer(400, ["NUL characters are not allowed"], "invalid-request")
                    await answer(scope, receive, send_with_id)
                else:
                    await self._app(scope, receive, send_with_id)
            except asyncio.CancelledError:
                if status:
                    raise
                # the server ends and waits no longer for this request; the caller shall know
                answer = self._renderer(503, ["Shutting down"], "shutting-down")
                answer.headers["Retry-After"] = "1"
                await answer(scope, receive, send_with_id)
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
        method = scope["method"] if scope["method"] in _METHODS else "other"
        REQUESTS.labels(method, path, status).inc()
        LATENCY.labels(method, path).observe(seconds)
        if logger.isEnabledFor(logging.INFO) and not scope["path"].startswith(_QUIET):
            logger.info("%s %s %d %.1f ms", scope["method"], scope["path"], status, seconds * 1e3)


_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class BodyLimits:
    """Answers 413 to a body that is too long, and 400 to JSON text that is not Unicode (lone surrogates)."""

    def __init__(self, app: ASGIApp, *, renderer: ErrorRenderer, max_bytes: int) -> None:
        self._app = app
        self._renderer = renderer
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _WITHOUT_BODY:
            await self._app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if declared.isdigit() and int(declared) > self._max_bytes:
            await self._renderer(413, ["Request body too long"], "body-too-long")(scope, receive, send)
            return
        begun = b""
        length = 0

        async def bounded() -> Message:
            nonlocal begun, length
            message = await receive()
            if message["type"] != "http.request":
                return message
            chunk: bytes = message.get("body", b"")
            length += len(chunk)
            if length > self._max_bytes:
                raise HTTPException(413, "Request body too long")
            if length == len(chunk) and not message.get("more_body"):
                _require_unicode(chunk)  # nearly all bodies come in one piece
            else:
                begun += chunk
                if not message.get("more_body"):
                    _require_unicode(begun)
            return message

        await self._app(scope, bounded, send)


def _require_unicode(body: bytes) -> None:
    if _SURROGATE.search(body):
        try:
            orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise HTTPException(400, "The body is not JSON in Unicode") from error
