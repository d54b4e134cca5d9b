# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is logged in, and how that ends."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from xivo_auth.settings import Settings

from .conftest import AGID, ALICE, ALICES, ANNA, ANNAS, Air, FakeConfd, Shelf, calling, log_in, running


async def is_good(client: httpx.AsyncClient, token: str) -> bool:
    return (await client.head(f"/token/{token}")).status_code == 204


class TestTheList:
    async def test_says_who_came_from_where_and_gives_no_token_away(
        self, admin: httpx.AsyncClient, client: httpx.AsyncClient
    ) -> None:
        # SYS-266
        token = await log_in(client, *ALICES, session={"device": "desk"})
        answer = await admin.get("/sessions")
        assert token not in answer.text
        first = answer.json()["items"][0]
        assert {name: first[name] for name in ("auth_id", "login", "backend", "address", "user_agent", "session")} == {
            "auth_id": ALICE,
            "login": "alice",
            "backend": "xivo_user",
            "address": "192.0.2.9",
            "user_agent": "softphone/1",
            "session": {"device": "desk"},
        }

    async def test_comes_in_pages_the_youngest_first(self, admin: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
        for device in "abc":
            await log_in(client, *ALICES, session={"device": device})
        page = (await admin.get("/sessions", params={"auth_id": ALICE, "limit": 2, "skip": 1})).json()
        assert page["total"] == 3
        assert [item["session"]["device"] for item in page["items"]] == ["b", "a"]

    async def test_of_one_backend(self, admin: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
        await log_in(client, *AGID)
        await log_in(client, *ALICES)
        page = (await admin.get("/sessions", params={"backend": "xivo_service"})).json()
        assert [item["login"] for item in page["items"]] == ["xivo-agid"]

    @pytest.mark.parametrize("query", ["limit=0", "limit=201", "skip=-1", "limit=many"])
    async def test_has_bounds(self, admin: httpx.AsyncClient, query: str) -> None:
        assert (await admin.get(f"/sessions?{query}")).status_code == 400


class TestEnding:
    async def test_one(self, admin: httpx.AsyncClient, client: httpx.AsyncClient, air: Air) -> None:
        # SYS-270
        token, other = await log_in(client, *ALICES), await log_in(client, *ALICES)
        session = (await admin.get("/sessions", params={"auth_id": ALICE, "limit": 1})).json()["items"][0]["id"]
        assert (await admin.delete(f"/sessions/{session}")).status_code == 204
        assert [await is_good(client, each) for each in (token, other)] == [True, False]
        assert [event.token_hash for event in air.events] == [session]
        assert (await admin.delete(f"/sessions/{session}")).status_code == 404

    async def test_all_of_an_account_of_a_backend_or_of_everybody(
        self, admin: httpx.AsyncClient, client: httpx.AsyncClient
    ) -> None:
        tokens = [await log_in(client, *who) for who in (ALICES, ALICES, AGID, ANNAS)]
        assert (await admin.delete("/sessions", params={"auth_id": ALICE})).json() == {"ended": 2}
        assert [await is_good(client, token) for token in tokens] == [False, False, True, True]
        assert (await admin.delete("/sessions", params={"backend": "xivo_service"})).json() == {"ended": 1}
        assert (await admin.delete("/sessions", params={"all": "true"})).json() == {"ended": 2}
        assert (await admin.get("/sessions")).status_code == 401

    async def test_everybodys_need_the_word(self, admin: httpx.AsyncClient, shelf: Shelf) -> None:
        assert (await admin.delete("/sessions")).status_code == 400
        assert len(shelf.tokens) == 1

    async def test_a_token_that_ends_leaves_nothing(self, client: httpx.AsyncClient, shelf: Shelf) -> None:
        token = await log_in(client)
        await client.delete(f"/token/{token}")
        assert (shelf.tokens, shelf.index) == ({}, set())

    async def test_an_unknown_token_is_not_announced(self, client: httpx.AsyncClient, air: Air) -> None:
        await client.delete("/token/00000000-0000-4000-8000-000000000000")
        assert air.events == []


class TestMyOwn:
    async def test_i_see_and_end_mine(self, alice: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
        await log_in(client, *ANNAS)
        lost = await log_in(client, *ALICES, session={"device": "lost telephone"})
        page = (await alice.get("/users/me/sessions")).json()
        assert page["total"] == 2
        (session,) = (item["id"] for item in page["items"] if item["session"])
        assert (await alice.delete(f"/users/me/sessions/{session}")).status_code == 204
        assert not await is_good(client, lost)
        assert (await alice.get(f"/users/{ALICE}/sessions")).json()["total"] == 1
        assert (await alice.delete("/users/me/sessions")).json() == {"ended": 1}

    async def test_and_nobody_elses(self, alice: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
        annas = await log_in(client, *ANNAS)
        for method, path in (
            ("GET", f"/users/{ANNA}/sessions"),
            ("DELETE", f"/users/{ANNA}/sessions"),
            ("GET", "/sessions"),
            ("DELETE", "/sessions?all=true"),
            ("GET", "/logins"),
            ("GET", "/policies"),
        ):
            assert (await alice.request(method, path)).status_code == 403, path
        assert await is_good(client, annas)

    async def test_a_session_of_somebody_else_is_not_among_mine(
        self, alice: httpx.AsyncClient, admin: httpx.AsyncClient, client: httpx.AsyncClient
    ) -> None:
        annas = await log_in(client, *ANNAS)
        session = (await admin.get("/sessions", params={"auth_id": ANNA})).json()["items"][0]["id"]
        assert (await alice.delete(f"/users/me/sessions/{session}")).status_code == 404
        assert await is_good(client, annas)


class TestTheLimit:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"session_limit": 2})

    async def test_one_more_ends_the_oldest(self, app: FastAPI, client: httpx.AsyncClient, air: Air) -> None:
        tokens = [await log_in(client, *ALICES) for _ in range(4)]
        assert [await is_good(client, token) for token in tokens] == [False, False, True, True]
        assert len(air.events) == 2

    async def test_is_everybodys_own(self, client: httpx.AsyncClient) -> None:
        tokens = [await log_in(client, *who) for who in (ALICES, ALICES, ANNAS)]
        assert [await is_good(client, token) for token in tokens] == [True] * 3

    async def test_is_not_for_services(self, client: httpx.AsyncClient) -> None:
        tokens = [await log_in(client, *AGID) for _ in range(4)]
        assert [await is_good(client, token) for token in tokens] == [True] * 4


class TestSeveralInstances:
    async def test_share_tokens_sessions_and_the_limit(
        self, settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd
    ) -> None:
        # SYS-266
        settings = settings.model_copy(update={"session_limit": 2})
        async with (
            running(settings, shelf, air, fake_confd) as one,
            running(settings, shelf, air, fake_confd) as other,
            calling(one) as here,
            calling(other) as there,
        ):
            first = await log_in(here, *ALICES)
            assert await is_good(there, first)
            for client in (there, here):
                await log_in(client, *ALICES)
            assert first not in shelf.tokens
            one.state.tokens.forget_all()
            other.state.tokens.forget_all()
            assert [await is_good(client, first) for client in (here, there)] == [False, False]

    async def test_what_an_instance_that_is_gone_issued_ends_in_time(
        self, settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd
    ) -> None:
        # SYS-269
        async with running(settings, shelf, air, fake_confd) as gone, calling(gone) as client:
            token = await log_in(client, *ALICES, expiration=2)
        async with running(settings, shelf, air, fake_confd) as app, calling(app) as client:
            await eventually(lambda: not shelf.tokens and not shelf.index)
            assert not await is_good(client, token)


async def eventually(happened: Any, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110  the store in memory has no event
            await asyncio.sleep(0.02)
