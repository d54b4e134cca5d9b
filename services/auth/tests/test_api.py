# SPDX-License-Identifier: GPL-3.0-or-later
"""`/0.1` as old clients know it, on a real database; tokens are kept in memory instead of Consul."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from xivo_access.passwords import Passwords
from xivo_auth.accounts.dao import AccountDao
from xivo_auth.accounts.model import AccountKind
from xivo_auth.accounts.service import AccountService

from .conftest import AGID, ANNA, ANNAS, FakeConfd, log_in, post_token


class TestCreating:
    async def test_the_answer_has_the_documented_fields(self, client: httpx.AsyncClient) -> None:
        # SYS-268
        answer = await post_token(client, expiration=10)
        assert answer.status_code == 200
        data = answer.json()["data"]
        assert {"token", "auth_id", "xivo_user_uuid", "issued_at", "expires_at"} <= set(data)
        assert data["xivo_user_uuid"] is None
        assert len(data["issued_at"]) == len("2015-06-05T10:16:58.557553")

    async def test_times_are_local_and_beside_them_universal(self, client: httpx.AsyncClient) -> None:
        data = (await post_token(client, expiration=10)).json()["data"]
        issued, expires = (datetime.fromisoformat(data[f"utc_{name}_at"] + "+00:00") for name in ("issued", "expires"))
        assert expires - issued == timedelta(seconds=10)
        assert issued == datetime.fromisoformat(data["issued_at"]).astimezone()

    async def test_what_the_client_says_of_its_session_stays_with_the_token(self, client: httpx.AsyncClient) -> None:
        token = await log_in(client, session={"device": "desk", "client": "web"})
        data = (await client.get(f"/token/{token}")).json()["data"]
        assert data["session"] == {"device": "desk", "client": "web"}

    @pytest.mark.parametrize("session", [[1], {"a": 1}, {"a": "x" * 257}, {str(n): "" for n in range(17)}, "text"])
    async def test_a_session_is_a_few_short_texts(self, client: httpx.AsyncClient, shelf: Any, session: Any) -> None:
        answer = await post_token(client, session=session)
        assert (answer.status_code, answer.json()["reason"]) == (400, ["Invalid session"])
        assert shelf.tokens == {}

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
        answer = await client.post("/token", auth=credentials, json=body)
        assert answer.status_code == status
        error = answer.json()
        assert error["status_code"] == status
        assert isinstance(error["timestamp"][0], float)
        assert reason is None or error["reason"] == [reason]

    async def test_no_credentials_are_wrong_credentials(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/token", json={"backend": "mock"})).status_code == 401

    async def test_the_sixth_wrong_password_has_to_wait(self, client: httpx.AsyncClient) -> None:
        for _ in range(5):
            wrong = await client.post("/token", auth=("admin", "wrong"), json={"backend": "xivo_admin"})
            assert wrong.status_code == 401
        answer = await post_token(client)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    async def test_without_consul_the_reason_says_so(self, client: httpx.AsyncClient, shelf: Any) -> None:
        shelf.away = True
        answer = await post_token(client)
        assert (answer.status_code, answer.json()["reason"]) == (500, ["Connection to consul failed"])


class TestChecking:
    async def test_head_is_204_and_empty_then_404_after_delete(self, client: httpx.AsyncClient) -> None:
        # SYS-270 SYS-271
        token = (await post_token(client)).json()["data"]["token"]
        good = await client.head(f"/token/{token}")
        assert (good.status_code, good.content) == (204, b"")
        assert (await client.delete(f"/token/{token}")).status_code == 200
        assert (await client.head(f"/token/{token}")).status_code == 404
        assert (await client.delete(f"/token/{token}")).status_code == 200

    async def test_get_repeats_the_data_of_the_creation(self, client: httpx.AsyncClient) -> None:
        # SYS-272
        data = (await post_token(client)).json()["data"]
        assert (await client.get(f"/token/{data['token']}")).json() == {"data": data}
        missing = await client.get("/token/unknown")
        assert (missing.status_code, missing.json()["reason"]) == (404, ["No such token"])

    async def test_scope(self, client: httpx.AsyncClient) -> None:
        path = f"/token/{await log_in(client, *AGID)}"
        assert (await client.head(path, params={"scope": "confd.snapshot.read"})).status_code == 204
        assert (await client.head(path, params={"scope": "confd.users.create"})).status_code == 403


class TestAdministratorsOfConfd:
    async def test_they_log_in_with_their_uuid_and_their_rights(self, client: httpx.AsyncClient) -> None:
        # ADM-179
        answer = await post_token(client, *ANNAS)
        data = answer.json()["data"]
        assert (data["auth_id"], data["xivo_user_uuid"], data["acls"]) == (ANNA, None, ["confd.users.#", "auth.#"])

    async def test_they_are_administrators_only(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/token", auth=("anna", "anna's"), json={"backend": "xivo_service"})
        assert answer.status_code == 401

    async def test_without_confd_the_first_administrator_gets_in(
        self, client: httpx.AsyncClient, fake_confd: FakeConfd
    ) -> None:
        fake_confd.away = True
        assert (await post_token(client)).status_code == 200
        answer = await post_token(client, *ANNAS)
        assert (answer.status_code, answer.json()["reason"]) == (503, ["Connection to confd failed"])

    async def test_without_confd_guessing_his_password_still_counts(
        self, client: httpx.AsyncClient, fake_confd: FakeConfd
    ) -> None:
        fake_confd.away = True
        for expected in (401, 401, 401, 401, 401, 429):
            answer = await client.post("/token", auth=("admin", "guess"), json={"backend": "xivo_admin"})
            assert answer.status_code == expected


class TestBackends:
    async def test_the_list_names_the_enabled_ones(self, client: httpx.AsyncClient) -> None:
        # SYS-274
        assert (await client.get("/backends")).json() == {"data": ["mock", "xivo_admin", "xivo_service", "xivo_user"]}

    async def test_the_mock_knows_one_account(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/token", auth=("foo", "bar"), json={"backend": "mock"})
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


class TestTheFormerPassword:
    async def test_of_an_account_opens_the_door_and_is_replaced(self, pg: Any) -> None:
        async with pg.database("xivo_auth") as database:
            dao = AccountDao(database)
            accounts = AccountService(dao, Passwords(), admin=None, services={})
            accounts.seeded.set()
            await dao.add_missing(AccountKind.ADMIN, "old", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", ["#"])
            assert not await accounts.verify(AccountKind.ADMIN, "old", "guess")
            assert await accounts.verify(AccountKind.ADMIN, "old", "secret")
            found = await dao.find(AccountKind.ADMIN, "old")
            assert found
            assert found.password_hash.startswith("$argon2id$")
            assert await accounts.verify(AccountKind.ADMIN, "old", "secret")


class TestTheShortWay:
    """A token in memory is answered before the routes see the request; whatever is not that simple is theirs."""

    async def test_says_what_the_long_one_says(self, client: httpx.AsyncClient) -> None:
        # SYS-271 SYS-272
        path = f"/token/{await log_in(client)}"
        short, long = await client.get(path), await client.get(path, headers={"Origin": "http://x.example"})
        assert (short.status_code, short.json()) == (long.status_code, long.json())
        assert {"content-type", "content-length", "x-request-id"} <= set(short.headers)
        assert "access-control-allow-origin" in long.headers
        short, long = await client.head(path), await client.head(path, headers={"Origin": "http://x.example"})
        assert (short.status_code, short.content) == (long.status_code, long.content) == (204, b"")

    async def test_keeps_the_id_of_the_request(self, client: httpx.AsyncClient) -> None:
        path = f"/token/{await log_in(client)}"
        answer = await client.head(path, headers={"X-Request-ID": "abc-123"})
        assert answer.headers["X-Request-ID"] == "abc-123"

    async def test_is_counted(self, client: httpx.AsyncClient) -> None:
        path = f"/token/{await log_in(client)}"

        async def counted() -> str:
            lines = (await client.get("http://auth/metrics")).text.splitlines()
            (found,) = [
                line for line in lines if 'route="/0.1/token/{token}"' in line and '"HEAD"' in line and "_total" in line
                and 'status="204"' in line
            ]  # fmt: skip
            return found.split()[-1]

        await client.head(path)
        before = float(await counted())
        await client.head(path)
        assert float(await counted()) == before + 1

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "OPTIONS"])
    async def test_is_for_checks_only(self, client: httpx.AsyncClient, method: str) -> None:
        assert (await client.request(method, f"/token/{await log_in(client)}")).status_code == 405

    async def test_ends_with_the_token(self, client: httpx.AsyncClient) -> None:
        path = f"/token/{await log_in(client)}"
        assert (await client.head(path)).status_code == 204
        await client.delete(path)
        assert (await client.head(path)).status_code == 404
        assert (await client.get(f"{path}/")).status_code == 404
