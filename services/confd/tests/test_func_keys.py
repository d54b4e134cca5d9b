# SPDX-License-Identifier: GPL-3.0-or-later
"""Function keys: the manual's model, shared templates, and each user's own keys."""

import pytest
from xivo_testkit.crud import CrudSuite

TEMPLATES = "/funckeys/templates"
CUSTOM = {"type": "custom", "exten": "5551234567"}


async def user(confd, name="Alice"):
    return (await confd.post("/users", json={"firstname": name})).json()["id"]


async def template(confd, **keys):
    answer = await confd.post(TEMPLATES, json={"name": "Sales", "keys": keys})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def filter_of(confd, boss, secretary):
    for user_id, role in ((boss, "boss"), (secretary, "secretary")):
        assert (await confd.put(f"/users/{user_id}/telephony", json={"bsfilter": role})).status_code == 204
    body = {"name": f"f{boss}", "mode": "all", "boss_id": boss, "secretaries": [{"user_id": secretary}]}
    answer = await confd.post("/call_filters", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["member_ids"][str(secretary)]


class TestTemplates(CrudSuite):  # API-080, API-084
    path = TEMPLATES
    event = ""
    minimum = {}
    complete = {"name": "Example template"}
    edit = {"name": "Another name"}
    required = ()
    absent = ["Resource Not Found - FuncKeyTemplate was not found ('id': 999999)"]
    sortable = ("id",)
    bad = [
        ({"name": 1}, "Input Error - field 'name': wrong type. Should be a unicode string"),
        ({"keys": {"0": {"destination": CUSTOM}}}, "Input Error - field 'keys.0.[key]': must match ^[1-9][0-9]{0,3}$"),
        ({"keys": {"1": {}}}, "Input Error - missing parameters: keys.1.destination"),
    ]

    async def test_a_refused_change_is_not_announced(self, confd, announced):
        await confd.post(TEMPLATES, json={"keys": 1})
        await confd.delete(f"{TEMPLATES}/999999")
        assert await announced() == []

    async def test_each_change_is_announced_once(self, confd, announced):
        identifier = await self.make(confd)
        await confd.put(f"{TEMPLATES}/{identifier}", json=self.edit)
        await confd.put(f"{TEMPLATES}/{identifier}/1", json={"destination": CUSTOM})
        await confd.delete(f"{TEMPLATES}/{identifier}/1")
        await confd.delete(f"{TEMPLATES}/{identifier}")
        kinds = ("created", "edited", "edited", "edited", "deleted")
        assert [event[:3] for event in await announced()] == [
            (f"func_key_template_{what}", f"config.funckey.template.{what}", {"id": identifier}) for what in kinds
        ]

    async def test_the_manuals_example(self, confd):  # API-080
        john = await user(confd, "John")
        keys = {
            "1": {"destination": {"type": "user", "user_id": john}},
            "2": {"blf": True, "label": "Call mom", "destination": CUSTOM},
        }
        answer = await confd.post(TEMPLATES, json={"name": "Example template", "keys": keys})
        assert answer.status_code == 201, answer.text
        body = answer.json()
        assert answer.headers["location"] == f"/1.1/funckeys/templates/{body['id']}"
        href = f"http://xivo.example:9487/1.1/users/{john}"
        first, second = body["keys"]["1"], body["keys"]["2"]
        assert first == {
            "id": first["id"],
            "label": None,
            "blf": True,
            "inherited": False,
            "destination": {"type": "user", "user_id": john, "href": href},
        }
        assert second == {
            "id": second["id"],
            "label": "Call mom",
            "blf": True,
            "inherited": False,
            "destination": CUSTOM,
        }
        assert (await confd.get(f"{TEMPLATES}/{body['id']}")).json() == body
        assert (await confd.get(f"{TEMPLATES}/{body['id']}/2")).json() == second

    async def test_single_keys(self, confd):
        identifier = await template(confd, **{"1": {"destination": CUSTOM}})
        path = f"{TEMPLATES}/{identifier}/7"
        assert (await confd.put(path, json={"destination": {"type": "park"}, "blf": False})).status_code == 204
        assert (await confd.get(path)).json()["destination"] == {"type": "park"}
        assert (await confd.delete(path)).status_code == 204
        for method in ("GET", "DELETE"):
            answer = await confd.request(method, path)
            assert (answer.status_code, answer.json()) == (
                404,
                [f"Resource Not Found - FuncKey was not found ('template_id': {identifier}, 'position': 7)"],
            )
        assert list((await confd.get(f"{TEMPLATES}/{identifier}")).json()["keys"]) == ["1"]

    async def test_keys_of_an_edit_are_all_keys(self, confd):
        identifier = await template(confd, **{"1": {"destination": CUSTOM}, "2": {"destination": {"type": "park"}}})
        await confd.put(f"{TEMPLATES}/{identifier}", json={"keys": {"3": {"destination": {"type": "park"}}}})
        assert list((await confd.get(f"{TEMPLATES}/{identifier}")).json()["keys"]) == ["3"]


KINDS = [  # API-081
    {"type": "custom", "exten": "*10"},
    {"type": "forward", "forward": "busy"},
    {"type": "forward", "forward": "noanswer", "exten": "102"},
    {"type": "forward", "forward": "unconditional", "exten": "102"},
    {"type": "onlinerec"},
    {"type": "park"},
    {"type": "park_position", "park_position": "701"},
    {"type": "transfer", "transfer": "blind"},
    {"type": "transfer", "transfer": "attended"},
    *(
        {"type": "service", "service": service}  # API-082
        for service in (
            "phonestatus",
            "recsnd",
            "callrecord",
            "incallfilter",
            "enablednd",
            "pickup",
            "calllistening",
            "directoryaccess",
            "fwdundoall",
            "enablevm",
            "vmusermsg",
            "vmuserpurge",
        )
    ),
]
WRONG = [  # API-081
    {},
    {"type": "coffee"},
    {"type": "user"},
    {"type": "user", "user_id": "1"},
    {"type": "user", "user_id": 77},
    {"type": "group", "group_id": 77},
    {"type": "queue", "queue_id": 77},
    {"type": "conference", "conference_id": 77},
    {"type": "paging", "paging_id": 77},
    {"type": "agent", "agent_id": 77},
    {"type": "bsfilter", "filter_member_id": 77},
    {"type": "custom"},
    {"type": "custom", "exten": "1;2"},
    {"type": "custom", "exten": "1\n2"},
    {"type": "forward", "forward": "always"},
    {"type": "service", "service": "coffee"},
    {"type": "park_position", "park_position": 701},
    {"type": "park_position", "park_position": "x"},
    {"type": "transfer", "transfer": "cold"},
    {"type": "park", "exten": "700"},
]


class TestDestinations:
    @pytest.mark.parametrize("destination", KINDS, ids=str)
    async def test_each_kind(self, confd, destination):
        identifier = await template(confd, **{"1": {"destination": destination}})
        found = (await confd.get(f"{TEMPLATES}/{identifier}/1")).json()["destination"]
        assert destination.items() <= found.items()

    async def test_kinds_that_name_an_object(self, confd):  # API-081
        alice, bob = await user(confd), await user(confd, "Bob")
        group = (await confd.post("/groups", json={"name": "sales", "context": "default"})).json()["id"]
        member = await filter_of(confd, alice, bob)
        keys = {
            "1": {"destination": {"type": "user", "user_id": bob}},
            "2": {"destination": {"type": "group", "group_id": group}},
            "3": {"destination": {"type": "bsfilter", "filter_member_id": member}},
        }
        identifier = await template(confd, **keys)
        found = (await confd.get(f"{TEMPLATES}/{identifier}")).json()["keys"]
        assert [key["destination"]["type"] for key in found.values()] == ["user", "group", "bsfilter"]
        assert found["2"]["destination"]["href"].endswith(f"/1.1/groups/{group}")

    @pytest.mark.parametrize("destination", WRONG, ids=str)
    async def test_anything_else_is_refused_and_changes_nothing(self, confd, destination):
        identifier = await template(confd)
        body = {"destination": destination}
        for method, path, content in (
            ("PUT", f"{TEMPLATES}/{identifier}/1", body),
            ("PUT", f"{TEMPLATES}/{identifier}", {"keys": {"1": body}}),
            ("PUT", f"/users/{await user(confd)}/funckeys/1", body),
        ):
            answer = await confd.request(method, path, json=content)
            assert answer.status_code == 400, (path, answer.text)
            assert answer.json()[0].startswith("Input Error - ")
        assert (await confd.get(f"{TEMPLATES}/{identifier}")).json()["keys"] == {}

    async def test_the_same_key_comes_once(self, confd):  # CC-116, CC-117
        forward = {"type": "forward", "forward": "unconditional", "exten": "102"}
        identifier = await template(confd, **{"3": {"destination": forward}})
        path = f"{TEMPLATES}/{identifier}"
        assert (await confd.put(f"{path}/6", json={"destination": {**forward, "exten": "103"}})).status_code == 204
        answer = await confd.put(f"{path}/7", json={"destination": forward})
        named = "'type': 'forward', 'forward': 'unconditional', 'exten': '102'"
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Resource Error - destination already exists ({named})"],
        )

    async def test_a_key_goes_away_with_what_it_leads_to(self, confd, announced):
        alice, bob = await user(confd), await user(confd, "Bob")
        group = (await confd.post("/groups", json={"name": "sales", "context": "default"})).json()["id"]
        to_bob = {"destination": {"type": "user", "user_id": bob}}
        to_group = {"destination": {"type": "group", "group_id": group}}
        identifier = await template(confd, **{"1": to_bob, "2": {"destination": CUSTOM}})
        await confd.put(f"/users/{alice}/funckeys/5", json=to_bob)
        await confd.put(f"/users/{alice}/funckeys/6", json=to_group)
        await announced()
        assert (await confd.delete(f"/users/{bob}")).status_code == 204
        assert [event[0] for event in await announced()].count("func_key_template_edited") == 2
        assert (await confd.delete(f"/groups/{group}")).status_code == 204
        assert list((await confd.get(f"{TEMPLATES}/{identifier}")).json()["keys"]) == ["2"]
        assert (await confd.get(f"/users/{alice}/funckeys")).json() == {"keys": {}}


class TestKeysOfAUser:  # API-084
    async def test_his_own(self, confd, announced):
        alice = await user(confd)
        path = f"/users/{alice}/funckeys"
        assert (await confd.get(path)).json() == {"keys": {}}
        key = {"blf": True, "label": "Call john", "destination": {"type": "user", "user_id": alice}}
        await announced()
        assert (await confd.put(f"{path}/4", json=key)).status_code == 204
        assert [event[1] for event in await announced()] == ["config.funckey.template.edited"]
        found = (await confd.get(f"{path}/4")).json()
        assert (found["label"], found["inherited"]) == ("Call john", False)
        assert (await confd.get(path)).json() == {"keys": {"4": found}}
        assert (await confd.get(TEMPLATES)).json() == {"total": 0, "items": []}
        assert (await confd.delete(f"{path}/4")).status_code == 204
        answer = await confd.delete(f"{path}/4")
        assert (answer.status_code, answer.json()) == (
            404,
            [f"Resource Not Found - FuncKey was not found ('user_id': {alice}, 'position': 4)"],
        )

    async def test_his_own_hide_the_templates(self, confd, announced):
        alice = await user(confd)
        shared = await template(confd, **{"1": {"destination": CUSTOM}, "2": {"destination": {"type": "park"}}})
        await announced()
        assert (await confd.put(f"/users/{alice}/funckeys/templates/{shared}")).status_code == 204
        told = {"user_id": alice, "template_id": shared}
        assert [event[:3] for event in await announced()] == [
            ("func_key_template_associated", "config.user_funckey_template_association.created", told)
        ]
        await confd.put(f"/users/{alice}/funckeys/2", json={"destination": {"type": "onlinerec"}})
        keys = (await confd.get(f"/users/{alice}/funckeys")).json()["keys"]
        shown = {position: (key["destination"]["type"], key["inherited"]) for position, key in keys.items()}
        assert shown == {"1": ("custom", True), "2": ("onlinerec", False)}
        assert (await confd.get(f"/users/{alice}/funckeys/1")).json()["inherited"] is True
        assert (await confd.delete(f"/users/{alice}/funckeys/1")).status_code == 404
        (association,) = (await confd.get(f"/users/{alice}/funckeys/templates")).json()["items"]
        assert (association["user_id"], association["template_id"]) == (alice, shared)
        assert (await confd.get(f"{TEMPLATES}/{shared}/users")).json()["total"] == 1

    async def test_another_template_takes_the_place_of_the_first(self, confd):
        alice, first, second = await user(confd), await template(confd), await template(confd)
        for shared in (first, second):
            assert (await confd.put(f"/users/{alice}/funckeys/templates/{shared}")).status_code == 204
        (association,) = (await confd.get(f"/users/{alice}/funckeys/templates")).json()["items"]
        assert association["template_id"] == second
        assert (await confd.delete(f"/users/{alice}/funckeys/templates/{first}")).status_code == 404
        assert (await confd.delete(f"/users/{alice}/funckeys/templates/{second}")).status_code == 204
        assert (await confd.get(f"/users/{alice}/funckeys/templates")).json() == {"total": 0, "items": []}

    async def test_a_template_that_goes_leaves_his_own(self, confd):
        alice, shared = await user(confd), await template(confd, **{"1": {"destination": CUSTOM}})
        await confd.put(f"/users/{alice}/funckeys/templates/{shared}")
        await confd.put(f"/users/{alice}/funckeys/2", json={"destination": {"type": "park"}})
        assert (await confd.delete(f"{TEMPLATES}/{shared}")).status_code == 204
        assert list((await confd.get(f"/users/{alice}/funckeys")).json()["keys"]) == ["2"]

    async def test_all_at_once(self, confd):
        alice = await user(confd)
        keys = {"1": {"destination": CUSTOM}, "9": {"destination": {"type": "park"}, "blf": False}}
        assert (await confd.put(f"/users/{alice}/funckeys", json={"keys": keys})).status_code == 204
        found = (await confd.get(f"/users/{alice}/funckeys")).json()["keys"]
        assert {position: key["destination"]["type"] for position, key in found.items()} == {"1": "custom", "9": "park"}

    async def test_a_boss_secretary_key_is_for_bosses_and_secretaries(self, confd):
        alice, bob, carol = await user(confd), await user(confd, "Bob"), await user(confd, "Carol")
        key = {"destination": {"type": "bsfilter", "filter_member_id": await filter_of(confd, alice, bob)}}
        for one in (alice, bob):
            assert (await confd.put(f"/users/{one}/funckeys/1", json=key)).status_code == 204
        answer = await confd.put(f"/users/{carol}/funckeys/1", json=key)
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Resource Error - User is not associated with BSFilter ('user_id': {carol})"],
        )

    async def test_they_go_away_with_him(self, confd):
        alice, bob = await user(confd), await user(confd, "Bob")
        await confd.put(f"/users/{alice}/funckeys/1", json={"destination": {"type": "user", "user_id": bob}})
        for one in (alice, bob):
            assert (await confd.delete(f"/users/{one}")).status_code == 204

    @pytest.mark.parametrize("path", ["", "/1", "/templates"])
    async def test_nobodys(self, confd, path):
        answer = await confd.get(f"/users/999999/funckeys{path}")
        assert (answer.status_code, answer.json()[0]) == (404, "User with id=999999 does not exist")

    @pytest.mark.parametrize("position", ["0", "-1", "1001", "x"])
    async def test_positions_begin_with_one(self, confd, position):
        answer = await confd.put(f"/users/{await user(confd)}/funckeys/{position}", json={"destination": CUSTOM})
        assert answer.status_code == 404
