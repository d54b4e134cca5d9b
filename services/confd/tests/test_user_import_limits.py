# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of users in the hands of an administrator of one entity."""

import pytest

from .companies import appoint, found_company
from .user_files import export, file, imported, rows

OF_ACME = "aaaaaaaa-0000-4000-8000-000000000000"


@pytest.fixture
async def companies(confd, provd):
    return await found_company(confd, provd, "acme", 7000), await found_company(confd, provd, "globex", 8000)


@pytest.fixture
async def acmes(confd, tokens, caller, companies):
    await appoint(confd, tokens, OF_ACME, entity="acme")
    async with caller(token=OF_ACME) as client:
        yield client


class TestLimits:  # ADM-177, ADM-183
    async def test_the_export_has_his_own(self, acmes, companies):
        acme, _ = companies
        (only,) = rows(await export(acmes))
        assert (only["firstname"], only["phonenumber"], only["device"]) == ("acme user", acme.exten, acme.device_id)
        assert "password" not in only

    async def test_new_users_are_of_his_entity(self, acmes, confd, companies):
        acme, _ = companies
        user = {"firstname": "New", "phonenumber": 7001, "context": acme.context, "protocol": "sip"}
        assert (await imported(acmes, file(user))).status_code == 201
        created = rows(await export(confd))[-1]
        assert (created["firstname"], created["entityid"]) == ("New", str(acme.entity_id))

    async def test_what_is_anothers_does_not_exist(self, acmes, confd, companies):
        acme, globex = companies
        before = await export(confd)
        line = {"phonenumber": 7001, "context": acme.context, "protocol": "sip"}
        for users, method, message in (
            ([{"firstname": "x", "entityid": globex.entity_id}], "POST", f"entity {globex.entity_id} does not exist"),
            (
                [{"firstname": "x", "phonenumber": 8001, "context": globex.context, "protocol": "sip"}],
                "POST",
                f"context {globex.context} does not exist",
            ),
            ([{"firstname": "x", **line, "device": globex.device_id}], "POST", "there is no such device"),
            ([{"id": globex.user_id, "lastname": "x"}], "PUT", "there is no such user"),
            ([{"id": acme.user_id, "entityid": globex.entity_id}], "PUT", f"entity {globex.entity_id} does not exist"),
        ):
            answer = await imported(acmes, file(*users), method)
            assert answer.status_code == 400, answer.text
            assert answer.json()[0].endswith(f": {message}")
        assert await export(confd) == before

    async def test_his_export_changes_nothing_when_it_comes_back(self, acmes, companies):
        content = await export(acmes)
        assert (await imported(acmes, content, "PUT")).json()["unchanged"] == 1

    async def test_he_follows_his_own_imports_only(self, acmes, confd, tokens, caller):  # ADM-183
        wrong = file({"firstname": "x", "entityid": 99})
        mine = (await imported(acmes, wrong, dry_run=True)).headers["location"]
        theirs = (await imported(confd, wrong, dry_run=True)).headers["location"]
        other = "bbbbbbbb-0000-4000-8000-000000000000"
        await appoint(confd, tokens, other, entity="globex")
        async with caller(token=other) as globexs:
            for client, location, status in (
                (acmes, mine, 200),
                (acmes, theirs, 404),
                (globexs, mine, 404),
                (confd, mine, 200),
            ):
                answer = await client.get(location.removeprefix("/1.1"))
                assert answer.status_code == status
        unknown = await acmes.get(f"/users/import/{'0' * 36}")
        hidden = await acmes.get(theirs.removeprefix("/1.1"))
        identifier = theirs.rpartition("/")[2]
        assert hidden.json() == [message.replace("0" * 36, identifier) for message in unknown.json()]
