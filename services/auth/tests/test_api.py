# SPDX-License-Identifier: GPL-3.0-or-later
"""`/0.1` as old clients know it, on a real database; tokens are kept in memory instead of Consul."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from xivo_access.passwords import Passwords
from xivo_auth.accounts.dao import AccountDao
from xivo_auth.accounts.model import AccountKind
from xivo_auth.accounts.service import AccountService
from xivo_auth.app import render
from xivo_auth.authentication import Authenticator
from xivo_auth.backends.accounts import XivoAdmin, XivoService
from xivo_auth.backends.base import BackendArguments
from xivo_auth.backends.mock import Mock
from xivo_auth.confd import AdministratorDirectory, UserDirectory
from xivo_auth.settings import Settings
from xivo_auth.throttle import Throttle
from xivo_auth.tokens.notifier import TokenNotifier
from xivo_auth.tokens.router import make_router
from xivo_auth.tokens.service import TokenService
from xivo_base.app import create_app

ANNA = "0d1f1a52-6f1e-4a3e-9a56-3b0f0a6f6f11"


class FakeConfd(httpx.AsyncBaseTransport):
    """confd's part: one administrator."""

    def __init__(self) -> None:
        self.away = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        assert request.url.path == "/1.1/administrators/credentials"
        if json.loads(request.content) == {"login": "anna", "password": "anna's"}:
            return httpx.Response(200, json={"uuid": ANNA, "acl": ["confd.users.#"], "entity": "acme"})
        return httpx.Response(404, json=["Resource Not Found - Administrator was not found"])


@pytest.fixture
def fake_confd() -> FakeConfd:
    return FakeConfd()


@pytest.fixture
async def app(pg: Any, shelf: Any, air: Any, fake_confd: FakeConfd) -> AsyncIterator[FastAPI]:
    settings = Settings()
    async with pg.database("xivo_auth") as database:
        accounts = AccountService(
            AccountDao(database),
            Passwords(),
            admin=("admin", "right"),
            services={"xivo-agid": ("agid's", ["confd.snapshot.read"])},
        )
        await accounts.start()
        await accounts.seeded.wait()
        confd = httpx.AsyncClient(transport=fake_confd, base_url="http://confd")
        arguments = BackendArguments(settings, accounts, UserDirectory(confd), AdministratorDirectory(confd))
        backends = {
            "xivo_admin": XivoAdmin(arguments),
            "xivo_service": XivoService(arguments),
            "mock": Mock(arguments),
        }
        tokens = TokenService(shelf, TokenNotifier(air), default_expiration=7200)
        yield create_app(
            "auth", settings, routers=[make_router(tokens, Authenticator(backends, Throttle()))], renderer=render
        )
        await accounts.stop()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://auth") as client:
        yield client


async def login(client: httpx.AsyncClient, **options: object) -> httpx.Response:
    body = {"backend": "xivo_admin", **options}
    return await client.post("/0.1/token", auth=("admin", "right"), json=body)


class TestCreating:
    async def test_the_answer_has_the_documented_fields(self, client: httpx.AsyncClient) -> None:
        # SYS-268
        answer = await login(client, expiration=10)
        assert answer.status_code == 200
        data = answer.json()["data"]
        assert {"token", "auth_id", "xivo_user_uuid", "issued_at", "expires_at"} <= set(data)
        assert data["xivo_user_uuid"] is None
        assert len(data["issued_at"]) == len("2015-06-05T10:16:58.557553")

    @pytest.mark.parametrize(
        ("credentials", "body", "status", "reason"),
        [
            (("admin", "wrong"), {"backend": "xivo_admin"}, 401, None),
            (("nobody", "right"), {"backend": "xivo_admin"}, 401, None),
            (("admin", "right"), {"backend": "unknown"}, 401, None),
            (("admin", "right"), {}, 400, None),
            (("admin", "right"), {"backend": "xivo_admin", "expiration": 0}, 400, "Invalid expiration"),
            (("admin", "right"), {"backend": "xivo_admin", "expiration": "ten"}, 400, "Invalid expiration"),
            (("admin", "right"), {"backend": "xivo_admin", "expiration": True}, 400, "Invalid expiration"),
        ],
    )
    async def test_refusals_have_the_documented_body(
        self,
        client: httpx.AsyncClient,
        credentials: tuple[str, str],
        body: dict[str, object],
        status: int,
        reason: str | None,
    ) -> None:
        # SYS-268
        answer = await client.post("/0.1/token", auth=credentials, json=body)
        assert answer.status_code == status
        error = answer.json()
        assert error["status_code"] == status
        assert isinstance(error["timestamp"][0], float)
        assert reason is None or error["reason"] == [reason]

    async def test_no_credentials_are_wrong_credentials(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/0.1/token", json={"backend": "mock"})).status_code == 401

    async def test_the_sixth_wrong_password_has_to_wait(self, client: httpx.AsyncClient) -> None:
        for _ in range(5):
            wrong = await client.post("/0.1/token", auth=("admin", "wrong"), json={"backend": "xivo_admin"})
            assert wrong.status_code == 401
        answer = await login(client)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    async def test_without_consul_the_reason_says_so(self, client: httpx.AsyncClient, shelf: Any) -> None:
        shelf.away = True
        answer = await login(client)
        assert (answer.status_code, answer.json()["reason"]) == (500, ["Connection to consul failed"])


class TestChecking:
    async def test_head_is_204_and_empty_then_404_after_delete(self, client: httpx.AsyncClient) -> None:
        # SYS-270 SYS-271
        token = (await login(client)).json()["data"]["token"]
        good = await client.head(f"/0.1/token/{token}")
        assert (good.status_code, good.content) == (204, b"")
        assert (await client.delete(f"/0.1/token/{token}")).status_code == 200
        assert (await client.head(f"/0.1/token/{token}")).status_code == 404
        assert (await client.delete(f"/0.1/token/{token}")).status_code == 200

    async def test_get_repeats_the_data_of_the_creation(self, client: httpx.AsyncClient) -> None:
        # SYS-272
        data = (await login(client)).json()["data"]
        assert (await client.get(f"/0.1/token/{data['token']}")).json() == {"data": data}
        missing = await client.get("/0.1/token/unknown")
        assert (missing.status_code, missing.json()["reason"]) == (404, ["No such token"])

    async def test_scope(self, client: httpx.AsyncClient) -> None:
        body = {"backend": "xivo_service"}
        made = await client.post("/0.1/token", auth=("xivo-agid", "agid's"), json=body)
        path = f"/0.1/token/{made.json()['data']['token']}"
        assert (await client.head(path, params={"scope": "confd.snapshot.read"})).status_code == 204
        assert (await client.head(path, params={"scope": "confd.users.create"})).status_code == 403


class TestAdministratorsOfConfd:
    async def test_they_log_in_with_their_uuid_and_their_rights(self, client: httpx.AsyncClient) -> None:
        # ADM-179
        answer = await client.post("/0.1/token", auth=("anna", "anna's"), json={"backend": "xivo_admin"})
        data = answer.json()["data"]
        assert (data["auth_id"], data["xivo_user_uuid"], data["acls"]) == (ANNA, None, ["confd.users.#"])

    async def test_they_are_administrators_only(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/0.1/token", auth=("anna", "anna's"), json={"backend": "xivo_service"})
        assert answer.status_code == 401

    async def test_without_confd_the_first_administrator_gets_in(
        self, client: httpx.AsyncClient, fake_confd: FakeConfd
    ) -> None:
        fake_confd.away = True
        assert (await login(client)).status_code == 200
        answer = await client.post("/0.1/token", auth=("anna", "anna's"), json={"backend": "xivo_admin"})
        assert (answer.status_code, answer.json()["reason"]) == (503, ["Connection to confd failed"])

    async def test_without_confd_guessing_his_password_still_counts(
        self, client: httpx.AsyncClient, fake_confd: FakeConfd
    ) -> None:
        fake_confd.away = True
        for expected in (401, 401, 401, 401, 401, 429):
            answer = await client.post("/0.1/token", auth=("admin", "guess"), json={"backend": "xivo_admin"})
            assert answer.status_code == expected


class TestBackends:
    async def test_the_list_names_the_enabled_ones(self, client: httpx.AsyncClient) -> None:
        # SYS-274
        assert (await client.get("/0.1/backends")).json() == {"data": ["mock", "xivo_admin", "xivo_service"]}

    async def test_the_mock_knows_one_account(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/0.1/token", auth=("foo", "bar"), json={"backend": "mock"})
        assert answer.status_code == 200


class TestSeeding:
    async def test_a_service_follows_the_secrets_file_and_an_administrator_keeps_his_password(self, pg: Any) -> None:
        async with pg.database("xivo_auth") as database:
            for password in ("first", "second"):
                accounts = AccountService(
                    AccountDao(database), Passwords(), admin=("admin", password), services={"xivo-a": (password, ["a"])}
                )
                await accounts.start()
                await accounts.seeded.wait()
                await accounts.stop()
            assert await accounts.verify(AccountKind.SERVICE, "xivo-a", "second")
            assert await accounts.verify(AccountKind.ADMIN, "admin", "first")
            assert not await accounts.verify(AccountKind.ADMIN, "admin", "second")
