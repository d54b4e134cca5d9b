# SPDX-License-Identifier: GPL-3.0-or-later
"""confd on a real PostgreSQL, called as existing clients call it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from xivo_access import AclMissing, Token, Unauthorized
from xivo_confd.app import build_app
from xivo_confd.seeding import seed
from xivo_confd.settings import ConfdSettings
from xivo_store import QueryCounter

from .fake_call_logd import FakeCallLogd
from .fake_provd import FakeProvd
from .fake_sysconfd import FakeSysconfd

UUID = "6fa459ea-ee8a-3ca4-894e-db77e160355e"
WS_LOGIN, WS_PASSWORD = "admin", "passadmin"
ADMIN_TOKEN = "11111111-1111-4111-8111-111111111111"
READER_TOKEN = "22222222-2222-4222-8222-222222222222"
EXPIRED_TOKEN = "33333333-3333-4333-8333-333333333333"


class FakeTokens:
    """auth's edge: two good tokens, and those that a test adds."""

    def __init__(self) -> None:
        self.known = {
            ADMIN_TOKEN: Token("admin", None, ("confd.#",), 4e9),
            READER_TOKEN: Token("reader", None, ("confd.#.read", "!confd.snapshot.secrets.read"), 4e9),
        }

    async def verify(self, token: str, required_acl: str | None = None) -> Token:
        found = self.known.get(token)
        if found is None:
            raise Unauthorized
        if required_acl is not None and not found.covers(required_acl):
            raise AclMissing(required=required_acl)
        return found


@pytest.fixture
def tokens() -> FakeTokens:
    return FakeTokens()


@pytest.fixture
def settings(pg) -> ConfdSettings:
    return ConfdSettings(
        uuid=UUID,
        db_uri=pg.uri("xivo_confd"),
        encryption_keys=["an encryption key that only tests use"],
        ws_username=WS_LOGIN,
        ws_password=WS_PASSWORD,
        autoprov_secret="autoprov-secret-of-the-tests",
        provisioning={"registrar_main": "192.0.2.1"},
    )


@pytest.fixture
def provd() -> FakeProvd:
    return FakeProvd()


@pytest.fixture
def call_logd() -> FakeCallLogd:
    return FakeCallLogd()


@pytest.fixture
def sysconfd() -> FakeSysconfd:
    return FakeSysconfd()


@pytest.fixture
async def app(settings, tokens, provd, call_logd, sysconfd) -> AsyncIterator[FastAPI]:
    app = build_app(
        settings,
        tokens=tokens,
        provd_http=httpx.AsyncClient(transport=provd, base_url="http://provd:8666"),
        sysconfd_http=httpx.AsyncClient(transport=sysconfd, base_url="http://sysconfd:8668"),
        call_logd_http=httpx.AsyncClient(transport=call_logd, base_url="http://call-logd:9298"),
    )
    async with app.state.database.session() as session:
        await seed(session, settings)
    yield app
    await app.state.database.stop()


@asynccontextmanager
async def client_of(
    app: FastAPI, *, port: int = 9487, address: str = "127.0.0.1", **headers: str
) -> AsyncIterator[httpx.AsyncClient]:
    """A caller at an address, through one of the two ports."""
    transport = httpx.ASGITransport(app, client=(address, 40000), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=ListeningOn(transport, port),
        base_url=f"http://xivo.example:{port}/1.1",
        headers={"Accept": "application/json", **headers},
    ) as client:
        yield client


class ListeningOn(httpx.AsyncBaseTransport):
    """The port that a request arrives at is the server's, whatever the URL says."""

    def __init__(self, inner: httpx.ASGITransport, port: int) -> None:
        self._inner = inner
        self._port = port
        application = inner.app

        async def app(scope, receive, send):
            scope["server"] = ("10.0.0.1", port)
            await application(scope, receive, send)

        inner.app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


@pytest.fixture
async def confd(app) -> AsyncIterator[httpx.AsyncClient]:
    """The open loopback port: no credentials."""
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def announced(app):
    """What the outbox holds: `await announced()` gives (name, routing key, data, headers) and forgets them."""

    async def read():
        async with app.state.database.session() as session:
            rows = await session.execute(text("SELECT name, routing_key, body, headers FROM outbox ORDER BY seq"))
            events = [(row.name, row.routing_key, row.body["data"], row.headers) for row in rows]
            await session.execute(text("DELETE FROM outbox"))
        return events

    return read


@pytest.fixture
async def anonymous(app) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody known, through the edge's port."""
    async with client_of(app, port=9486, address="203.0.113.7") as client:
        yield client


@pytest.fixture
def queries(app):
    """`with queries() as counted: ...; counted.count`."""
    return lambda: QueryCounter(app.state.database)


@pytest.fixture
def caller(app):
    """`async with caller(token=ADMIN_TOKEN) as client`: through the edge's port unless said otherwise."""

    def call(*, token: str | None = None, port: int = 9486, address: str = "203.0.113.7", **headers: str):
        if token:
            headers["X-Auth-Token"] = token
        return client_of(app, port=port, address=address, **headers)

    return call


@pytest.fixture
def admin_token() -> str:
    return ADMIN_TOKEN


@pytest.fixture
def reader_token() -> str:
    return READER_TOKEN
