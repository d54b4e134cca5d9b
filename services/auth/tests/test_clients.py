# SPDX-License-Identifier: GPL-3.0-or-later
"""The typed clients of auth, on auth itself."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from xivo_clients.auth import AuthClient
from xivo_clients.auth_administration import AuthAdministrationClient

from .conftest import ALICE, ALICES


@pytest.fixture
def as_admin(app: FastAPI, admin: httpx.AsyncClient) -> AuthAdministrationClient:
    return AuthAdministrationClient(_at_the_root(admin))


@pytest.fixture
def tokens(client: httpx.AsyncClient) -> AuthClient:
    return AuthClient(_at_the_root(client))


def _at_the_root(client: httpx.AsyncClient) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=client._transport, base_url="http://auth", headers=client.headers)


async def test_sessions_and_logins(app: FastAPI, tokens: AuthClient, as_admin: AuthAdministrationClient) -> None:
    login, password, backend = ALICES
    token = await tokens.new_token(backend, login, password, 60, session={"device": "desk"})
    assert (token.session, token.expires_at.timestamp() - token.issued_at.timestamp()) == ({"device": "desk"}, 60)
    assert await tokens.get_token(token.token) == token
    page = await as_admin.sessions(auth_id=ALICE)
    assert page["total"] == 1
    await as_admin.end_session(page["items"][0]["id"])
    assert not await tokens.is_valid(token.token)
    await tokens.new_token(backend, login, password)
    assert await as_admin.end_sessions(auth_id=ALICE) == 1
    await app.state.audit.written()
    assert (await as_admin.logins(login="alice", limit=1))["total"] == 2


async def test_policies(as_admin: AuthAdministrationClient) -> None:
    policy = await as_admin.create_policy({"name": "operators"})
    await as_admin.give_policy(policy["uuid"], "accounts", "uid=x,ou=people")
    assert (await as_admin.policy(policy["uuid"]))["accounts"] == ["uid=x,ou=people"]
    await as_admin.take_policy(policy["uuid"], "accounts", "uid=x,ou=people")
    edited = await as_admin.edit_policy(policy["uuid"], {"name": "others"})
    assert (await as_admin.policies(search="other"))["items"] == [edited]
    await as_admin.delete_policy(policy["uuid"])
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await as_admin.policy(policy["uuid"])


async def test_ending_everybodys_sessions_needs_the_word(as_admin: AuthAdministrationClient) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        await as_admin.end_sessions()
    assert await as_admin.end_sessions(everybody=True) == 1
