# SPDX-License-Identifier: GPL-3.0-or-later
"""dird on a real PostgreSQL, beside a confd and an auth that answer what a test says."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI
from xivo_access import AclMissing, Token, Unauthorized
from xivo_dird.app import build_app
from xivo_dird.settings import Settings

UUID = "6fa459ea-ee8a-3ca4-894e-db77e160355e"
ALICE, BOB = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
READER = "cccccccc-0000-4000-8000-000000000003"
SAMPLE = "id,fn,ln,num\n1,Alice,Abrams,55553783147\n2,Bob,Benito,5551354958\n3,Charles,Curie,5553132479\n"
SAMPLE_SOURCE = {
    "type": "csv",
    "name": "my_csv",
    "unique_column": "id",
    "searched_columns": ["fn", "ln"],
    "first_matched_columns": ["num"],
    "source_to_display_columns": {"fn": "firstname", "ln": "lastname", "num": "number"},
}


class FakeTokens:
    """auth's edge: each token is the name of its owner."""

    async def verify(self, token: str, required_acl: str | None = None) -> Token:
        acls = ("dird.personal.read",) if token == READER else ("dird.#",)
        found = Token("account", token, acls, 4e9)
        if token not in {ALICE, BOB, READER}:
            raise Unauthorized
        if required_acl is not None and not found.covers(required_acl):
            raise AclMissing(required=required_acl)
        return found

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class FakeConfd(httpx.AsyncBaseTransport):
    """Lists by path, and the configuration of directories."""

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {
            "/1.1/users": [],
            "/1.1/phonebook_contacts": [],
            "/1.1/devices": [],
        }
        self.configuration: dict[str, Any] = {
            **{
                name: []
                for name in (
                    "directories",
                    "ldap_servers",
                    "ldap_filters",
                    "directory_definitions",
                    "displays",
                    "directory_contexts",
                )
            },
            "reverse_directories": {"directories": []},
            "phonebook_general": {"ldap_filters": [], "allowed_networks": []},
        }
        self.requests: list[str] = []
        self.is_away = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request.url.path)
        if self.is_away:
            raise httpx.ConnectError("away", request=request)
        path = request.url.path
        if path == "/1.1/directory_configuration":
            return httpx.Response(200, json=self.configuration, request=request)
        if path in self.lists:
            rows = self.lists[path]
            skip, limit = int(request.url.params.get("skip", 0)), int(request.url.params.get("limit", 10**6))
            answer = {"total": len(rows), "items": rows[skip : skip + limit]}
            return httpx.Response(200, json=answer, request=request)
        folder, _, identifier = path.rpartition("/")
        found = [row for row in self.lists.get(folder, []) if str(row["id"]) == identifier]
        return httpx.Response(200 if found else 404, json=found[0] if found else [], request=request)


@pytest.fixture
def confd() -> FakeConfd:
    return FakeConfd()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """`sources.d` with the manual's CSV file as a source."""
    sources = tmp_path / "sources.d"
    sources.mkdir()
    (tmp_path / "contacts.csv").write_text(SAMPLE)
    write_source(sources, {**SAMPLE_SOURCE, "file": str(tmp_path / "contacts.csv")})
    return sources


def write_source(folder: Path, config: dict[str, Any], name: str | None = None) -> None:
    (folder / f"{name or config['name']}.yml").write_text(yaml.safe_dump(config))


PATIENT_SECONDS = 20.0
"""No test but those of deadlines depends on how busy the machine is."""
MANUALS = {
    "views": {
        "displays": {
            "default_display": [
                {"title": "Firstname", "default": None, "field": "firstname", "type": "name"},
                {"title": "Location", "default": "Canada", "field": "country"},
                {"title": "Number", "field": "number", "type": "number"},
                {"title": "Favorite", "type": "favorite"},
            ]
        },
        "profile_to_display": {"default": "default_display"},
    },
    "services": {
        service: {"default": {"sources": ["my_csv", "other", "personal"], "timeout": PATIENT_SECONDS}}
        for service in ("lookup", "favorites", "reverse")
    },
}


@pytest.fixture
def settings(pg: Any, folder: Path, tmp_path: Path) -> Settings:
    return Settings(
        uuid=UUID,
        db_uri=pg.uri("xivo_dird"),
        source_config_dir=folder,
        data_dir=tmp_path,
        source_timeout=PATIENT_SECONDS,
        bus={"enabled": False},
        consul={"enabled": False},
        auth={"url": "http://127.0.0.1:1"},
        **MANUALS,
    )


@asynccontextmanager
async def running(settings: Settings, confd: FakeConfd) -> AsyncIterator[FastAPI]:
    http = httpx.AsyncClient(transport=confd, base_url="http://confd:9486")
    app = build_app(settings, confd=http)
    app.state.access.verifier = FakeTokens()
    async with app.router.lifespan_context(app):
        await asyncio.wait_for(app.state.database.wait_ready(), 20)
        yield app


@pytest.fixture
async def app(settings: Settings, confd: FakeConfd) -> AsyncIterator[FastAPI]:
    async with running(settings, confd) as app:
        yield app


def calling(app: FastAPI, token: str | None, address: str = "192.168.1.9", **headers: str) -> httpx.AsyncClient:
    if token:
        headers["X-Auth-Token"] = token
    transport = httpx.ASGITransport(app, client=(address, 40000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://dird.example:9489", headers=headers)


@pytest.fixture
async def alice(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(app, ALICE) as client:
        yield client


@pytest.fixture
async def bob(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(app, BOB) as client:
        yield client


class WebService:
    """A server on this host that answers what a test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.authorizations: list[str | None] = []
        self.answer: Callable[[str], tuple[int, bytes]] = lambda _path: (200, b"")
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.asked.append(self.path)
                service.authorizations.append(self.headers.get("Authorization"))
                status, body = service.answer(self.path)
                self.send_response(status)
                if status == 401:
                    self.send_header("WWW-Authenticate", 'Digest realm="XiVO", nonce="n", qop="auth"')
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    return

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_arguments: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def web_service(socket_enabled: None) -> Any:
    service = WebService()
    yield service
    service.close()
