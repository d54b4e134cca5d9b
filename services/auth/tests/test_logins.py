# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of logins: who, by which backend, from where, with which result."""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from xivo_auth.logins.audit import LoginAudit
from xivo_auth.logins.dao import LoginDao
from xivo_auth.logins.model import Login, LoginResult
from xivo_auth.tokens.model import Origin
from xivo_base.ids import uuid7

from .conftest import ALICE, ALICES, FakeConfd, calling, log_in, post_token


async def logins(app: FastAPI, admin: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    await app.state.audit.written()
    items: list[dict[str, Any]] = (await admin.get("/logins", params=asked)).json()["items"]
    return items


async def test_each_way_a_login_can_end(
    app: FastAPI, admin: httpx.AsyncClient, client: httpx.AsyncClient, fake_confd: FakeConfd, shelf: Any
) -> None:
    token = await log_in(client, *ALICES)
    await post_token(client, "alice", "guess", "xivo_user")
    await post_token(client, "alice", "alice's", "nonsense")
    fake_confd.away = True
    await post_token(client, *ALICES)
    found = await logins(app, admin, login="alice")
    assert [(row["backend"], row["result"]) for row in found] == [
        ("xivo_user", "unavailable"),
        ("nonsense", "unknown_backend"),
        ("xivo_user", "wrong_credentials"),
        ("xivo_user", "success"),
    ]
    assert (found[-1]["auth_id"], found[-1]["address"], found[-1]["user_agent"]) == (ALICE, "192.0.2.9", "softphone/1")
    assert found[-1]["session"] in shelf.tokens
    assert token not in str(found)


async def test_guesses_that_have_to_wait_are_told(app: FastAPI, admin: httpx.AsyncClient) -> None:
    async with calling(app, address="198.51.100.7") as guesser:
        answers = [await post_token(guesser, "admin", "guess") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    found = await logins(app, admin, address="198.51.100.7")
    assert [row["result"] for row in found] == ["throttled", *["wrong_credentials"] * 5]


async def test_by_result_and_in_pages(app: FastAPI, admin: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
    for name in ("anna", "bernard", "carl"):
        await post_token(client, name, "guess")
    found = await logins(app, admin, result="wrong_credentials", limit=2, skip=1)
    assert [row["login"] for row in found] == ["bernard", "anna"]
    assert (await admin.get("/logins", params={"result": "nonsense"})).status_code == 400


async def test_the_logger_says_it_too_and_never_a_password(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "audit"):
        await log_in(client, *ALICES)
        await post_token(client, "alice", "my-guess", "xivo_user")
    lines = [record for record in caplog.records if record.name == "audit"]
    assert [record.levelname for record in lines] == ["INFO", "WARNING"]
    assert lines[0].getMessage() == "login of 'alice' by 'xivo_user' from 192.0.2.9: success"
    assert lines[0].__dict__["auth_id"] == ALICE
    assert "my-guess" not in caplog.text
    assert "alice's" not in caplog.text


async def test_old_ones_are_forgotten_and_so_are_too_many(pg: Any) -> None:
    now = datetime.now(UTC)
    async with pg.database("xivo_auth") as database:
        dao = LoginDao(database)
        nothing = dict.fromkeys(("auth_id", "session"))
        common = {**nothing, "backend": "b", "address": "", "user_agent": "", "result": "success"}
        for number, (login, days) in enumerate([("old", 91), ("first", 2), ("second", 1), ("third", 0)]):
            identifier = uuid.UUID(int=uuid7().int + (number << 80))  # of one millisecond, in this order
            at = now - timedelta(days=days)
            await dao.add([{**common, "id": identifier, "at": at, "login": login}])
        await dao.forget_before(now - timedelta(days=90), most_rows=100)
        assert [row.login for row in (await dao.page({}, 10, 0))[0]] == ["third", "second", "first"]
        await dao.forget_before(now - timedelta(days=90), most_rows=2)
        kept, total = await dao.page({}, 10, 0)
        assert ([row.login for row in kept], total) == (["third", "second"], 2)
        assert isinstance(kept[0], Login)


async def test_a_storm_of_guesses_fills_the_log_and_not_the_database(pg: Any) -> None:
    now = 1000.0
    async with pg.database("xivo_auth") as database:
        dao = LoginDao(database)
        kept = timedelta(days=90)
        audit = LoginAudit(dao, keep=kept, known_backends=frozenset({"b"}), clock=lambda: now)
        for number in range(500):
            audit.record("b", Origin(login=f"guess{number}"), LoginResult.WRONG_CREDENTIALS)
        audit.record("b", Origin(login="alice"), LoginResult.SUCCESS)
        now += 1
        audit.record("b", Origin(login="late"), LoginResult.WRONG_CREDENTIALS)
        await audit.written()
        rows, total = await dao.page({}, 2, 0)
        assert (total, {row.login for row in rows}, audit.dropped) == (52, {"alice", "late"}, 450)
