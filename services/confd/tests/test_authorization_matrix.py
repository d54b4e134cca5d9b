# SPDX-License-Identifier: GPL-3.0-or-later
"""Every guarded route of confd with every kind of caller: what it declares is what happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

import pytest
from xivo_confd import resources
from xivo_confd.edge.links import PREFIX
from xivo_confd.edge.routing import UNLIMITED_ONLY, ConfdRoute

from .companies import appoint, found_company

STRANGER, READER = "aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"
ABSENT = "999999"


def guarded() -> Iterator[tuple[str, ConfdRoute]]:
    for module in resources.routers():
        for route in module.router.routes:
            for method in sorted(route.methods):
                yield method, route


def declared(route: ConfdRoute) -> str:
    return route.openapi_extra["x-acl"]


@pytest.fixture
async def acme(confd, provd):
    return await found_company(confd, provd, "acme", 7000)


@pytest.fixture
async def ids(confd, acme, tokens):
    """acme's objects by the names of path parameters."""
    administrator_id = await appoint(confd, tokens, "cccccccc-0000-4000-8000-000000000000", entity="acme")
    webservice = await confd.post("/webservice_users", json={"name": "acme", "host": "192.0.2.1"})
    return {
        "users": acme.user_id,
        "lines": acme.line_id,
        "lines_sip": acme.line_id,
        "extensions": acme.extension_id,
        "contexts": acme.context_id,
        "entities": acme.entity_id,
        "devices": acme.device_id,
        "associate_line": acme.line_id,
        "remove_line": acme.line_id,
        "administrators": administrator_id,
        "webservice_users": webservice.json()["id"],
    }


def filled(route: ConfdRoute, ids: dict[str, object]) -> str:
    """The path with the ids of acme's objects; a parameter is named by the collection before it."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}/{ids.get(found[1], ABSENT)}"

    path = re.sub(r"([\w.]+)/\{[^}]+\}", fill, route.path_format)
    return path.removeprefix(PREFIX) if path.startswith(PREFIX) else f"http://confd{path}"


async def statuses(client, ids) -> dict[tuple[str, str], tuple[ConfdRoute, int, str]]:
    """What the caller gets from every route; a body where one is needed is an empty one."""
    answers = {}
    for method, route in guarded():
        body = {"json": {}} if method in {"POST", "PUT"} and route.body_field is not None else {}
        answer = await client.request(method, filled(route, ids), headers={"Accept": "*/*"}, **body)
        answers[method, route.path_format] = (route, answer.status_code, answer.text)
    return answers


async def test_nobody_and_strangers_are_refused_everywhere(caller, ids):  # DEV-023
    for options in ({}, {"token": "dddddddd-0000-4000-8000-000000000000"}):
        async with caller(**options) as client:
            answers = await statuses(client, ids)
        assert len(answers) > 60
        assert {key: status for key, (_, status, _) in answers.items() if status != 401} == {}


async def test_an_administrator_who_may_only_read_reads_and_changes_nothing(
    confd, caller, tokens, ids, provd
):  # ADM-179, DEV-023
    await appoint(confd, tokens, READER, acl=["confd.#.read"])
    before = (await confd.get("/snapshot")).json(), deepcopy(provd.devices)
    async with caller(token=READER) as client:
        answers = await statuses(client, ids)
    wrong = {
        key: status
        for key, (route, status, _) in answers.items()
        if (status == 403) == declared(route).endswith(".read") or status in {401, 500}
    }
    assert wrong == {}
    assert ((await confd.get("/snapshot")).json(), provd.devices) == before


async def test_an_administrator_of_another_entity_neither_sees_nor_changes_what_is_acmes(
    confd, caller, tokens, acme, ids, provd
):  # ADM-177, DEV-023
    await confd.post("/entities", json={"name": "globex"})
    await appoint(confd, tokens, STRANGER, entity="globex")
    before = (await confd.get("/snapshot")).json(), deepcopy(provd.devices[acme.device_id])
    async with caller(token=STRANGER) as client:
        answers = await statuses(client, ids)
    after = (await confd.get("/snapshot")).json(), provd.devices[acme.device_id]
    wrong = {}
    for (method, path), (route, status, text) in answers.items():
        if route.openapi_extra.get(UNLIMITED_ONLY):
            expected = {403}
        elif "{" in path:
            expected = {404} if method == "GET" else {400, 403, 404, 415}
        else:
            expected = {200, 400} if method == "GET" else {201, 400, 403, 415}
        if status not in expected or "acme" in text:
            wrong[method, path] = status, text[:200]
    assert wrong == {}
    assert provd.synchronized == []
    del after[0]["version"], before[0]["version"]  # a device of nobody was made: that is allowed, and counted
    assert after == before


def test_routes_for_the_unlimited_say_so_in_the_contract():
    marked = {(method, route.path_format) for method, route in guarded() if route.openapi_extra.get(UNLIMITED_ONLY)}
    assert {
        ("GET", "/1.1/administrators"),
        ("DELETE", "/1.1/administrators/{administrator_id}"),
        ("POST", "/1.1/administrators/credentials"),
        ("GET", "/1.1/webservice_users"),
        ("GET", "/1.1/snapshot"),
        ("GET", "/1.1/call_logs"),
        ("PUT", "/1.1/configuration/live_reload"),
        ("POST", "/1.1/entities"),
        ("DELETE", "/1.1/entities/{entity_id}"),
        ("POST", "/1.1/users/credentials"),
    } <= marked
    assert ("GET", "/1.1/configuration/live_reload") not in marked
    assert ("GET", "/1.1/entities") not in marked
