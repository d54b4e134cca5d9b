# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes that say which ACL they need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter
from xivo_access import PUBLIC, AccessControl, TokenVerifier, is_this_host, requires
from xivo_access.testing import FakeAuth
from xivo_base.app import create_app
from xivo_base.settings import DaemonSettings


@asynccontextmanager
async def caller(
    to_auth: httpx.AsyncClient, address: str = "192.0.2.7", *, trust_loopback: bool = False
) -> AsyncIterator[httpx.AsyncClient]:
    router = APIRouter()

    @router.get("/agents/{agent_id}", **requires("agentd.agents.{agent_id}.read"))
    async def show(agent_id: str) -> str:
        return agent_id

    @router.get("/infos", openapi_extra=PUBLIC)
    async def infos() -> str:
        return "anybody"

    app = create_app("agentd", DaemonSettings(), routers=[router])
    app.state.access = AccessControl(TokenVerifier("http://auth", client=to_auth), trust_loopback=trust_loopback)
    transport = httpx.ASGITransport(app, client=(address, 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://agentd") as client:
        yield client


async def test_anonymous_gets_401(to_auth: httpx.AsyncClient) -> None:  # DEV-023
    async with caller(to_auth) as client:
        answer = await client.get("/agents/3")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "X-Auth-Token"


async def test_the_token_must_cover_this_very_object(to_auth: httpx.AsyncClient, fake_auth: FakeAuth) -> None:
    fake_auth.tokens["good"] = ["agentd.agents.3.read"]
    async with caller(to_auth) as client:
        client.headers["X-Auth-Token"] = "good"
        assert (await client.get("/agents/3")).status_code == 200
        assert (await client.get("/agents/4")).status_code == 403
        assert (await client.get("/agents/3.x")).status_code == 403


async def test_auth_away(to_auth: httpx.AsyncClient, fake_auth: FakeAuth) -> None:  # SYS-277
    fake_auth.away = True
    async with caller(to_auth) as client:
        answer = await client.get("/agents/3", headers={"X-Auth-Token": "good"})
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "2"


async def test_a_public_route_asks_nobody(to_auth: httpx.AsyncClient, fake_auth: FakeAuth) -> None:
    fake_auth.away = True
    async with caller(to_auth) as client:
        assert (await client.get("/infos")).status_code == 200


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 401)])
async def test_callers_on_this_host_need_no_token_where_that_is_set(
    to_auth: httpx.AsyncClient, address: str, status: int
) -> None:
    async with caller(to_auth, address, trust_loopback=True) as client:
        assert (await client.get("/agents/3")).status_code == status


async def test_loopback_is_not_trusted_unless_set(to_auth: httpx.AsyncClient) -> None:
    async with caller(to_auth, "127.0.0.1") as client:
        assert (await client.get("/agents/3")).status_code == 401


async def test_a_bad_token_is_not_saved_by_its_place(to_auth: httpx.AsyncClient) -> None:
    async with caller(to_auth, "127.0.0.1", trust_loopback=True) as client:
        assert (await client.get("/agents/3", headers={"X-Auth-Token": "bad"})).status_code == 401


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_which_addresses_are_this_host(address: str, here: bool) -> None:
    assert is_this_host(address) is here
