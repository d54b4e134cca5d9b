# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords of users: whose they are, how they are kept, and what happens when they need not be readable."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy import text
from xivo_confd.app import build_app
from xivo_confd.resources.user_voicemails.model import UserVoicemail
from xivo_confd.upkeep import SecretsUpkeep
from xivo_store import Database

from .conftest import client_of
from .test_users import make

ALICES = {"username": "alice", "password": "alice's"}


async def make_alice(confd) -> int:
    user_id = await make(confd, "Alice", **ALICES)
    answer = await confd.put(f"/users/{user_id}/cti", json={"cti_profile_id": 1, "enabled": True})
    assert answer.status_code == 204, answer.text
    return user_id


async def at_rest(app) -> str:
    async with app.state.database.read() as session:
        return (await session.execute(text("SELECT password FROM users WHERE username = 'alice'"))).scalar_one()


def upkeep(app, **settings) -> SecretsUpkeep:
    changed = app.state.settings.model_copy(update=settings)
    return SecretsUpkeep(app.state.database, changed, app.state.passwords)


class TestWhoseTheyAre:
    async def test_by_username_and_password(self, confd):  # SYS-268
        user_id = await make_alice(confd)
        answer = await confd.post("/users/credentials", json=ALICES)
        assert (answer.status_code, answer.json()["id"]) == (200, user_id)
        for wrong in ({**ALICES, "password": "guess"}, {**ALICES, "username": "bob"}):
            assert (await confd.post("/users/credentials", json=wrong)).status_code == 404

    async def test_by_what_a_directory_has_verified(self, app, confd):
        user_id = await make_alice(confd)
        mailbox = {"name": "Alice", "number": "1001", "context": "default", "email": "Alice@example.org"}
        voicemail = await confd.post("/voicemails", json=mailbox)
        assert voicemail.status_code == 201, voicemail.text
        async with app.state.database.session() as session:
            session.add(UserVoicemail(user_id=user_id, voicemail_id=voicemail.json()["id"], enabled=True))
        for known in ({"username": "alice"}, {"email": "alice@EXAMPLE.org"}):
            answer = await confd.post("/users/credentials/known", json=known)
            assert (answer.status_code, answer.json()["id"]) == (200, user_id)
        for unknown in ({"username": "Bob"}, {"email": "bob@example.org"}):
            assert (await confd.post("/users/credentials/known", json=unknown)).status_code == 404
        await confd.put(f"/users/{user_id}/cti", json={"cti_profile_id": 1, "enabled": False})
        assert (await confd.post("/users/credentials/known", json={"username": "alice"})).status_code == 404

    @pytest.mark.parametrize("body", [{}, {"username": "a", "email": "b"}, {"username": ""}, {"username": 3}, []])
    async def test_by_something_else_is_refused(self, confd, body):
        assert (await confd.post("/users/credentials/known", json=body)).status_code == 400

    async def test_a_change_of_what_tokens_were_given_for_is_announced_as_such(self, confd, announced):  # SYS-270
        user_id = await make_alice(confd)
        await announced()
        for change, ends in (
            ({"lastname": "Liddell"}, False),
            ({"password": "another one"}, True),
            ({"password": "another one"}, False),
            ({"username": "alice2"}, True),
        ):
            await confd.put(f"/users/{user_id}", json=change)
            edited = [event[2] for event in await announced() if event[0] == "user_edited"]
            assert [event["access_changed"] for event in edited] == [ends], change
        await confd.put(f"/users/{user_id}/cti", json={"cti_profile_id": 1, "enabled": False})
        (event,) = [event[2] for event in await announced() if event[0] == "user_cti_edited"]
        assert (event["enabled"], len(event["uuid"])) == (False, 36)


class TestWithoutReadableOnes:
    async def test_they_are_hashed_and_still_open_the_door(self, app, confd):
        user_id = await make_alice(confd)
        assert (await confd.get(f"/users/{user_id}")).json()["password"] == "alice's"
        assert await upkeep(app, reversible_passwords=False).hash_some() == 1
        assert (await at_rest(app)).startswith("$argon2id$")
        assert (await confd.post("/users/credentials", json=ALICES)).status_code == 200
        assert (await confd.post("/users/credentials", json={**ALICES, "password": "guess"})).status_code == 404
        assert await upkeep(app, reversible_passwords=False).hash_some() == 0

    async def test_nobody_reads_them_or_gets_in_with_the_hash(self, app, confd):
        user_id = await make_alice(confd)
        await upkeep(app, reversible_passwords=False).hash_some()
        stored = await at_rest(app)
        assert (await confd.get(f"/users/{user_id}")).json()["password"] is None
        listed = (await confd.get("/users")).json()["items"]
        assert [user["password"] for user in listed if user["username"] == "alice"] == [None]
        export = await confd.get("/users/export", headers={"Accept": "text/csv"})
        assert (export.status_code, "argon2" in export.text) == (200, False)
        answer = await confd.post("/users/credentials", json={**ALICES, "password": stored[:64]})
        assert answer.status_code == 404

    async def test_an_edit_of_something_else_leaves_them(self, app, confd):
        user_id = await make_alice(confd)
        await upkeep(app, reversible_passwords=False).hash_some()
        assert (await confd.put(f"/users/{user_id}", json={"lastname": "Liddell"})).status_code == 204
        assert (
            await confd.put(f"/users/{user_id}/cti", json={"cti_profile_id": 2, "enabled": True})
        ).status_code == 204
        assert (await confd.post("/users/credentials", json=ALICES)).status_code == 200

    async def test_what_looks_like_a_hash_is_a_password_all_the_same(self, app, confd):
        user_id = await make_alice(confd)
        hers = "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA"
        await confd.put(f"/users/{user_id}", json={"password": hers})
        assert not (await at_rest(app)).startswith("$argon2id$")
        assert (await confd.post("/users/credentials", json={**ALICES, "password": hers})).status_code == 200


class TestKeys:
    async def test_rotate_at_the_start_and_then_the_old_one_is_not_needed(
        self, app, confd, settings, tokens, provd, call_logd, sysconfd
    ):
        user_id = await make_alice(confd)
        line = await confd.post("/lines_sip", json={"context": "default", "device_slot": 1})
        secret = line.json()["secret"]
        new = "the newer of two encryption keys"
        rotating = settings.model_copy(update={"encryption_keys": [new, *settings.encryption_keys]})
        both = Database(settings.db_uri, encryption_keys=rotating.encryption_keys)
        upkeep = SecretsUpkeep(both, rotating, app.state.passwords)
        assert upkeep.describe()["older_encryption_keys_needed"] is True
        await upkeep.start()
        await _until(lambda: upkeep.rotated)
        await upkeep.stop()
        await both.stop()
        assert upkeep.describe()["older_encryption_keys_needed"] is False
        newest = build_app(
            settings.model_copy(update={"encryption_keys": [new]}),
            tokens=tokens,
            provd_http=httpx.AsyncClient(transport=provd, base_url="http://provd:8666"),
            sysconfd_http=httpx.AsyncClient(transport=sysconfd, base_url="http://sysconfd:8668"),
            call_logd_http=httpx.AsyncClient(transport=call_logd, base_url="http://call-logd:9298"),
        )
        async with client_of(newest) as client:
            assert (await client.get(f"/users/{user_id}")).json()["password"] == "alice's"
            assert (await client.get(f"/lines_sip/{line.json()['id']}")).json()["secret"] == secret
        await newest.state.database.stop()


async def _until(happened, seconds=20):

    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110  the component has no event
            await asyncio.sleep(0.02)
