# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP server of the phones (port 8667). Addresses count here, so X-Forwarded-For is never believed."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import logging
import mimetypes
from collections.abc import AsyncIterator, Generator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from xivo_base.tasks import Supervised

from ..plugin import HTTPRequest, RequestType
from .answers import Answer, Outcome
from .identification import normal_address
from .service import PhoneService, Visit

logger = logging.getLogger(__name__)

_MAX_FORM = 2048
_MAX_FIELDS = 20
_TYPES = {
    "": "text/plain; charset=utf-8",
    ".cfg": "text/plain; charset=utf-8",
    ".htm": "text/xml; charset=utf-8",
    ".xml": "text/xml; charset=utf-8",
}


def phone_app(phones: PhoneService) -> Starlette:
    """GET and HEAD of any path; POST where what a phone says of itself comes as a form (Jitsi)."""

    async def serve(request: Request) -> Response:
        address = normal_address(request.client.host) if request.client else ""
        visit = Visit(
            HTTPRequest(
                ip=address,
                path=request.scope["path"],
                headers={key.lower(): value for key, value in request.headers.items()},
                query={**_pairs(request.scope["query_string"]), **await _form(request)},
            ),
            RequestType.HTTP,
            _server_name(request.headers.get("host")),
        )
        return respond(await phones.answer(visit), visit.filename)

    return Starlette(routes=[Route("/{path:path}", serve, methods=["GET", "HEAD", "POST"])])


def _pairs(text: bytes) -> dict[str, str]:
    return dict(parse_qsl(text.decode("latin-1"), max_num_fields=_MAX_FIELDS)) if text.count(b"&") < _MAX_FIELDS else {}


async def _form(request: Request) -> dict[str, str]:
    """The fields of a short form; nothing of any other body."""
    length = request.headers.get("content-length", "")
    if request.method != "POST" or not length.isdecimal() or not 0 < int(length) <= _MAX_FORM:
        return {}
    return _pairs(await request.body())


def respond(answer: Answer, filename: str) -> Response:
    if answer.outcome is Outcome.SERVED:
        headers = {"Cache-Control": "no-store"}
        if answer.path is not None:
            return FileResponse(answer.path)
        suffix = Path(filename).suffix.lower()
        media_type = _TYPES.get(suffix) or mimetypes.guess_type(filename)[0] or "application/octet-stream"
        headers["Last-Modified"] = email.utils.formatdate(usegmt=True)
        return Response(answer.content, media_type=media_type, headers=headers)
    headers = {"Retry-After": str(answer.retry_after)} if answer.retry_after else {}
    return PlainTextResponse("", answer.outcome.value, headers)


def _server_name(host_header: str | None) -> str | None:
    """The host that the phone was given for this server."""
    try:
        name = urlsplit(f"//{host_header}").hostname if host_header else None
    except ValueError:
        return None
    return name if name and all(char.isalnum() or char in ".-:" for char in name) else None


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals belong to the daemon."""
        yield


class PhoneHttpServer:
    """A component: the listener and its life."""

    name = "phones' HTTP server"

    def __init__(self, phones: PhoneService, host: str, port: int) -> None:
        self._phones = phones
        self._host = host
        self._port = port
        self._server: _Server | None = None
        self._ended = asyncio.Event()
        self._loop = Supervised(self.name, self._serve)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.5):
                    await self._ended.wait()
        await self._loop.stop()

    async def _serve(self) -> None:
        config = uvicorn.Config(
            phone_app(self._phones),
            host=self._host,
            port=self._port,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=5,
            limit_concurrency=1000,
        )
        self._server = _Server(config)
        self._ended.clear()
        try:
            async with _no_exit():
                await self._server.serve()
        finally:
            self._server = None
            self._ended.set()


@contextlib.asynccontextmanager
async def _no_exit() -> AsyncIterator[None]:
    """Uvicorn ends the process when it cannot bind; here the supervisor tries again."""
    try:
        yield
    except SystemExit as error:
        raise OSError("the port cannot be bound") from error
