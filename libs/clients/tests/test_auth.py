# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clients of auth send, and how they read its answers."""

from __future__ import annotations

import base64
import json

import httpx
import pytest
from xivo_clients.auth import AuthClient, SyncAuthClient

DATA = {
    "token": "b6c2",
    "auth_id": "alice",
    "xivo_user_uuid": None,
    "issued_at": "2015-06-05T10:16:58.557553",
    "expires_at": "2015-06-05T11:16:58.557553",
}


def auth(request: httpx.Request) -> httpx.Response:
    """One account, one token."""
    if request.method == "POST":
        assert json.loads(request.content) in ({"backend": "xivo_user"}, {"backend": "xivo_user", "expiration": 60})
        right = request.headers["Authorization"] == "Basic " + base64.b64encode(b"alice:right").decode()
        return httpx.Response(200, json={"data": DATA}) if right else httpx.Response(401)
    if request.url.path == "/0.1/backends":
        return httpx.Response(200, json={"data": ["mock"]})
    if request.method == "DELETE":
        return httpx.Response(200, json={"data": {"message": "success"}})
    if request.url.raw_path.split(b"?")[0] != b"/0.1/token/b6c2":
        return httpx.Response(404)
    if request.url.params.get("scope", "confd.users.read") != "confd.users.read":
        return httpx.Response(403)
    return httpx.Response(204) if request.method == "HEAD" else httpx.Response(200, json={"data": DATA})


class TestAsynchronous:
    @pytest.fixture
    def client(self) -> AuthClient:
        return AuthClient(httpx.AsyncClient(transport=httpx.MockTransport(auth), base_url="http://auth"))

    async def test_a_token_from_login_to_revocation(self, client: AuthClient) -> None:  # SYS-268, SYS-270
        token = await client.new_token("xivo_user", "alice", "right", expiration=60)
        assert (token.expires_at - token.issued_at).total_seconds() == 3600
        assert token.issued_at.tzinfo
        assert await client.get_token(token.token) == token
        await client.revoke(token.token)

    async def test_wrong_credentials(self, client: AuthClient) -> None:  # SYS-268
        with pytest.raises(httpx.HTTPStatusError):
            await client.new_token("xivo_user", "alice", "wrong")

    @pytest.mark.parametrize(
        ("token", "scope", "good"),
        [
            ("b6c2", None, True),
            ("b6c2", "confd.users.read", True),
            ("b6c2", "confd.users.create", False),
            ("other", None, False),
            ("b6c2/../b6c2", None, False),
            ("b6c2?scope=confd.users.read", None, False),
        ],
    )
    async def test_whether_it_is_good(self, client: AuthClient, token: str, scope: str | None, good: bool) -> None:
        assert await client.is_valid(token, scope) is good  # SYS-271

    async def test_backends(self, client: AuthClient) -> None:
        assert await client.backends() == ["mock"]


class TestSynchronous:
    def test_says_the_same(self) -> None:
        with httpx.Client(transport=httpx.MockTransport(auth), base_url="http://auth") as http:
            client = SyncAuthClient(http)
            token = client.new_token("xivo_user", "alice", "right")
            assert client.get_token(token.token, "confd.users.read") == token
            assert client.is_valid(token.token)
            assert not client.is_valid("other")
            client.revoke(token.token)
            assert client.backends() == ["mock"]
