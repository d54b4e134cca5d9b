# SPDX-License-Identifier: GPL-3.0-or-later
"""The short way of the request that auth gets most: is this token good?"""

from __future__ import annotations

import time

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send
from xivo_base import request_id
from xivo_base.metrics import LATENCY, REQUESTS

from .service import TokenService

PREFIX = "/0.1/token/"
TEMPLATE = "/0.1/token/{token}"
_HEADER = request_id.HEADER.lower().encode()
_ELSEWHERE = frozenset({b"origin"})
"""With these headers there is more to say than the answer (CORS)."""


class TokenChecks:
    """Answers GET and HEAD for tokens that are in memory as the routes would, and leaves everything else to them.

    They are counted and timed like all requests, but not logged one by one: each daemon checks each token it sees.
    """

    def __init__(self, app: ASGIApp, *, tokens: TokenService) -> None:
        self._app = app
        self._tokens = tokens
        self._seen = {
            (method, status): (REQUESTS.labels(method, TEMPLATE, status), LATENCY.labels(method, TEMPLATE))
            for method, status in (("GET", 200), ("HEAD", 204))
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer(scope) if scope["type"] == "http" else None
        if answer is None:
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status, body, given = answer
        headers = [(_HEADER, request_id.accepted(given).encode())]
        if body:
            headers += [(b"content-length", b"%d" % len(body)), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        requests, latency = self._seen[scope["method"], status]
        requests.inc()
        latency.observe(time.perf_counter() - begun)

    def _answer(self, scope: Scope) -> tuple[int, bytes, str] | None:
        """Status, body and the caller's request id; None for what is not this simple."""
        path: str = scope["path"]
        method = scope["method"]
        if not path.startswith(PREFIX) or scope["query_string"] or method not in {"GET", "HEAD"}:
            return None
        given = ""
        for name, value in scope["headers"]:
            if name in _ELSEWHERE:
                return None
            if name == _HEADER:
                given = value.decode("latin-1")
        token = path[len(PREFIX) :]
        stored = self._tokens.remembered(token)
        if stored is None:
            return None
        if method == "HEAD":
            return 204, b"", given
        return 200, orjson.dumps({"data": stored.wire(token)}), given
