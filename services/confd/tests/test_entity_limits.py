# SPDX-License-Identifier: GPL-3.0-or-later
"""Independent organisations on one system: what an administrator of one sees, changes and makes."""

import asyncio

import pytest

from .companies import appoint, found_company, made

OF_ACME, OF_GLOBEX = "aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"


@pytest.fixture
async def companies(confd, provd):
    return await found_company(confd, provd, "acme", 7000), await found_company(confd, provd, "globex", 8000)


@pytest.fixture
def acme(companies):
    return companies[0]


@pytest.fixture
def globex(companies):
    return companies[1]


@pytest.fixture
async def acmes(confd, tokens, caller, companies):
    """A client in the hands of acme's administrator."""
    await appoint(confd, tokens, OF_ACME, entity="acme")
    async with caller(token=OF_ACME) as client:
        yield client


@pytest.fixture
async def globexs(confd, tokens, caller, companies):
    await appoint(confd, tokens, OF_GLOBEX, entity="globex")
    async with caller(token=OF_GLOBEX) as client:
        yield client


async def listed(client, path: str) -> tuple[int, list]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return body["total"], [item["id"] for item in body["items"]]


LISTS = {
    "/users": "user_id",
    "/users?view=directory": "user_id",
    "/users?search=user": "user_id",
    "/users?view=directory&search=00": "user_id",
    "/users?limit=5": "user_id",
    "/lines": "line_id",
    "/lines?limit=5": "line_id",
    "/lines_sip": "line_id",
    "/contexts": "context_id",
    "/contexts?search=internal&limit=5": "context_id",
    "/extensions": "extension_id",
    "/extensions?type=internal": "extension_id",
    "/entities": "entity_id",
    "/devices": "device_id",
    "/devices?limit=5": "device_id",
}
OBJECTS = {
    "/users/{user_id}": {"lastname": "Taken over"},
    "/users/{user_id}/telephony": {"ring_seconds": 7},
    "/users/{user_id}/cti": {"cti_profile_id": None, "enabled": False},
    "/lines_sip/{line_id}": {"device_slot": 3},
    "/contexts/{context_id}": {"description": "Taken over"},
    "/extensions/{extension_id}": {"commented": True},
    "/devices/{device_id}": {"description": "Taken over"},
}


class TestLists:  # ADM-177, ADM-183
    @pytest.mark.parametrize(("path", "what"), LISTS.items())
    async def test_each_sees_his_own_and_the_total_counts_no_other(self, confd, acmes, globexs, companies, path, what):
        for client, company in zip((acmes, globexs), companies, strict=True):
            assert await listed(client, path) == (1, [getattr(company, what)])
        assert (await listed(confd, path))[0] >= 2

    async def test_they_cost_no_query_more(self, acmes, queries):
        await acmes.get("/users")
        for path, most in (("/users", 1), ("/lines", 1), ("/contexts", 1), ("/extensions", 1), ("/devices", 1)):
            with queries() as counted:
                await acmes.get(path)
            assert counted.count == most, path

    async def test_the_directory_shows_lines_that_he_sees(self, confd, acmes, acme, globex):
        entry = (await acmes.get("/users?view=directory")).json()["items"][0]
        assert (entry["line_id"], entry["exten"]) == (acme.line_id, acme.exten)


class TestById:  # ADM-177
    @pytest.mark.parametrize(("path", "change"), OBJECTS.items())
    async def test_what_is_anothers_does_not_exist(self, confd, acmes, globexs, acme, globex, path, change):
        theirs, absent = path.format(**vars(globex)), path
        for field in vars(globex):
            absent = absent.replace(f"{{{field}}}", "999999")
        before = (await confd.get(theirs)).json()
        methods = ("GET", "PUT") if path.endswith(("/cti", "/telephony")) else ("GET", "PUT", "DELETE")
        for method in methods:
            body = {"json": change} if method == "PUT" else {}
            answer, like = await acmes.request(method, theirs, **body), await acmes.request(method, absent, **body)
            assert answer.status_code == like.status_code == 404, method
            ids = str(globex.device_id if "device" in path else theirs.split("/")[2])
            assert answer.text.replace(ids, "999999") == like.text, method
        assert (await confd.get(theirs)).json() == before

    @pytest.mark.parametrize(("path", "change"), OBJECTS.items())
    async def test_what_is_his_can_be_read_and_changed(self, acmes, acme, path, change):
        own = path.format(**vars(acme))
        assert (await acmes.put(own, json=change)).status_code == 204
        assert change.items() <= (await acmes.get(own)).json().items()

    async def test_he_can_delete_what_he_made(self, acmes):
        for path, body in (
            ("/users", {"firstname": "Bob"}),
            ("/contexts", {"name": "acme-more", "type": "others"}),
            ("/lines_sip", {"context": "acme-internal", "device_slot": 1}),
            ("/extensions", {"exten": "7050", "context": "acme-internal"}),
        ):
            one = f"{path}/{(await made(acmes, path, **body))['id']}"
            assert (await acmes.get(one)).status_code == 200
            assert (await acmes.delete(one)).status_code == 204, path

    async def test_lines_of_any_protocol_too(self, acmes, acme, globex):
        assert (await acmes.get(f"/lines/{acme.line_id}")).status_code == 200
        assert (await acmes.get(f"/lines/{globex.line_id}")).status_code == 404

    async def test_entities_are_read_only_for_him(self, acmes, acme, globex):
        assert (await acmes.get(f"/entities/{acme.entity_id}")).json()["name"] == "acme"
        assert (await acmes.get(f"/entities/{globex.entity_id}")).status_code == 404
        assert (await acmes.post("/entities", json={"name": "more"})).status_code == 403
        for one in (acme.entity_id, globex.entity_id):
            assert (await acmes.put(f"/entities/{one}", json={"city": "Paris"})).status_code == 403
            assert (await acmes.delete(f"/entities/{one}")).status_code == 403


class TestCreating:
    async def test_what_he_makes_is_his_entitys(self, confd, acmes, globexs, companies):  # ADM-185
        for client, company in zip((acmes, globexs), companies, strict=True):
            user = await made(client, "/users", firstname="Bob")
            context = await made(client, "/contexts", name=f"{company.name}-more", type="others")
            assert context["entity"] == company.name
            assert (await client.get(f"/users/{user['id']}")).status_code == 200
        assert (await listed(acmes, "/users"))[0] == (await listed(globexs, "/users"))[0] == 2

    async def test_he_may_name_his_entity(self, acmes):
        assert (await acmes.post("/users", json={"firstname": "Bob", "entity": "acme"})).status_code == 201

    async def test_without_limit_the_first_entity_is_the_default(self, confd, companies):  # ADM-185
        assert (await made(confd, "/contexts", name="unnamed", type="others"))["entity"] == "xivo"

    @pytest.mark.parametrize("name", ["globex", "nowhere"])
    async def test_another_entity_is_refused_like_one_that_does_not_exist(self, acmes, acme, name):
        user = [f"error while creating User: entity {name} does not exist"]
        context = [f"Input Error - field 'entity': Entity {name} was not found"]
        for method, path, body, message in (
            ("POST", "/users", {"firstname": "Bob"}, user),
            ("PUT", f"/users/{acme.user_id}", {}, user),
            ("POST", "/contexts", {"name": "more", "type": "others"}, context),
            ("PUT", f"/contexts/{acme.context_id}", {}, context),
        ):
            answer = await acmes.request(method, path, json={**body, "entity": name})
            assert (answer.status_code, answer.json()) == (400, message), (method, path)

    @pytest.mark.parametrize("context", ["globex-internal", "nowhere"])
    async def test_anothers_context_is_refused_like_one_that_does_not_exist(self, acmes, acme, context):
        line = f"Invalid parameters: context {context} does not exist"
        for method, path, body, message in (
            ("POST", "/lines_sip", {"device_slot": 1}, line),
            ("PUT", f"/lines_sip/{acme.line_id}", {}, line),
            ("POST", "/extensions", {"exten": "8001"}, f"error while creating Extension: context {context} does"),
            ("PUT", f"/extensions/{acme.extension_id}", {}, f"error while editing Extension: context {context} does"),
        ):
            answer = await acmes.request(method, path, json={**body, "context": context})
            assert answer.status_code == 400, (method, path)
            assert answer.json()[0].startswith(message)

    async def test_he_includes_what_he_sees_and_keeps_what_was_included(self, confd, acmes, acme, globex):
        path = f"/contexts/{acme.context_id}"
        refused = await acmes.put(path, json={"includes": ["globex-internal"]})
        assert refused.json() == ["Input Error - field 'includes': Context globex-internal was not found"]
        await confd.put(path, json={"includes": ["to-extern"]})
        await made(acmes, "/contexts", name="acme-out", type="outcall")
        assert (await acmes.put(path, json={"includes": ["to-extern", "acme-out"]})).status_code == 204
        assert (await acmes.get(path)).json()["includes"] == ["to-extern", "acme-out"]

    async def test_names_of_others_are_taken(self, acmes, acme, globex):  # ADM-182
        answer = await acmes.post("/contexts", json={"name": globex.context, "type": "others"})
        assert answer.json() == [f"Resource Error - Context already exists ('name': '{globex.context}')"]
        body = {"firstname": "Bob", "username": globex.username, "password": "secret"}
        answer = await acmes.post("/users", json=body)
        assert answer.json() == [f"error while creating User: username {globex.username} already exists"]
        body = {"context": acme.context, "device_slot": 1, "username": "globexline"}
        answer = await acmes.post("/lines_sip", json=body)
        assert answer.json() == ["error while creating Line: username globexline already exists"]


class TestAssociations:
    async def test_of_the_other_are_not_there(self, acmes, globex):
        for path in (
            f"/users/{globex.user_id}/lines",
            f"/lines/{globex.line_id}/extensions",
            f"/lines/{globex.line_id}/extension",
            f"/extensions/{globex.extension_id}/line",
        ):
            assert (await acmes.get(path)).status_code == 404, path

    async def test_both_ends_of_user_and_line_must_be_his(self, confd, acmes, acme, globex):
        line = await made(confd, "/lines_sip", context=globex.context, device_slot=2)
        unknown_line = [f"Nonexistent parameters: line_id {line['id']} does not exist"]
        unknown_user = [f"Nonexistent parameters: user_id {globex.user_id} does not exist"]
        for user_id, line_id, message in (
            (acme.user_id, line["id"], unknown_line),
            (globex.user_id, acme.line_id, unknown_user),
            (globex.user_id, line["id"], unknown_user),
        ):
            answer = await acmes.post(f"/users/{user_id}/lines", json={"line_id": line_id})
            assert (answer.status_code, answer.json()) == (400, message)
        answer = await acmes.delete(f"/users/{globex.user_id}/lines/{globex.line_id}")
        assert answer.status_code == 400
        assert "is not associated" in answer.text
        assert (await confd.get(f"/users/{globex.user_id}/lines")).json()["total"] == 1

    async def test_both_ends_of_line_and_extension_must_be_his(self, confd, acmes, acme, globex):
        free = await made(confd, "/extensions", exten="8050", context=globex.context)
        other = await made(confd, "/lines_sip", context=globex.context, device_slot=2)
        own = await made(acmes, "/extensions", exten="7050", context=acme.context)
        for suffix in ("extensions", "extension"):
            answer = await acmes.post(f"/lines/{acme.line_id}/{suffix}", json={"extension_id": free["id"]})
            unknown = [f"Nonexistent parameters: extension_id {free['id']} does not exist"]
            assert (answer.status_code, answer.json()) == (400, unknown)
            answer = await acmes.post(f"/lines/{other['id']}/{suffix}", json={"extension_id": own["id"]})
            assert answer.status_code == 404
        for path in (f"extensions/{globex.extension_id}", "extension"):
            assert (await acmes.delete(f"/lines/{globex.line_id}/{path}")).status_code == 404
        answer = await acmes.delete(f"/lines/{acme.line_id}/extensions/{globex.extension_id}")
        assert answer.status_code == 404

    async def test_what_an_unlimited_caller_associated_across_is_half_hidden(self, confd, acmes, acme, globex):
        await made(confd, f"/users/{acme.user_id}/lines", line_id=globex.line_id)
        associations = (await acmes.get(f"/users/{acme.user_id}/lines")).json()
        assert [one["line_id"] for one in associations["items"]] == [acme.line_id]
        incall = await made(confd, "/contexts", name="globex-in", type="incall", entity="globex")
        number = await made(confd, "/extensions", exten="5550100", context=incall["name"])
        await made(confd, f"/lines/{acme.line_id}/extensions", extension_id=number["id"])
        associations = (await acmes.get(f"/lines/{acme.line_id}/extensions")).json()
        assert [one["extension_id"] for one in associations["items"]] == [acme.extension_id]

    async def test_his_own_come_and_go(self, acmes, acme):
        user = await made(acmes, "/users", firstname="Bob")
        line = await made(acmes, "/lines_sip", context=acme.context, device_slot=1)
        extension = await made(acmes, "/extensions", exten="7050", context=acme.context)
        await made(acmes, f"/users/{user['id']}/lines", line_id=line["id"])
        await made(acmes, f"/lines/{line['id']}/extensions", extension_id=extension["id"])
        assert (await acmes.get(f"/extensions/{extension['id']}/line")).json()["line_id"] == line["id"]
        for path in (f"/lines/{line['id']}/extensions/{extension['id']}", f"/users/{user['id']}/lines/{line['id']}"):
            assert (await acmes.delete(path)).status_code == 204


class TestDevices:  # ADM-184
    async def test_those_without_a_line_are_everybodys(self, acmes, globexs, provd, acme):
        waiting = provd.phone()
        for client in (acmes, globexs):
            assert waiting in (await listed(client, "/devices"))[1]
            assert (await client.get(f"/devices/{waiting}")).status_code == 200
        new = await made(acmes, "/devices", mac="00:00:5e:00:53:01")
        assert (await globexs.put(f"/devices/{new['id']}", json={"description": "mine"})).status_code == 204
        assert (await globexs.delete(f"/devices/{new['id']}")).status_code == 204

    @pytest.mark.parametrize("action", ["autoprov", "synchronize", "associate_line/{line}", "remove_line/{line}"])
    async def test_anothers_device_takes_no_orders(self, confd, acmes, acme, globex, action, provd):
        for method in ("GET", "POST"):
            path = f"/devices/{globex.device_id}/{action.format(line=acme.line_id)}"
            assert (await acmes.request(method, path)).status_code == 404
        assert (await confd.get(f"/lines/{globex.line_id}")).json()["device_id"] == globex.device_id
        assert provd.synchronized == []

    @pytest.mark.parametrize("action", ["associate_line", "remove_line"])
    async def test_anothers_line_comes_on_no_device(self, confd, acmes, acme, globex, action):
        answer = await acmes.post(f"/devices/{acme.device_id}/{action}/{globex.line_id}")
        assert (answer.status_code, answer.json()[0]) == (404, f"Line with id={globex.line_id} does not exist")
        assert (await confd.get(f"/lines/{globex.line_id}")).json()["device_id"] == globex.device_id

    async def test_his_own_come_and_go(self, acmes, acme, provd):
        assert (await acmes.post(f"/devices/{acme.device_id}/remove_line/{acme.line_id}")).status_code == 204
        waiting = provd.phone()
        assert (await acmes.post(f"/devices/{waiting}/associate_line/{acme.line_id}")).status_code == 204
        assert (await acmes.post(f"/devices/{waiting}/autoprov")).status_code == 204

    async def test_a_shared_one_is_seen_by_both_and_changed_by_neither(self, confd, acmes, globexs, acme, globex):
        line = await made(confd, "/lines_sip", context=globex.context, device_slot=2)
        await made(confd, f"/devices/{acme.device_id}/associate_line/{line['id']}")
        for client in (acmes, globexs):
            assert acme.device_id in (await listed(client, "/devices"))[1]
            assert (await client.get(f"/devices/{acme.device_id}")).status_code == 200
            assert (await client.post(f"/devices/{acme.device_id}/autoprov")).status_code == 403
            assert (await client.put(f"/devices/{acme.device_id}", json={"description": "x"})).status_code == 403
        assert (await confd.get(f"/lines/{line['id']}")).json()["device_id"] == acme.device_id


class TestTheSystem:
    """What is nobody's: read by all, changed by those who are not limited; or not even read."""

    async def test_for_the_unlimited_only(self, acmes, call_logd):
        accept = {"Accept": "*/*"}
        for path in ("/administrators", "/webservice_users", "/snapshot", "/snapshot?secrets=true", "/call_logs"):
            answer = await acmes.get(path, headers=accept)
            assert (answer.status_code, answer.json()) == (403, ["Missing permission: confd.#"]), path
        assert call_logd.requests == []
        for path in ("/administrators/credentials", "/users/credentials"):
            assert (await acmes.post(path, json={})).status_code == 403

    async def test_he_cannot_free_himself(self, confd, acmes, tokens):
        own = (await confd.get("/administrators?search=admin-aaaaaaaa")).json()["items"][0]
        answer = await acmes.put(f"/administrators/{own['id']}", json={"entity": None})
        assert answer.status_code == 403
        assert (await confd.get(f"/administrators/{own['id']}")).json()["entity"] == "acme"

    async def test_read_by_all(self, confd, acmes):
        for path in ("/cti_profiles", "/cti_profiles/1", "/infos", "/configuration/live_reload"):
            answer = await acmes.get(path)
            assert answer.status_code == 200, path
        assert (await acmes.put("/configuration/live_reload", json={"enabled": False})).status_code == 403
        assert (await confd.get("/configuration/live_reload")).json()["enabled"] is True


class TestChangesOfTheLimit:
    async def test_another_entity_counts_from_the_next_request(self, confd, acmes, acme, globex):
        own = (await confd.get("/administrators?search=admin-aaaaaaaa")).json()["items"][0]["id"]
        assert await listed(acmes, "/users") == (1, [acme.user_id])
        await confd.put(f"/administrators/{own}", json={"entity": "globex"})
        assert await listed(acmes, "/users") == (1, [globex.user_id])
        await confd.put(f"/administrators/{own}", json={"entity": None})
        assert (await listed(acmes, "/users"))[0] == 2

    async def test_two_of_different_entities_at_once_do_not_mix(self, acmes, globexs, acme, globex):
        answers = await asyncio.gather(*(listed(client, "/users") for client in (acmes, globexs) * 10))
        assert answers == [(1, [acme.user_id]), (1, [globex.user_id])] * 10
