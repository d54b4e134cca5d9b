# SPDX-License-Identifier: GPL-3.0-or-later
"""auth on a real PostgreSQL; the tokens' store, confd and the bus are what tests hold in their hands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from xivo_auth.app import build_app
from xivo_auth.settings import Settings
from xivo_auth.tokens.errors import ConsulFailed
from xivo_auth.tokens.model import SessionKey, StoredToken, account_key
from xivo_auth.tokens.notifier import TokenRevoked

ANNA = "0d1f1a52-6f1e-4a3e-9a56-3b0f0a6f6f11"
ALICE = "aaaaaaaa-0000-4000-8000-000000000001"
ZOLA = "bbbbbbbb-0000-4000-8000-000000000002"


class Shelf:
    """A store in memory, in the place of Consul."""

    def __init__(self) -> None:
        self.tokens: dict[str, StoredToken] = {}
        self.index: set[str] = set()
        self.away = False

    def _reach(self) -> None:
        if self.away:
            raise ConsulFailed

    async def put(self, key: str, token: StoredToken) -> None:
        self._reach()
        self.tokens[key] = StoredToken.decode(token.encode())
        self.index.add(SessionKey.of(key, token).path)

    async def get(self, key: str) -> StoredToken | None:
        self._reach()
        return self.tokens.get(key)

    async def delete(self, session: SessionKey) -> None:
        self._reach()
        self.tokens.pop(session.token_hash, None)
        self.index.discard(session.path)

    async def sessions(self, auth_id: str | None = None) -> list[SessionKey]:
        self._reach()
        prefix = f"{account_key(auth_id)}/" if auth_id else ""
        return [SessionKey.parse(path) for path in self.index if path.startswith(prefix)]


class Air:
    def __init__(self) -> None:
        self.events: list[TokenRevoked] = []

    async def publish(self, event: TokenRevoked) -> None:
        self.events.append(event)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class FakeConfd(httpx.AsyncBaseTransport):
    """confd's part: one administrator, and users by username, password and address."""

    def __init__(self) -> None:
        self.away = False
        self.hangs = False
        self.users = {"alice": (ALICE, "alice's", "alice@example.org"), "zola": (ZOLA, "", "zola@example.org")}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        if self.hangs:
            await asyncio.sleep(30)
        asked = json.loads(request.content)
        path = request.url.path
        if path == "/1.1/administrators/credentials" and asked == {"login": "anna", "password": "anna's"}:
            return httpx.Response(200, json={"uuid": ANNA, "acl": ["confd.users.#", "auth.#"], "entity": "acme"})
        for username, (uuid, password, email) in self.users.items():
            right = {
                "/1.1/users/credentials": {"username": username, "password": password},
                "/1.1/users/credentials/known": {"username": username} if "username" in asked else {"email": email},
            }
            if right.get(path) == asked:
                return httpx.Response(200, json={"id": 1, "uuid": uuid})
        return httpx.Response(404, json=["Resource Not Found"])


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def air() -> Air:
    return Air()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake_confd() -> FakeConfd:
    return FakeConfd()


@pytest.fixture
def settings(pg: Any) -> Settings:
    return Settings(
        db_uri=pg.uri("xivo_auth"),
        bus={"enabled": False},
        consul={"enabled": False},
        admin_password="right",
        service_passwords={"agid": "agid's"},
        enabled_backends=["xivo_admin", "xivo_service", "xivo_user", "mock"],
        login_timeout=20,  # what is slow here is the machine; the tests of that say another
    )


@asynccontextmanager
async def running(settings: Settings, shelf: Shelf, air: Air, confd: FakeConfd) -> AsyncIterator[FastAPI]:
    http = httpx.AsyncClient(transport=confd, base_url="http://confd:9486")
    app = build_app(settings, store=shelf, confd=http, announces=air)
    async with app.router.lifespan_context(app):
        await asyncio.wait_for(app.state.accounts.seeded.wait(), 30)
        yield app


@pytest.fixture
async def app(settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd) -> AsyncIterator[FastAPI]:
    async with running(settings, shelf, air, fake_confd) as app:
        yield app


def calling(app: FastAPI, token: str | None = None, address: str = "192.0.2.9") -> httpx.AsyncClient:
    headers = {"User-Agent": "softphone/1"} | ({"X-Auth-Token": token} if token else {})
    transport = httpx.ASGITransport(app, client=(address, 40000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://auth/0.1", headers=headers)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(app) as client:
        yield client


async def post_token(
    client: httpx.AsyncClient, login: str = "admin", password: str = "right", backend: str = "xivo_admin", **more: Any
) -> httpx.Response:
    return await client.post("/token", auth=(login, password), json={"backend": backend, **more})


async def log_in(client: httpx.AsyncClient, *credentials: str, **more: Any) -> str:
    answer = await post_token(client, *credentials, **more)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["data"]["token"]
    return token


AGID = ("xivo-agid", "agid's", "xivo_service")
ANNAS = ("anna", "anna's", "xivo_admin")
ALICES = ("alice", "alice's", "xivo_user")


@pytest.fixture
async def admin(app: FastAPI, client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(app, await log_in(client)) as admin:
        yield admin


@pytest.fixture
async def alice(app: FastAPI, client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(app, await log_in(client, *ALICES)) as alice:
        yield alice
