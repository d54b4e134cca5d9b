# SPDX-License-Identifier: GPL-3.0-or-later
"""Entities, contexts and their ranges, and the extensions in them."""

import pytest
from xivo_confd.seeding import seed
from xivo_testkit.crud import CrudSuite

WRONG_TYPE = "Input Error - field '{}': wrong type. Should be a unicode string"


class TestEntities(CrudSuite):  # ADM-178
    path = "/entities"
    event = "entity"
    minimum = {"name": "acme"}
    complete = {
        "name": "initech.example",
        "display_name": "Initech, Inc.",
        "phone": "5555555555",
        "fax": "5555555556",
        "email": "office@initech.example",
        "url": "https://initech.example",
        "address1": "1 Main Street",
        "address2": "",
        "city": "Austin",
        "state": "Texas",
        "zip_code": "73301",
        "country": "US",
        "description": "TPS reports",
    }
    edit = {"display_name": "Initech"}
    required = ("name",)
    absent = ["Resource Not Found - Entity was not found ('id': 999999)"]
    sortable = ("name", "display_name")
    bad = [
        ({"name": 3}, WRONG_TYPE.format("name")),
        ({"name": "my company"}, "Input Error - field 'name': must match ^[A-Za-z0-9.-]+$"),  # SYS-019
        ({"phone": None}, WRONG_TYPE.format("phone")),
        ({"name": "xivo"}, "Resource Error - Entity already exists ('name': 'xivo')"),
    ]

    async def test_the_last_one_stays(self, confd):
        assert (await confd.delete("/entities/1")).json() == [
            "Resource Error - the last Entity cannot be deleted ('entity_id': 1)"
        ]


class TestContexts(CrudSuite):  # ADM-279, SYS-164
    path = "/contexts"
    event = "context"
    minimum = {"name": "__switchboard_directory", "type": "others"}
    complete = {
        "name": "office",
        "display_name": "Office",
        "type": "internal",
        "entity": "xivo",
        "ranges": {
            "user": [{"start": "2000", "end": "2999"}, {"start": "100", "end": "199"}],
            "group": [{"start": "3000", "end": "3099"}],
            "queue": [],
            "conference_room": [{"start": "4000", "end": "4099"}],
            "incall": [],
        },
        "includes": ["to-extern", "from-extern"],
        "description": "Second floor",
    }
    edit = {"display_name": "Upstairs", "includes": ["from-extern", "to-extern"]}
    required = ("name", "type")
    absent = ["Resource Not Found - Context was not found ('id': 999999)"]
    sortable = ("name", "display_name", "type")
    bad = [
        ({"name": "a]\n[b"}, "Input Error - field 'name': must match ^[A-Za-z0-9_.-]+$"),
        (
            {"type": "outside"},
            "Input Error - 'type' must be one of (internal, incall, outcall, services, others)",
        ),
        (
            {"ranges": {"user": [{"start": "2", "end": "1"}]}, "type": "internal"},
            "Input Error - field 'ranges.user': 2 is after 1",
        ),
        (
            {"ranges": {"incall": [{"start": "1", "end": "2"}]}, "type": "internal"},
            "Input Error - field 'ranges.incall': a context of type internal has no such range",
        ),
        (
            {"ranges": {"incall": [{"start": "10", "end": "20", "did_length": 4}]}, "type": "incall"},
            "Input Error - field 'ranges.incall': did_length is longer than the numbers",
        ),
        (
            {"ranges": {"user": [{"start": "a", "end": "b"}]}},
            "Input Error - field 'ranges.user.0.start': must match ^[0-9]+$",
        ),
        ({"includes": ["nowhere"]}, "Input Error - field 'includes': Context nowhere was not found"),
        ({"entity": "nope"}, "Input Error - field 'entity': Entity nope was not found"),
        (
            {"name": "voicemail"},
            "Input Error - field 'name': voicemail is a context of the shipped dialplan",
        ),
        ({"name": "default"}, "Resource Error - Context already exists ('name': 'default')"),  # ADM-182
    ]


async def context_id(confd, name):
    found = (await confd.get("/contexts", params={"search": name})).json()["items"]
    return next(item["id"] for item in found if item["name"] == name)


class TestFirstData:
    async def test_three_contexts_and_one_entity(self, confd):  # SYS-019 to SYS-022, ADM-181
        items = (await confd.get("/contexts")).json()["items"]
        assert [(item["name"], item["type"], item["entity"], item["includes"]) for item in items] == [
            ("default", "internal", "xivo", ["to-extern"]),
            ("from-extern", "incall", "xivo", []),
            ("to-extern", "outcall", "xivo", []),
        ]
        assert items[0]["ranges"]["user"] == [{"start": "1000", "end": "1999"}]
        assert (await confd.get("/entities")).json()["total"] == 1

    async def test_a_second_start_changes_nothing(self, app, confd, settings):
        await confd.delete(f"/contexts/{await context_id(confd, 'from-extern')}")
        async with app.state.database.session() as session:
            await seed(session, settings)
        assert (await confd.get("/contexts")).json()["total"] == 2


class TestContextRules:
    async def test_no_circles(self, confd):
        for name, includes in (("a", []), ("b", ["a"]), ("c", ["b"])):
            await confd.post("/contexts", json={"name": name, "type": "internal", "includes": includes})
        for includes in (["a"], ["c"]):
            answer = await confd.put(f"/contexts/{await context_id(confd, 'a')}", json={"includes": includes})
            assert (answer.status_code, answer.json()) == (
                400,
                ["Input Error - field 'includes': a context cannot include itself"],
            )

    async def test_the_order_of_includes_is_kept(self, confd):  # SYS-118
        body = {"name": "a", "type": "internal", "includes": ["to-extern", "default", "from-extern"]}
        answer = await confd.post("/contexts", json=body)
        assert answer.json()["includes"] == ["to-extern", "default", "from-extern"]

    async def test_in_use_it_cannot_be_deleted(self, confd):
        path = f"/contexts/{await context_id(confd, 'to-extern')}"
        (shipped,) = (await confd.get("/outcalls")).json()["items"]
        await confd.delete(f"/outcalls/{shipped['id']}")
        assert (await confd.delete(path)).json() == [
            "Resource Error - Context is associated with a Context ('context': 'to-extern')"
        ]
        await confd.post("/extensions", json={"exten": "1000", "context": "default"})
        path = f"/contexts/{await context_id(confd, 'default')}"
        assert (await confd.delete(path)).json() == [
            "Resource Error - Context is associated with a Extension ('context': 'default')"
        ]
        assert (await confd.put(path, json={"type": "incall"})).status_code == 400

    async def test_a_new_name_goes_with_its_extensions(self, confd):
        extension = (await confd.post("/extensions", json={"exten": "1000", "context": "default"})).json()
        path = f"/contexts/{await context_id(confd, 'default')}"
        assert (await confd.put(path, json={"name": "people"})).status_code == 204
        assert (await confd.get(f"/extensions/{extension['id']}")).json()["context"] == "people"


class TestExtensions(CrudSuite):  # API-074 to API-079
    path = "/extensions"
    event = "extension"
    minimum = {"exten": "1001", "context": "default"}
    complete = {"exten": "1234", "context": "default", "commented": True}
    edit = {"exten": "1500"}
    required = ("exten", "context")
    absent = ["Not found", "Resource Not Found - Extension was not found ('id': 999999)"]
    sortable = ("exten", "context")
    created_in_full = False
    bad = [
        ({"exten": 1234}, WRONG_TYPE.format("exten")),
        ({"commented": "yes"}, "Input Error - field 'commented': wrong type. Should be a boolean"),
        (
            {"exten": "12,1,System(rm)"},
            r"Input Error - field 'exten': must match ^_?[A-Za-z0-9*#+.!\[\]-]+$",
        ),
        ({"exten": ""}, "Input Error - field 'exten': must have a minimum length of 1"),
    ]

    async def test_the_answer_to_a_creation_is_short(self, confd):  # API-077
        answer = await confd.post("/extensions", json=self.complete)
        assert set(answer.json()) == {"id", "links"}


class TestNumbers:
    @pytest.mark.parametrize("number", ["5000", "999", "2000", "01500", "_1XXX", "*98"])
    async def test_outside_the_range(self, confd, number):  # API-077, API-078
        answer = await confd.post("/extensions", json={"exten": number, "context": "default"})
        assert (answer.status_code, answer.json()) == (
            400,
            [f"exten {number} not inside range of context default"],
        )
        created = (await confd.post("/extensions", json={"exten": "1000", "context": "default"})).json()
        answer = await confd.put(f"/extensions/{created['id']}", json={"exten": number})
        assert (answer.status_code, answer.json()) == (400, [f"exten {number} not inside range of default"])

    async def test_the_range_of_the_new_context_counts(self, confd):  # API-078
        await confd.post("/contexts", json={"name": "my_context", "type": "internal"})
        created = (await confd.post("/extensions", json={"exten": "1000", "context": "default"})).json()
        path = f"/extensions/{created['id']}"
        answer = await confd.put(path, json={"context": "my_context"})
        assert answer.json() == ["exten 1000 not inside range of my_context"]
        ranges = {"queue": [{"start": "1000", "end": "1000"}]}
        await confd.put(f"/contexts/{await context_id(confd, 'my_context')}", json={"ranges": ranges})
        assert (await confd.put(path, json={"context": "my_context"})).status_code == 204

    async def test_unknown_context(self, confd):  # API-077, API-078
        answer = await confd.post("/extensions", json={"exten": "1000", "context": "nowhere"})
        assert answer.json() == ["error while creating Extension: context nowhere does not exist"]
        created = (await confd.post("/extensions", json={"exten": "1000", "context": "default"})).json()
        answer = await confd.put(f"/extensions/{created['id']}", json={"context": "nowhere"})
        assert answer.json() == ["error while editing Extension: context nowhere does not exist"]

    async def test_a_number_exists_once_in_a_context(self, confd):  # API-077
        body = {"exten": "1000", "context": "default"}
        await confd.post("/extensions", json=body)
        answer = await confd.post("/extensions", json=body)
        assert answer.json() == ["error while creating Extension: 1000@default already exists"]
        other = (await confd.post("/extensions", json={"exten": "1001", "context": "default"})).json()
        answer = await confd.put(f"/extensions/{other['id']}", json={"exten": "1000"})
        assert answer.json() == ["error while editing Extension: 1000@default already exists"]

    async def test_dids(self, confd):  # SYS-021, ADM-280
        async def post(exten):
            return (await confd.post("/extensions", json={"exten": exten, "context": "from-extern"})).status_code

        assert await post("445") == 201  # without a range every DID may come
        ranges = {"incall": [{"start": "5556660", "end": "5556699", "did_length": 4}]}
        path = f"/contexts/{await context_id(confd, 'from-extern')}"
        assert (await confd.put(path, json={"ranges": ranges})).status_code == 204
        assert await post("6665") == 201
        assert await post("5556665") == 400
        assert await post("6700") == 400
        assert await post("XXXX") == 201

    async def test_listed_by_type_of_context(self, confd):  # API-075
        for exten, context in (("1000", "default"), ("1017", "default"), ("445", "from-extern")):
            await confd.post("/extensions", json={"exten": exten, "context": context})

        async def listed(**params):
            answer = (await confd.get("/extensions", params=params)).json()
            return [item["exten"] for item in answer["items"]], answer["total"]

        assert await listed(type="incall") == (["445"], 1)
        assert await listed(type="internal", limit=1, order="exten", direction="desc") == (["1017"], 2)
        assert await listed(search="17") == (["1017"], 1)
        answer = await confd.get("/extensions", params={"type": "outcall"})
        assert (answer.status_code, answer.json()) == (
            400,
            ["Invalid parameters: type 'outcall' does not exist"],
        )
