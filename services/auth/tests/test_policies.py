# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights with a name, given to accounts and to whole back-ends."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from xivo_auth.policies.templates import beyond, is_template, render
from xivo_store import QueryCounter

from .conftest import ALICE, ALICES, ANNAS, calling, log_in

BODY = {"name": "operators", "description": "at the switchboard", "acl_templates": ["ctid.queues.*.read"]}


async def create(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/policies", json={**BODY, **fields})
    assert answer.status_code == 201, answer.text
    policy: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/0.1/policies/{policy['uuid']}"
    return policy


async def acls_of(client: httpx.AsyncClient, *who: str) -> list[str]:
    token = await log_in(client, *who)
    acls: list[str] = (await client.get(f"/token/{token}")).json()["data"]["acls"]
    return acls


class TestKeeping:
    async def test_from_its_creation_to_its_end(self, admin: httpx.AsyncClient) -> None:
        policy = await create(admin)
        path = f"/policies/{policy['uuid']}"
        assert policy == {"uuid": policy["uuid"], **BODY, "backends": [], "accounts": []}
        assert (await admin.get(path)).json() == policy
        edited = {"name": "switchboard", "description": "", "acl_templates": []}
        assert (await admin.put(path, json=edited)).json() == {**policy, **edited}
        assert (await admin.delete(path)).status_code == 204
        assert (await admin.get(path)).status_code == 404

    async def test_in_pages_by_name_with_one_query_for_whom_they_are_given_to(
        self, app: FastAPI, admin: httpx.AsyncClient
    ) -> None:
        for name in ("c", "a", "b"):
            policy = await create(admin, name=name)
            await admin.put(f"/policies/{policy['uuid']}/accounts/{name}")
        with QueryCounter(app.state.database) as queries:
            page = (await admin.get("/policies", params={"limit": 2, "skip": 1})).json()
        assert (page["total"], [(item["name"], item["accounts"]) for item in page["items"]]) == (
            3,
            [("b", ["b"]), ("c", ["c"])],
        )
        assert queries.count == 3
        assert (await admin.get("/policies", params={"search": "A"})).json()["total"] == 3  # all at the switchboard

    async def test_a_name_is_one_policys(self, admin: httpx.AsyncClient) -> None:
        await create(admin)
        other = await create(admin, name="other")
        assert (await admin.post("/policies", json=BODY)).status_code == 409
        assert (await admin.put(f"/policies/{other['uuid']}", json=BODY)).status_code == 409
        assert (await admin.get(f"/policies/{other['uuid']}")).json()["name"] == "other"

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": ""},
            {"name": "a\0b"},
            {"name": "x", "description": "\0"},
            {"name": "x" * 81},
            {"name": 3},
            {"name": "x", "acl_templates": "#"},
            {"name": "x", "acl_templates": ["a..b"]},
            {"name": "x", "acl_templates": ["a b"]},
            {"name": "x", "acl_templates": ["a.{{ password }}"]},
            {"name": "x", "acl_templates": ["a.{{ auth_id }"]},
            {"name": "x", "acl_templates": ["a"] * 1001},
            {"name": "x", "uuid": str(uuid.uuid4())},
        ],
    )
    async def test_bad_ones_are_refused_and_change_nothing(self, admin: httpx.AsyncClient, body: Any) -> None:
        policy = await create(admin)
        assert (await admin.post("/policies", json=body)).status_code == 400
        assert (await admin.put(f"/policies/{policy['uuid']}", json=body)).status_code == 400
        assert (await admin.get("/policies")).json()["items"] == [policy]

    @pytest.mark.parametrize(
        ("method", "path"),
        [("GET", ""), ("PUT", ""), ("DELETE", ""), ("PUT", "/accounts/a"), ("DELETE", "/backends/b"),
         ("PUT", "/acl_templates/a"), ("DELETE", "/acl_templates/a")],
    )  # fmt: skip
    async def test_one_that_is_not_there(self, admin: httpx.AsyncClient, method: str, path: str) -> None:
        body = {"json": BODY} if (method, path) == ("PUT", "") else {}
        answer = await admin.request(method, f"/policies/{uuid.uuid4()}{path}", **body)
        assert (answer.status_code, answer.json()["reason"][0][:14]) == (404, "No such policy")
        assert (await admin.request(method, f"/policies/999999{path}", **body)).status_code == 400

    async def test_templates_one_by_one(self, admin: httpx.AsyncClient) -> None:
        path = f"/policies/{(await create(admin, acl_templates=[]))['uuid']}"
        template = quote("dird.#.{{ auth_id }}.read", safe="")
        for _ in range(2):
            assert (await admin.put(f"{path}/acl_templates/{template}")).status_code == 204
        assert (await admin.get(path)).json()["acl_templates"] == ["dird.#.{{ auth_id }}.read"]
        assert (await admin.delete(f"{path}/acl_templates/{template}")).status_code == 204
        assert (await admin.delete(f"{path}/acl_templates/{template}")).status_code == 404
        assert (await admin.put(f"{path}/acl_templates/a..b")).status_code == 400


class TestGiving:
    async def test_to_an_account(self, admin: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
        policy = await create(admin, acl_templates=["confd.users.{{ xivo_user_uuid }}.read", "x.{{auth_id}}"])
        path = f"/policies/{policy['uuid']}/accounts/{ALICE}"
        assert (await admin.put(path)).status_code == 204
        assert (await acls_of(client, *ALICES))[-2:] == [f"confd.users.{ALICE}.read", f"x.{ALICE}"]
        assert "x.{{auth_id}}" not in await acls_of(client, *ANNAS)
        assert (await admin.delete(path)).status_code == 204
        assert f"x.{ALICE}" not in await acls_of(client, *ALICES)
        assert (await admin.delete(path)).status_code == 404

    async def test_to_all_of_a_backend(self, admin: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
        policy = await create(admin, acl_templates=["ctid.#", "x.{{ xivo_user_uuid }}"])
        await admin.put(f"/policies/{policy['uuid']}/backends/xivo_admin")
        assert (await acls_of(client, *ANNAS))[-1:] == ["ctid.#"]  # who is no user has no user's UUID
        assert "ctid.#" not in await acls_of(client, *ALICES)

    async def test_what_takes_away_does_so(self, admin: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
        policy = await create(admin, acl_templates=["!dird.personal.#"])
        await admin.put(f"/policies/{policy['uuid']}/accounts/{ALICE}")
        token = await log_in(client, *ALICES)
        assert (await client.head(f"/token/{token}", params={"scope": "dird.personal.read"})).status_code == 403

    async def test_costs_a_login_one_query(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        with QueryCounter(app.state.database) as queries:
            await log_in(client, *ALICES)
            await app.state.audit.written()
        assert len([query for query in queries.statements if "policy" in query]) == 1


class TestNobodyGivesWhatHeDoesNotHave:
    """An administrator who may change policies and little else is not an unlimited one in two steps."""

    @pytest.fixture
    async def anna(self, app: FastAPI, client: httpx.AsyncClient) -> Any:
        async with calling(app, await log_in(client, *ANNAS)) as anna:
            yield anna

    @pytest.mark.parametrize("template", ["#", "confd.#", "*.users.read", "sysconfd.restart"])
    async def test_by_a_policy_of_his_own(self, anna: httpx.AsyncClient, template: str) -> None:
        answer = await anna.post("/policies", json={"name": "mine", "acl_templates": [template]})
        assert (answer.status_code, answer.json()["reason"]) == (403, [f"Your token does not cover {template}"])
        mine = await create(anna, acl_templates=["confd.users.#"])
        path = f"/policies/{mine['uuid']}"
        assert (await anna.put(path, json={"name": "mine", "acl_templates": [template]})).status_code == 403
        assert (await anna.put(f"{path}/acl_templates/{quote(template, safe='')}")).status_code == 403
        assert (await anna.get(path)).json() == mine

    async def test_by_somebody_elses(self, admin: httpx.AsyncClient, anna: httpx.AsyncClient) -> None:
        policy = await create(admin, acl_templates=["#"])
        assert (await anna.put(f"/policies/{policy['uuid']}/accounts/{ALICE}")).status_code == 403
        assert (await admin.get(f"/policies/{policy['uuid']}")).json()["accounts"] == []

    async def test_by_taking_away_what_takes_away(self, admin: httpx.AsyncClient, anna: httpx.AsyncClient) -> None:
        policy = await create(admin, acl_templates=["!sysconfd.#"])
        path = f"/policies/{policy['uuid']}"
        await admin.put(f"{path}/accounts/{ALICE}")
        assert (await anna.delete(path)).status_code == 403
        assert (await anna.delete(f"{path}/accounts/{ALICE}")).status_code == 403
        assert (await anna.delete(f"{path}/acl_templates/!sysconfd.%23")).status_code == 403
        assert (await anna.put(path, json={"name": "mine"})).status_code == 403


class TestTemplates:
    @pytest.mark.parametrize("text", ["#", "a", "a.*.#", "!a.b", "a.{{ auth_id }}.b", "call-logd.x", "a.me.b", "a.%2E"])
    def test_good(self, text: str) -> None:
        assert is_template(text)

    @pytest.mark.parametrize("text", ["", ".", "a.", "!!a", "a.b*", "a\n", "{{ x }}", "a" * 257, "a.{{auth_id}}x"])
    def test_bad(self, text: str) -> None:
        assert not is_template(text)

    def test_a_value_is_one_word_whatever_is_in_it(self) -> None:
        assert render(["a.{{ auth_id }}.b"], {"auth_id": "uid=x.#,*"}) == ("a.uid%3Dx%2E%23%2C%2A.b",)

    @pytest.mark.parametrize(
        ("acls", "template", "covered"),
        [
            (["#"], "#", True),
            (["a.#"], "a.#", True),
            (["a.#"], "a", True),
            (["a.*"], "a.#", False),
            (["a.*"], "a.*", True),
            (["a.*.c"], "a.{{ auth_id }}.c", True),
            (["a.b.c"], "a.*.c", False),
            (["a.me.c"], "a.me.c", True),
            (["a.me.c"], "a.*.c", False),
            (["#.read"], "a.#.read", True),
            (["#.read"], "a.#", False),
            (["#", "!a"], "#", False),
            (["#", "!a"], "b", True),
            (["#", "!a"], "a", False),
            ([], "!a", True),
        ],
    )
    def test_whether_acls_cover_it(self, acls: list[str], template: str, covered: bool) -> None:
        assert (beyond(acls, "owner", [template]) is None) is covered
