# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP server of the phones (port 8667). Addresses count here, so what proxies say of them is believed of the
trusted ones only.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import ipaddress
import logging
import mimetypes
import re
from collections.abc import AsyncIterator, Generator, Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import uvicorn
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from xivo_base.tasks import Supervised

from ..plugin import HTTPRequest, RequestType, norm_mac
from ..settings import PhoneSettings
from .answers import Answer, Outcome
from .connections import ConnectionLimits, limited_protocol
from .door import Visit
from .identification import normal_address
from .service import PhoneService

logger = logging.getLogger(__name__)

_MAX_FORM = 2048
_MAX_FIELDS = 20
_TYPES = {
    "": "text/plain; charset=utf-8",
    ".cfg": "text/plain; charset=utf-8",
    ".htm": "text/xml; charset=utf-8",
    ".xml": "text/xml; charset=utf-8",
}
_MAC = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{2}(?:[:-]?[0-9A-Fa-f]{2}){5}(?![0-9A-Fa-f])")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class PhoneApp:
    """GET and HEAD of any path, POST where what a phone says of itself comes as a form (Jitsi); an ASGI application."""

    def __init__(self, phones: PhoneService, trusted_proxies: Iterable[str] = ()) -> None:
        self._phones = phones
        self._trusted: list[Network] = [ipaddress.ip_network(network) for network in trusted_proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] not in ("GET", "HEAD", "POST"):
            await PlainTextResponse("", 405, {"Allow": "GET, HEAD, POST"})(scope, receive, send)
            return
        form = await _form(Request(scope, receive)) if scope["method"] == "POST" else b""
        visit = self.visit_of(scope, form)
        await respond(await self._phones.answer(visit), visit.filename)(scope, receive, send)

    def visit_of(self, scope: Scope, form: bytes = b"") -> Visit:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        address = normal_address(scope["client"][0]) if scope.get("client") else ""
        certified_mac = None
        if self._trusted and any(ipaddress.ip_address(address) in network for network in self._trusted):
            address = _forwarded(headers.get("x-forwarded-for")) or address
            certified_mac = _mac_of_subject(headers.get("x-client-certificate"))
        query, is_post = scope["query_string"], scope["method"] == "POST"
        return Visit(
            HTTPRequest(
                ip=address,
                path=scope["path"],
                headers=headers,
                query={**_pairs(query), **_pairs(form)},
                method="POST" if is_post else "GET",
            ),
            RequestType.HTTP,
            _server_name(headers.get("host")),
            certified_mac,
            (address, scope["path"], query, is_post, form, tuple(scope["headers"])),
        )


def _pairs(text: bytes) -> dict[str, str]:
    return dict(parse_qsl(text.decode("latin-1"), max_num_fields=_MAX_FIELDS)) if text.count(b"&") < _MAX_FIELDS else {}


async def _form(request: Request) -> bytes:
    """A short form; nothing of any other body."""
    length = request.headers.get("content-length", "")
    return await request.body() if length.isdecimal() and 0 < int(length) <= _MAX_FORM else b""


def respond(answer: Answer, filename: str) -> Response:
    if answer.outcome is Outcome.SERVED:
        if answer.path is not None:
            return FileResponse(answer.path)
        headers = {"Cache-Control": "no-store", "Last-Modified": email.utils.formatdate(usegmt=True)}
        return Response(answer.content, media_type=_media_type(Path(filename).suffix.lower()), headers=headers)
    headers = {"Retry-After": str(answer.retry_after)} if answer.retry_after else {}
    return PlainTextResponse("", answer.outcome.value, headers)


@lru_cache(maxsize=256)
def _media_type(suffix: str) -> str:
    return _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"


def _forwarded(header: str | None) -> str | None:
    """Whom the proxy speaks for: the last one, which it wrote itself."""
    try:
        return normal_address(header.rpartition(",")[2].strip()) if header else None
    except ValueError:
        return None


def _mac_of_subject(subject: str | None) -> str | None:
    """Vendors' certificates of phones carry the MAC address in their common name."""
    for part in (subject or "").split(","):
        name, _, value = part.strip().partition("=")
        if name.upper() == "CN" and (mac := _MAC.search(value)):
            return norm_mac(mac[0])
    return None


@lru_cache(maxsize=1024)
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

    def __init__(self, phones: PhoneService, settings: PhoneSettings) -> None:
        self._app = PhoneApp(phones, settings.trusted_proxies)
        self._settings = settings
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
        limits = ConnectionLimits(
            self._settings.header_seconds, self._settings.connection_seconds, self._settings.connections_per_address
        )
        config = uvicorn.Config(
            self._app,
            host=self._settings.host,
            port=self._settings.http_port,
            http=limited_protocol(limits),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=5,
            limit_concurrency=self._settings.connections,
            backlog=2048,
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
