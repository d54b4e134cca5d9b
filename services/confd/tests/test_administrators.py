# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators: their accounts, their rights, and what becomes of their tokens (ADM-179)."""

import asyncio
import time

import pytest
from sqlalchemy import text
from xivo_access import Token
from xivo_confd.app import build_app
from xivo_confd.resources.administrators import directory
from xivo_testkit.crud import CrudSuite

from .conftest import client_of

PASSWORD = "a good password"
TOKEN = "44444444-4444-4444-8444-444444444444"
WRONG = (404, ["Resource Not Found - Administrator was not found"])


class TestAdministrators(CrudSuite):  # ADM-179, ADM-292
    path = "/administrators"
    event = "administrator"
    minimum = {"login": "anna", "password": PASSWORD}
    complete = {
        "login": "bernard.dupont",
        "password": "another password",
        "firstname": "Bernard",
        "lastname": "Dupont",
        "email": "bernard@example.org",
        "acl": ["confd.#", "!confd.users.*.delete"],
        "entity": "xivo",
        "enabled": False,
        "language": "fr_FR",
        "description": "The one of the second floor\nand of the third",
    }
    edit = {"lastname": "Durand", "entity": None}
    required = ("login", "password")
    absent = ["Resource Not Found - Administrator was not found ('id': 999999)"]
    sortable = ("login", "firstname", "lastname", "email")
    write_only = ("password",)
    bad = [
        ({"password": "short"}, "Input Error - field 'password': must have a minimum length of 8"),
        ({"password": None}, "Input Error - field 'password': wrong type. Should be a unicode string"),
        ({"login": "an na"}, "Input Error - field 'login': must match ^[A-Za-z0-9_.-]+$"),
        ({"acl": ["confd users"]}, "Input Error - field 'acl.0': must match ^!?[A-Za-z0-9_.*#-]+$"),
        ({"entity": "nowhere"}, "Input Error - field 'entity': Entity nowhere was not found"),
        ({"language": "xx_XX"}, "Input Error - field 'language': language xx_XX does not exist"),
        ({"enabled": "yes"}, "Input Error - field 'enabled': wrong type. Should be a boolean"),
    ]

    async def test_a_login_is_taken_once(self, confd):
        await self.make(confd)
        answer = await confd.post(self.path, json=self.minimum)
        taken = (400, ["Resource Error - Administrator already exists ('login': 'anna')"])
        assert (answer.status_code, answer.json()) == taken
        other = await self.make(confd, self.complete)
        answer = await confd.put(f"{self.path}/{other}", json={"login": "anna"})
        assert (answer.status_code, answer.json()) == taken

    async def test_the_password_is_kept_as_argon2id_and_never_shown(self, confd, app, caplog):
        caplog.set_level("INFO")
        identifier = await self.make(confd)
        shown = [(await confd.get(path)).text for path in (self.path, f"{self.path}/{identifier}")]
        assert not any(word in text for text in shown for word in ("password", "argon2", PASSWORD))
        assert PASSWORD not in caplog.text
        async with app.state.database.read() as session:
            stored = (await directory.AdministratorDao(session).credentials("anna")).password_hash
        assert stored.startswith("$argon2id$")

    async def test_edits_say_whether_tokens_are_still_worth_what_they_were(self, confd, announced):
        identifier = await self.make(confd)
        await announced()
        for body, changed in (
            ({"lastname": "Other"}, False),
            ({"entity": "xivo"}, False),
            ({"password": "a new password"}, True),
            ({"acl": ["confd.#.read"]}, True),
            ({"acl": ["confd.#.read"]}, False),
            ({"enabled": False}, True),
        ):
            assert (await confd.put(f"{self.path}/{identifier}", json=body)).status_code == 204
            ((_, _, data, _),) = await announced()
            assert data["access_changed"] is changed, body


class TestCredentials:
    async def ask(self, confd, login: str, password: str) -> tuple[int, object]:
        answer = await confd.post("/administrators/credentials", json={"login": login, "password": password})
        return answer.status_code, answer.json()

    async def test_right_ones_say_who_it_is_and_what_he_may(self, confd):
        body = {"login": "anna", "password": PASSWORD, "acl": ["confd.#"], "entity": "xivo"}
        made = (await confd.post("/administrators", json=body)).json()
        identity = {"uuid": made["uuid"], "acl": ["confd.#"], "entity": "xivo"}
        assert await self.ask(confd, "anna", PASSWORD) == (200, identity)

    async def test_wrong_unknown_and_disabled_get_one_answer(self, confd):
        made = (await confd.post("/administrators", json={"login": "anna", "password": PASSWORD})).json()
        assert await self.ask(confd, "anna", "wrong") == WRONG
        assert await self.ask(confd, "nobody", PASSWORD) == WRONG
        await confd.put(f"/administrators/{made['id']}", json={"enabled": False})
        assert await self.ask(confd, "anna", PASSWORD) == WRONG

    async def test_a_password_that_an_older_system_stored_is_accepted_once_and_replaced(self, confd, app, announced):
        await confd.post("/administrators", json={"login": "anna", "password": PASSWORD})
        await announced()
        former = f"{{CLEARTEXT}}{PASSWORD}"
        async with app.state.database.session() as session:
            await session.execute(text("UPDATE administrators SET password_hash = :former"), {"former": former})
        assert await self.ask(confd, "anna", "wrong") == WRONG
        assert (await self.ask(confd, "anna", PASSWORD))[0] == 200
        async with app.state.database.read() as session:
            stored = (await directory.AdministratorDao(session).credentials("anna")).password_hash
        assert stored.startswith("$argon2id$")
        assert await announced() == []
        assert (await self.ask(confd, "anna", PASSWORD))[0] == 200

    async def test_an_unknown_login_takes_as_long_as_a_wrong_password(self, confd, app):
        await confd.post("/administrators", json={"login": "anna", "password": PASSWORD})
        shortest = {login: min([await self._seconds(confd, login) for _ in range(5)]) for login in ("anna", "nobody")}
        assert shortest["nobody"] > shortest["anna"] / 2

    async def _seconds(self, confd, login: str) -> float:
        began = time.perf_counter()
        await self.ask(confd, login, "wrong")
        return time.perf_counter() - began

    async def test_another_password_replaces_the_first(self, confd):
        made = (await confd.post("/administrators", json={"login": "anna", "password": PASSWORD})).json()
        await confd.put(f"/administrators/{made['id']}", json={"password": "a new password"})
        assert await self.ask(confd, "anna", PASSWORD) == WRONG
        assert (await self.ask(confd, "anna", "a new password"))[0] == 200


@pytest.fixture
async def anna(confd, tokens, caller):
    """An administrator of all entities: (her id, a client with her token)."""
    body = {"login": "anna", "password": PASSWORD, "acl": ["confd.#"]}
    made = (await confd.post("/administrators", json=body)).json()
    tokens.known[TOKEN] = Token(made["uuid"], None, ("confd.#",), 4e9)
    async with caller(token=TOKEN) as client:
        yield made["id"], client


class TestTokensOfAdministrators:
    """confd refuses at once what auth has perhaps not revoked yet."""

    async def test_rights_taken_away_are_gone(self, confd, anna):
        identifier, client = anna
        assert (await client.post("/users", json={"firstname": "A"})).status_code == 201
        await confd.put(f"/administrators/{identifier}", json={"acl": ["confd.#.read"]})
        assert (await client.get("/users")).status_code == 200
        refused = await client.post("/users", json={"firstname": "B"})
        assert (refused.status_code, refused.json()) == (403, ["Missing permission: confd.users.create"])

    async def test_rights_given_since_need_a_new_token(self, confd, tokens, anna):
        _, client = anna
        tokens.known[TOKEN] = Token(tokens.known[TOKEN].auth_id, None, ("confd.users.read",), 4e9)
        assert (await client.post("/users", json={"firstname": "B"})).status_code == 403

    async def test_a_disabled_one_is_refused_until_he_is_enabled(self, confd, anna):
        identifier, client = anna
        await confd.put(f"/administrators/{identifier}", json={"enabled": False})
        assert (await client.get("/users")).status_code == 401
        await confd.put(f"/administrators/{identifier}", json={"enabled": True})
        assert (await client.get("/users")).status_code == 200

    async def test_a_deleted_ones_token_is_worth_nothing(self, confd, anna):
        identifier, client = anna
        assert (await client.get("/users")).status_code == 200
        await confd.delete(f"/administrators/{identifier}")
        for path in ("/users", "/administrators", "/snapshot"):
            assert (await client.get(path)).status_code == 401

    async def test_another_replica_notices_within_two_seconds(self, confd, settings, tokens, anna, monkeypatch):
        assert directory.KEPT_SECONDS <= 2
        monkeypatch.setattr(directory, "KEPT_SECONDS", 0.2)
        identifier, _ = anna
        replica = build_app(settings, tokens=tokens)
        headers = {"X-Auth-Token": TOKEN}
        async with client_of(replica, port=9486, address="203.0.113.7", **headers) as client:
            assert (await client.get("/users")).status_code == 200
            await confd.delete(f"/administrators/{identifier}")
            await asyncio.sleep(0.25)
            assert (await client.get("/users")).status_code == 401
        await replica.state.database.stop()

    async def test_looking_him_up_costs_one_query_for_many_requests(self, anna, queries):
        _, client = anna
        await client.get("/users")
        with queries() as counted:
            for _ in range(5):
                await client.get("/users")
        assert counted.count == 5

    async def test_requests_at_once_look_once(self, anna, queries, app):
        _, client = anna
        await client.get("/users")
        app.state.administrators.forget()
        with queries() as counted:
            await asyncio.gather(*(client.get("/users") for _ in range(8)))
        assert counted.count == 8 + 1


async def test_an_entity_with_administrators_stays(confd):  # ADM-180
    entity = (await confd.post("/entities", json={"name": "acme"})).json()["id"]
    body = {"login": "anna", "password": PASSWORD, "entity": "acme"}
    administrator = (await confd.post("/administrators", json=body)).json()["id"]
    answer = await confd.delete(f"/entities/{entity}")
    refused = [f"Resource Error - Entity is associated with a Administrator ('entity_id': {entity})"]
    assert (answer.status_code, answer.json()) == (400, refused)
    await confd.put(f"/administrators/{administrator}", json={"entity": None})
    assert (await confd.delete(f"/entities/{entity}")).status_code == 204


async def test_credentials_need_the_right_to_ask(caller, tokens):
    tokens.known[TOKEN] = Token("xivo-auth", None, ("confd.administrators.credentials.read",), 4e9)
    async with caller(token=TOKEN) as client:
        body = {"login": "nobody", "password": PASSWORD}
        assert (await client.post("/administrators/credentials", json=body)).status_code == 404
        assert (await client.get("/administrators")).status_code == 403
    async with caller() as client:
        assert (await client.post("/administrators/credentials", json=body)).status_code == 401
