# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines, who uses them, and which numbers make them ring."""

import asyncio
import re

import pytest
from sqlalchemy import text
from xivo_testkit.crud import CrudSuite

NO_LINE = [
    "Line with line_id=999999 does not exist",
    "Resource Not Found - Line was not found ('id': 999999)",
]
DEVICE_LEFT = ["Invalid parameters: A device is still associated to the line"]
WRONG_TYPE = "Input Error - field '{}': wrong type. Should be a unicode string"
SLOT = "Invalid parameters: device_slot must be numeric"
OPTIONS = "Invalid parameters: options:"
ALL_OPTIONS = "allow, directmedia, dtmfmode, encryption, nat, rtp_ipv6, webrtc"
BASE = "http://xivo.example:9487/1.1"


class TestLinesSip(CrudSuite):  # API-089 to API-094
    path = "/lines_sip"
    event = "line"
    minimum = {"context": "default", "device_slot": 1}
    complete = {
        "context": "default",
        "device_slot": 2,
        "callerid": '"John Doe" <1002>',
        "provisioning_extension": "123456",
        "secret": "secret_password",
        "username": "abcdef",
    }
    edit = {"context": "from-extern"}
    required = ("context", "device_slot")
    absent = NO_LINE
    sortable = ("context", "provisioning_extension", "device_slot")
    bad = [
        ({"context": "nowhere"}, "Invalid parameters: context nowhere does not exist"),
        ({"context": 1}, WRONG_TYPE.format("context")),
        ({"device_slot": "1"}, SLOT),
        ({"device_slot": 0}, SLOT),
        ({"device_slot": True}, SLOT),
        ({"device_slot": 10**30}, SLOT),
        (
            {"provisioning_extension": 123456},
            WRONG_TYPE.format("provisioning_extension"),
        ),  # API-047
        ({"username": "autoprov"}, "error while creating Line: username autoprov is reserved"),
        ({"username": "a]b"}, "Input Error - field 'username': must match ^[A-Za-z0-9_-]+$"),
        ({"secret": ""}, "Input Error - field 'secret': must have a minimum length of 1"),
    ]

    async def test_its_options_are_a_list_of_their_own(self, confd, announced):
        options = f"{self.path}/{await self.make(confd)}/options"
        assert (await confd.get(options)).json() == {"options": []}
        wanted = {"options": [["allow", "opus,alaw"], ["encryption", "sdes"]]}
        await announced()
        assert (await confd.put(options, json=wanted)).status_code == 204
        assert (await confd.get(options)).json() == wanted
        assert [event[0] for event in await announced()] == ["line_edited"]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ([["colour", "red"]], f"{OPTIONS} colour is none of {ALL_OPTIONS}"),
            ([["allow", "all"]], f"{OPTIONS} allow cannot be all"),
            ([["webrtc", "yes;context=default"]], f"{OPTIONS} webrtc cannot be yes;context=default"),
            ([["webrtc", "yes"], ["webrtc", "no"]], f"{OPTIONS} each name only once"),
        ],
    )
    async def test_options_that_cannot_be(self, confd, options, message):
        answer = await confd.put(f"{self.path}/{await self.make(confd)}/options", json={"options": options})
        assert (answer.status_code, answer.json()) == (400, [message])

    async def test_what_is_not_given_is_generated(self, confd):  # API-092
        lines = [(await confd.post("/lines_sip", json=self.minimum)).json() for _ in range(5)]
        for line in lines:
            assert re.fullmatch(r"[a-z][a-z0-9]{7}", line["username"])
            assert re.fullmatch(r"[A-Za-z0-9]{20}", line["secret"])
            assert re.fullmatch(r"[1-9][0-9]{5}", line["provisioning_extension"])
            assert line["callerid"] is None
            assert line["links"] == [{"rel": "lines_sip", "href": f"{BASE}/lines_sip/{line['id']}"}]
        for key in ("username", "secret", "provisioning_extension"):
            assert len({line[key] for line in lines}) == 5

    async def test_names_and_codes_are_unique(self, confd):  # API-092, API-093
        await confd.post("/lines_sip", json=self.complete)
        other = (await confd.post("/lines_sip", json=self.minimum)).json()
        for key, value in (("username", "abcdef"), ("provisioning_extension", "123456")):
            message = [f"error while creating Line: {key} {value} already exists"]
            answer = await confd.post("/lines_sip", json={**self.minimum, key: value})
            assert (answer.status_code, answer.json()) == (400, message)
            answer = await confd.put(f"/lines_sip/{other['id']}", json={key: value})
            assert (answer.status_code, answer.json()) == (400, message)

    async def test_the_secret_is_not_stored_in_clear(self, confd, app):
        await confd.post("/lines_sip", json=self.complete)
        async with app.state.database.read() as session:
            rows = (await (await session.connection()).exec_driver_sql("SELECT secret FROM lines")).all()
        assert "secret_password" not in rows[0][0]


class TestLines:
    async def test_reads_only(self, confd):  # API-085, API-086, API-087
        sip = (await confd.post("/lines_sip", json=TestLinesSip.complete)).json()
        expected = {
            "id": sip["id"],
            "context": "default",
            "name": "abcdef",
            "protocol": "sip",
            "provisioning_extension": "123456",
            "device_slot": 2,
            "device_id": None,
            "links": sip["links"],
        }
        assert (await confd.get(f"/lines/{sip['id']}")).json() == expected
        assert (await confd.get("/lines")).json() == {"total": 1, "items": [expected]}
        answer = await confd.get("/lines/999999")
        assert (answer.status_code, answer.json()) == (404, NO_LINE)
        for method, path in (("POST", "/lines"), ("PUT", "/lines/1"), ("DELETE", "/lines/1")):
            assert (await confd.request(method, path, json={})).status_code == 405


class Office:
    """Builders; each returns the new id."""

    def __init__(self, confd, app):
        self.confd = confd
        self.app = app

    async def user(self, firstname, lastname=""):
        body = {"firstname": firstname, "lastname": lastname}
        return (await self.confd.post("/users", json=body)).json()["id"]

    async def line(self):
        return (await self.confd.post("/lines_sip", json=TestLinesSip.minimum)).json()["id"]

    async def extension(self, exten, context="default"):
        return (await self.confd.post("/extensions", json={"exten": exten, "context": context})).json()["id"]

    async def give(self, user_id, line_id):
        return await self.confd.post(f"/users/{user_id}/lines", json={"line_id": line_id})

    async def number(self, line_id, extension_id, path="extensions"):
        return await self.confd.post(f"/lines/{line_id}/{path}", json={"extension_id": extension_id})

    async def callerid(self, line_id):
        return (await self.confd.get(f"/lines_sip/{line_id}")).json()["callerid"]

    async def attach_device(self, line_id, device_id="00112233445566778899aabbccddeeff"):
        async with self.app.state.database.session() as session:
            await session.execute(
                text("UPDATE lines SET device_id = :device WHERE id = :line"),
                {"device": device_id, "line": line_id},
            )


@pytest.fixture
def office(confd, app):
    return Office(confd, app)


def refused(answer, status, message):
    assert answer.status_code == status, answer.text
    assert answer.json()[0] == message


class TestWorkflows:
    async def test_a_user_with_line_and_number(self, confd, office, announced):  # API-049
        user, line, number = await office.user("John", "Doe"), await office.line(), await office.extension("1002")
        await announced()
        answer = await office.give(user, line)
        assert (answer.status_code, answer.headers["location"]) == (201, f"/1.1/users/{user}/lines")
        assert answer.json() == {
            "user_id": user,
            "line_id": line,
            "main_user": True,
            "main_line": True,
            "links": [
                {"rel": "lines", "href": f"{BASE}/lines/{line}"},
                {"rel": "users", "href": f"{BASE}/users/{user}"},
            ],
        }
        assert await office.callerid(line) == '"John Doe"'
        answer = await office.number(line, number)  # API-098
        assert (answer.status_code, answer.headers["location"]) == (201, f"/1.1/lines/{line}/extension")
        association = {
            "line_id": line,
            "extension_id": number,
            "links": [
                {"rel": "lines", "href": f"{BASE}/lines/{line}"},
                {"rel": "extensions", "href": f"{BASE}/extensions/{number}"},
            ],
        }
        assert answer.json() == {"total": 1, "items": [association]}
        assert await office.callerid(line) == '"John Doe" <1002>'
        assert (await confd.get(f"/lines/{line}/extensions")).json() == answer.json()  # API-096
        assert (await confd.get(f"/extensions/{number}/line")).json() == association  # API-097
        assert (await confd.get(f"/users/{user}/lines")).json()["total"] == 1  # API-115
        assert [event[:3] for event in await announced()] == [
            (
                "line_associated",
                "config.user_line_association.created",
                {"user_id": user, "line_id": line, "main_user": True, "main_line": True},
            ),
            (
                "line_extension_associated",
                "config.line_extension_association.created",
                {"line_id": line, "extension_id": number},
            ),
        ]
        entry = (await confd.get("/users?view=directory&search=1002")).json()["items"][0]  # API-107
        assert (entry["line_id"], entry["exten"]) == (line, "1002")

    async def test_several_users_of_a_line(self, confd, office):  # API-052, API-114, API-117
        line, number = await office.line(), await office.extension("1002")
        main, second = await office.user("John", "Doe"), await office.user("Mary", "Sue")
        assert (await office.give(main, line)).json()["main_user"] is True
        await office.number(line, number)
        answer = await office.give(second, line)  # the number is no hindrance for the second
        assert (answer.status_code, answer.json()["main_user"]) == (201, False)
        assert await office.callerid(line) == '"John Doe" <1002>'
        refused(
            await confd.delete(f"/users/{main}/lines/{line}"),
            400,
            "Invalid parameters: There are secondary users associated to this user_line",
        )
        for user in (second, main):
            assert (await confd.delete(f"/users/{user}/lines/{line}")).status_code == 204
        assert await office.callerid(line) is None

    async def test_of_two_first_users_at_once_one_is_the_main_one(self, office):
        line = await office.line()
        users = [await office.user(f"U{n}") for n in range(4)]
        answers = await asyncio.gather(*(office.give(user, line) for user in users))
        assert sorted(answer.json()["main_user"] for answer in answers) == [False, False, False, True]


class TestUserLines:
    async def test_refusals(self, confd, office):  # API-115, API-116, API-117
        user, line = await office.user("John"), await office.line()
        refused(await confd.get("/users/999999/lines"), 404, "User with id=999999 does not exist")
        refused(
            await office.give(999999, line),
            400,
            "Nonexistent parameters: user_id 999999 does not exist",
        )
        refused(
            await office.give(user, 999999),
            400,
            "Nonexistent parameters: line_id 999999 does not exist",
        )
        refused(
            await confd.delete(f"/users/{user}/lines/{line}"),
            400,
            f"User with id={user} is not associated with line id={line}",
        )
        await office.give(user, line)
        refused(
            await office.give(user, line),
            400,
            "Invalid parameters: user is already associated to this line",
        )
        await office.attach_device(line)
        refused(await confd.delete(f"/users/{user}/lines/{line}"), 400, DEVICE_LEFT[0])

    async def test_the_user_comes_before_the_number(self, office):  # API-116
        user, line = await office.user("John"), await office.line()
        await office.number(line, await office.extension("1002"))
        refused(
            await office.give(user, line),
            400,
            "Invalid parameters: There is an extension associated to this line",
        )

    async def test_a_user_with_a_line_stays(self, confd, office):  # API-111
        user, line = await office.user("John"), await office.line()
        await office.give(user, line)
        answer = await confd.delete(f"/users/{user}")
        assert (answer.status_code, answer.json()) == (
            400,
            [
                "Error while deleting User: user still associated to a line",
                f"Resource Error - User is associated with a Line ('line_id': {line}, 'user_id': {user})",
            ],
        )

    async def test_a_new_name_shows_on_the_line(self, confd, office, announced):  # API-089, API-110
        user, line = await office.user("John", "Doe"), await office.line()
        await office.give(user, line)
        await office.number(line, await office.extension("1002"))
        await announced()
        await confd.put(f"/users/{user}", json={"lastname": "Smith"})
        assert await office.callerid(line) == '"John Smith" <1002>'
        assert [event[0] for event in await announced()] == ["user_edited", "line_edited"]
        await confd.put(f"/users/{user}", json={"caller_id": "Johnny"})
        assert await office.callerid(line) == '"Johnny" <1002>'


class TestLineExtensions:
    async def test_one_internal_number_and_any_of_outside(self, confd, office):  # API-095
        line = await office.line()
        assert (await office.number(line, await office.extension("1000"))).status_code == 201
        for did in ("445", "446"):
            extension = await office.extension(did, "from-extern")
            assert (await office.number(line, extension)).status_code == 201
        refused(
            await office.number(line, await office.extension("1001")),
            400,
            f"Invalid parameters: line with id {line} already has an extension with a context of type 'internal'",
        )
        assert (await confd.get(f"/lines/{line}/extensions")).json()["total"] == 3

    async def test_refusals(self, confd, office):  # API-096 to API-099, API-047
        line, other, number = await office.line(), await office.line(), await office.extension("1000")
        for method, path in (("GET", ""), ("POST", ""), ("DELETE", "/1")):
            body = {"extension_id": number} if method == "POST" else None
            answer = await confd.request(method, f"/lines/999999/extensions{path}", json=body)
            refused(answer, 404, "Line with id=999999 does not exist")
        refused(await confd.get("/extensions/999999/line"), 404, "Extension with id=999999 does not exist")
        refused(
            await confd.get(f"/extensions/{number}/line"),
            404,
            f"Extension with id={number} does not have a line",
        )
        refused(
            await office.number(line, 999999),
            400,
            "Nonexistent parameters: extension_id 999999 does not exist",
        )
        await office.number(line, number)
        refused(
            await office.number(other, number),
            400,
            "Invalid parameters: extension is associated to a line",
        )
        refused(
            await confd.delete(f"/lines/{line}/extensions/999999"),
            404,
            "Extension with id=999999 does not exist",
        )
        assert (await confd.delete(f"/lines/{other}/extensions/{number}")).status_code == 404
        outside = await office.extension("0X.", "to-extern")
        assert (await office.number(other, outside)).status_code == 400
        await office.attach_device(line)
        refused(await confd.delete(f"/lines/{line}/extensions/{number}"), 400, DEVICE_LEFT[0])
        await office.attach_device(line, None)
        assert (await confd.delete(f"/lines/{line}/extensions/{number}")).status_code == 204
        assert (await confd.get(f"/lines/{line}/extensions")).json() == {"total": 0, "items": []}

    async def test_the_older_calls(self, confd, office):  # API-100 to API-103
        line, number = await office.line(), await office.extension("1000")
        path = f"/lines/{line}/extension"
        refused(await confd.get(path), 404, f"Line with id={line} does not have an extension")
        refused(await confd.get("/lines/999999/extension"), 404, "Line with id=999999 does not exist")
        refused(await confd.delete("/lines/999999/extension"), 404, "Line with id=999999 does not exist")
        answer = await office.number(line, number, "extension")
        expected = {
            "line_id": line,
            "extension_id": number,
            "links": [
                {"rel": "lines_sip", "href": f"{BASE}/lines_sip/{line}"},
                {"rel": "extensions", "href": f"{BASE}/extensions/{number}"},
            ],
        }
        assert (answer.status_code, answer.json()) == (201, expected)
        assert answer.headers["location"] == f"/1.1/lines/{line}/extension"
        answer = await confd.get(path)
        assert (answer.json(), answer.headers["deprecation"]) == (expected, "true")
        second = await office.extension("445", "from-extern")
        refused(
            await office.number(line, second, "extension"),
            400,
            f"Invalid parameters: line with id {line} already has an extension",
        )
        refused(
            await office.number(line, 999999, "extension"),
            400,
            "Nonexistent parameters: extension_id 999999 does not exist",
        )
        await office.attach_device(line)
        refused(await confd.delete(path), 400, DEVICE_LEFT[0])
        await office.attach_device(line, None)
        assert (await confd.delete(path)).status_code == 204

    async def test_an_associated_extension_stays(self, confd, office):  # API-079
        line, number = await office.line(), await office.extension("1000")
        await office.number(line, number)
        refused(
            await confd.delete(f"/extensions/{number}"),
            400,
            "Error while deleting Extension: extension still has a link",
        )

    async def test_a_changed_number_shows_on_the_line(self, confd, office):  # API-078
        user, line, number = await office.user("John", "Doe"), await office.line(), await office.extension("1000")
        await office.give(user, line)
        await office.number(line, number)
        assert (await confd.put(f"/extensions/{number}", json={"exten": "1001"})).status_code == 204
        assert await office.callerid(line) == '"John Doe" <1001>'
        did = await office.extension("445", "from-extern")
        await office.number(line, did)
        answer = await confd.put(f"/extensions/{did}", json={"exten": "1005", "context": "default"})
        assert answer.status_code == 400
        assert (await confd.get(f"/extensions/{did}")).json()["context"] == "from-extern"


class TestDeletingLines:
    async def test_each_link_keeps_it(self, confd, office):  # API-094
        message = "Error while deleting Line: line still has a link"
        user, line, number = await office.user("John"), await office.line(), await office.extension("1000")
        path = f"/lines_sip/{line}"
        await office.give(user, line)
        refused(await confd.delete(path), 400, message)
        await confd.delete(f"/users/{user}/lines/{line}")
        await office.number(line, number)
        refused(await confd.delete(path), 400, message)
        await confd.delete(f"/lines/{line}/extensions/{number}")
        await office.attach_device(line)
        refused(await confd.delete(path), 400, message)
        await office.attach_device(line, None)
        assert (await confd.delete(path)).status_code == 204
