# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: fields, defaults, lists, renaming, deletion."""

import asyncio

import pytest
from xivo_testkit.crud import CrudSuite

DEFAULTS = {
    "firstname": "John",
    "lastname": "Doe",
    "timezone": "",
    "language": "en_US",
    "description": "",
    "caller_id": '"John Doe"',
    "outgoing_caller_id": "default",
    "mobile_phone_number": "",
    "username": "",
    "password": "",
    "music_on_hold": "default",
    "preprocess_subroutine": "",
    "userfield": "",
}
WRONG_TYPE = "Input Error - field '{}': wrong type. Should be a unicode string"


class TestUsers(CrudSuite):  # API-105, API-106, API-108, API-109, API-110, API-111
    path = "/users"
    event = "user"
    minimum = {"firstname": "Mary"}
    complete = {
        "firstname": "John",
        "lastname": "Doe",
        "timezone": "America/Montreal",
        "language": "fr_FR",
        "description": "The most common name in America",
        "caller_id": "Johnny",
        "outgoing_caller_id": "anonymous",
        "mobile_phone_number": "5554151234",
        "username": "john",
        "password": "supersecretpassword",
        "music_on_hold": "default",
        "preprocess_subroutine": "ivr",
        "userfield": "dept42",
    }
    edit = {"firstname": "Jonathan"}
    required = ("firstname",)
    absent = [
        "User with id=999999 does not exist",
        "Resource Not Found - User was not found ('id': 999999)",
    ]
    sortable = ("firstname", "lastname", "caller_id", "description", "userfield")
    bad = [
        ({"firstname": 1}, WRONG_TYPE.format("firstname")),
        ({"firstname": None}, WRONG_TYPE.format("firstname")),
        ({"firstname": ""}, "Input Error - field 'firstname': must have a minimum length of 1"),
        ({"firstname": "\x00"}, "Input Error - field 'firstname': must be on one line"),
        ({"description": "\x00"}, "Input Error - field 'description': must be a text"),
        ({"lastname": "a\nb"}, "Input Error - field 'lastname': must be on one line"),
        ({"lastname": "x" * 200}, "Input Error - field 'lastname': must have a maximum length of 128"),
        ({"description": ["x"]}, WRONG_TYPE.format("description")),
        ({"timezone": "Mars/Phobos"}, "error while creating User: timezone Mars/Phobos does not exist"),
        ({"language": "tlh"}, "error while creating User: language tlh does not exist"),
        ({"music_on_hold": "jazz"}, "error while creating User: music_on_hold jazz does not exist"),
        ({"password": "abc"}, "error while creating User: password must have at least 4 characters"),
        ({"entity": "nope"}, "error while creating User: entity nope does not exist"),
    ]


async def test_the_minimum_has_the_documented_defaults(confd):  # API-105, API-109
    answer = await confd.post("/users", json={"firstname": "John", "lastname": "Doe", "userfield": ""})
    body = answer.json()
    user_id, links = body.pop("id"), body.pop("links")
    assert body == DEFAULTS
    assert links == [{"rel": "users", "href": f"http://xivo.example:9487/1.1/users/{user_id}"}]


async def make(confd, firstname, lastname="", **fields):
    answer = await confd.post("/users", json={"firstname": firstname, "lastname": lastname, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def names(confd, **params):
    answer = await confd.get("/users", params=params)
    assert answer.status_code == 200, answer.text
    return [f"{item['firstname']} {item['lastname']}" for item in answer.json()["items"]]


class TestList:
    @pytest.fixture(autouse=True)
    async def people(self, confd):
        await make(confd, "Zoé", "Abel", userfield="north")
        await make(confd, "John", "Doe", mobile_phone_number="+14184765458")
        await make(confd, "Anna", "Doe", description="Sales_50%")
        await make(confd, "Joe", "Zimmer", username="joez", password="1234")

    async def test_by_last_name_then_first_name(self, confd):  # API-106
        assert await names(confd) == ["Zoé Abel", "Anna Doe", "John Doe", "Joe Zimmer"]

    async def test_search_looks_in_any_field(self, confd):  # API-106, API-207
        assert await names(confd, search="DOE") == ["Anna Doe", "John Doe"]
        assert await names(confd, search="zoé") == ["Zoé Abel"]
        assert await names(confd, search="north") == ["Zoé Abel"]
        assert await names(confd, search="476") == ["John Doe"]
        assert await names(confd, search="joez") == ["Joe Zimmer"]
        assert await names(confd, search="_50%") == ["Anna Doe"]
        assert await names(confd, search="%%%") == []

    async def test_order_limit_and_skip_together(self, confd):  # API-106
        assert await names(confd, order="firstname", direction="desc", limit=2, skip=1) == [
            "John Doe",
            "Joe Zimmer",
        ]

    async def test_q_is_deprecated_and_works(self, confd):  # API-106
        assert await names(confd, q="john d") == ["John Doe"]
        assert await names(confd, q="SALES") == []

    async def test_what_no_text_holds_is_refused(self, confd):
        for parameter in ("search", "q"):
            answer = await confd.get(f"/users?{parameter}=%00")
            assert answer.status_code == 400
            assert isinstance(answer.json(), list)

    async def test_the_directory_view(self, confd):  # API-107
        answer = (await confd.get("/users", params={"view": "directory"})).json()
        assert answer["total"] == 4
        assert answer["items"][2] == {
            "id": answer["items"][2]["id"],
            "line_id": None,
            "agent_id": None,
            "firstname": "John",
            "lastname": "Doe",
            "exten": "",
            "mobile_phone_number": "+14184765458",
        }

    async def test_an_unknown_view(self, confd):
        answer = await confd.get("/users", params={"view": "xlet"})
        assert (answer.status_code, answer.json()) == (
            400,
            ["Invalid parameters: view 'xlet' does not exist"],
        )


class TestNames:
    async def test_a_caller_id_nobody_chose_follows_the_name(self, confd):  # API-105, API-110
        user_id = await make(confd, "John", "Doe")
        await confd.put(f"/users/{user_id}", json={"firstname": "Jack"})
        assert (await confd.get(f"/users/{user_id}")).json()["caller_id"] == '"Jack Doe"'

    async def test_a_chosen_caller_id_stays(self, confd):
        user_id = await make(confd, "John", "Doe", caller_id="Johnny")
        await confd.put(f"/users/{user_id}", json={"firstname": "Jack"})
        assert (await confd.get(f"/users/{user_id}")).json()["caller_id"] == "Johnny"

    async def test_null_puts_a_field_back(self, confd):
        user_id = await make(confd, "John", "Doe", caller_id="Johnny", description="x", language="fr_FR")
        await confd.put(f"/users/{user_id}", json={"caller_id": None, "description": None, "language": None})
        user = (await confd.get(f"/users/{user_id}")).json()
        assert (user["caller_id"], user["description"], user["language"]) == ('"John Doe"', "", "en_US")


class TestUsernames:
    async def test_a_username_is_unique(self, confd):  # ADM-182
        await make(confd, "John", username="john", password="1234")
        answer = await confd.post("/users", json={"firstname": "Joan", "username": "john", "password": "1234"})
        assert (answer.status_code, answer.json()) == (
            400,
            ["error while creating User: username john already exists"],
        )

    async def test_of_two_at_once_one_gets_it(self, confd):
        body = {"firstname": "John", "username": "john", "password": "1234"}
        answers = await asyncio.gather(*(confd.post("/users", json=body) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400, 400]
        refused = [answer.json() for answer in answers if answer.status_code == 400]
        assert refused == [["error while creating User: username john already exists"]] * 4

    async def test_many_have_none(self, confd):
        await make(confd, "John")
        await make(confd, "Joan", username="")

    async def test_a_token_does_not_show_passwords(self, confd, caller, admin_token):  # API-105
        user_id = await make(confd, "John", username="john", password="supersecret")
        async with caller(token=admin_token) as client:
            assert (await client.get(f"/users/{user_id}")).json()["password"] is None
            assert {item["password"] for item in (await client.get("/users")).json()["items"]} == {None}
        assert (await confd.get(f"/users/{user_id}")).json()["password"] == "supersecret"
        assert (await confd.get("/users")).json()["items"][0]["password"] == "supersecret"

    async def test_the_password_is_not_stored_in_clear(self, confd, app):
        await make(confd, "John", username="john", password="supersecret")
        async with app.state.database.read() as session:
            stored = (await session.connection()).exec_driver_sql
            rows = (await stored("SELECT password FROM users")).all()
        assert "supersecret" not in rows[0][0]


class TestCredentials:
    async def test_only_a_user_of_the_client_is_known(self, confd):  # API-051
        user_id = await make(confd, "John", username="john", password="1234")
        credentials = {"username": "john", "password": "1234"}
        assert (await confd.post("/users/credentials", json=credentials)).status_code == 404
        await confd.put(f"/users/{user_id}/cti", json={"cti_profile_id": 1, "enabled": True})
        answer = await confd.post("/users/credentials", json=credentials)
        assert answer.status_code == 200
        assert answer.json()["id"] == user_id
        assert set(answer.json()) == {"id", "uuid"}
        for wrong in ({"password": "12345"}, {"username": "joan"}, {"username": "é"}):
            answer = await confd.post("/users/credentials", json={**credentials, **wrong})
            assert answer.status_code == 404


class TestTelephony:
    async def test_defaults_and_partial_edit(self, confd, announced):
        user_id = await make(confd, "John")
        await announced()
        path = f"/users/{user_id}/telephony"
        view = (await confd.get(path)).json()
        assert (view["ring_seconds"], view["simultaneous_calls"]) == (30, 5)
        assert (await confd.put(path, json={"ring_seconds": 15})).status_code == 204
        view = (await confd.get(path)).json()
        assert (view["ring_seconds"], view["simultaneous_calls"]) == (15, 5)
        assert [event[1] for event in await announced()] == ["config.user.edited"]

    @pytest.mark.parametrize(
        "body", [{"ring_seconds": 4}, {"ring_seconds": 3601}, {"simultaneous_calls": 0}, {"nope": 1}]
    )
    async def test_limits(self, confd, body):
        user_id = await make(confd, "John")
        assert (await confd.put(f"/users/{user_id}/telephony", json=body)).status_code == 400

    async def test_unknown_user(self, confd):
        for method in ("GET", "PUT"):
            answer = await confd.request(method, "/users/999999/telephony", json={"ring_seconds": 15})
            assert answer.json()[0] == "User with id=999999 does not exist"


class TestCti:
    async def test_read_and_edit(self, confd, announced):  # API-112, API-113
        user_id = await make(confd, "John", username="john", password="1234")
        await announced()
        path = f"/users/{user_id}/cti"
        empty = (await confd.get(path)).json()
        assert (empty["cti_profile_id"], empty["enabled"]) == (None, False)
        assert (await confd.put(path, json={"cti_profile_id": 3, "enabled": True})).status_code == 204
        base = "http://xivo.example:9487/1.1"
        assert (await confd.get(path)).json() == {
            "user_id": user_id,
            "cti_profile_id": 3,
            "enabled": True,
            "links": [
                {"rel": "users", "href": f"{base}/users/{user_id}"},
                {"rel": "cti_profiles", "href": f"{base}/cti_profiles/3"},
            ],
        }
        ((name, key, data, _),) = await announced()
        assert (name, key) == ("user_cti_edited", "config.user_cti.edited")
        assert (len(data.pop("uuid")), data) == (36, {"user_id": user_id, "cti_profile_id": 3, "enabled": True})

    async def test_refusals(self, confd):  # API-112, API-113
        user_id = await make(confd, "John")
        body = {"cti_profile_id": 3, "enabled": True}
        answer = await confd.put(f"/users/{user_id}/cti", json=body)
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Error while editing {user_id} : the user must have a username and password to enable the CTI"],
        )
        answer = await confd.put(f"/users/{user_id}/cti", json={"cti_profile_id": 99, "enabled": False})
        assert (answer.status_code, answer.json()) == (
            400,
            ["Nonexistent parameters: cti_profile_id 99 does not exist"],
        )
        answer = await confd.put(f"/users/{user_id}/cti", json={"enabled": False})
        assert answer.json() == ["Input Error - missing parameters: cti_profile_id"]
        for method in ("GET", "PUT"):
            answer = await confd.request(method, "/users/999999/cti", json=body)
            assert (answer.status_code, answer.json()[0]) == (404, "User with id=999999 does not exist")

    async def test_credentials_stay_while_the_client_is_enabled(self, confd):
        user_id = await make(confd, "John", username="john", password="1234")
        await confd.put(f"/users/{user_id}/cti", json={"cti_profile_id": 1, "enabled": True})
        answer = await confd.put(f"/users/{user_id}", json={"username": ""})
        assert answer.status_code == 400


class TestCtiProfiles:
    async def test_the_four_profiles(self, confd):  # API-062, API-063, API-051
        answer = (await confd.get("/cti_profiles")).json()
        assert answer["total"] == 4
        assert [item["name"] for item in answer["items"]] == ["Supervisor", "Agent", "Client", "Switchboard"]
        assert (await confd.get("/cti_profiles/3")).json()["name"] == "Client"
        assert (await confd.get("/cti_profiles/99")).status_code == 404
        assert (await confd.post("/cti_profiles", json={"name": "New"})).status_code == 405
        for method in ("PUT", "DELETE"):
            assert (await confd.request(method, "/cti_profiles/3", json={"name": "New"})).status_code == 405


async def test_rest_users_belong_to_the_first_entity(confd):  # ADM-185
    await confd.post("/entities", json={"name": "acme"})
    await make(confd, "John")
    assert (await confd.delete("/entities/1")).json() == [
        "Resource Error - Entity is associated with a Context ('entity_id': 1)"
    ]
    user_id = await make(confd, "Joan", entity="acme")
    refused = await confd.delete("/entities/2")
    assert refused.json() == ["Resource Error - Entity is associated with a User ('entity_id': 2)"]
    await confd.put(f"/users/{user_id}", json={"entity": "xivo"})
    assert (await confd.delete("/entities/2")).status_code == 204


class TestWhoLeaves:
    async def test_leaves_everything_he_was_in(self, confd):  # API-111
        alice, bob = [(await confd.post("/users", json={"firstname": name})).json()["id"] for name in ("Alice", "Bob")]
        both = [alice, bob]
        paths = []
        for collection, body in (
            ("groups", {"name": "sales", "context": "default", "users": [{"user_id": one} for one in both]}),
            ("paging", {"number": "12", "callers": both, "members": both}),
            ("pickups", {"name": "p", "interceptors": {"users": both}, "intercepted": {"users": both}}),
        ):
            answer = await confd.post(f"/{collection}", json=body)
            assert answer.status_code == 201, answer.text
            paths.append(f"/{collection}/{answer.json()['id']}")
        assert (await confd.delete(f"/users/{alice}")).status_code == 204
        group, paging, pickup = [(await confd.get(path)).json() for path in paths]
        assert [member["user_id"] for member in group["users"]] == [bob]
        assert paging["callers"] == paging["members"] == [bob]
        assert pickup["interceptors"]["users"] == pickup["intercepted"]["users"] == [bob]

    async def test_nobody_leaves_when_the_deletion_is_refused(self, confd):
        alice = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        group = {"name": "sales", "context": "default", "users": [{"user_id": alice}]}
        path = f"/groups/{(await confd.post('/groups', json=group)).json()['id']}"
        incall = {"exten": "445", "context": "from-extern", "destination": {"type": "user", "user_id": alice}}
        assert (await confd.post("/incalls", json=incall)).status_code == 201
        assert (await confd.delete(f"/users/{alice}")).status_code == 400
        assert len((await confd.get(path)).json()["users"]) == 1
