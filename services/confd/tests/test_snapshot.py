# SPDX-License-Identifier: GPL-3.0-or-later
"""The snapshot, its version, live reload, and the number of queries of everything that lists."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import insert
from xivo_confd.crud.resource import REGISTERED
from xivo_confd.crud.settings import all_current
from xivo_confd.resources.extensions.model import Extension
from xivo_confd.resources.line_extensions.model import LineExtension
from xivo_confd.resources.lines.model import Line
from xivo_confd.resources.user_lines.model import UserLine
from xivo_confd.resources.users.model import User
from xivo_store import QueryCounter

PINNED = json.loads((Path(__file__).parent / "query_counts.json").read_text())


async def company(app, size):
    """Users with a line and a number each, written straight to the tables."""
    ids = range(1, size + 1)
    async with app.state.database.session() as session:
        for model, all_rows in (
            (
                User,
                [{"id": n, "firstname": f"F{n}", "lastname": f"L{n}", "caller_id": f'"F{n} L{n}"'} for n in ids],
            ),
            (
                Line,
                [
                    {"id": n, "name": f"l{n}", "username": f"l{n}", "secret": f"secret-{n}"}
                    | {"context": "default", "provisioning_extension": f"{n:06}"}
                    for n in ids
                ],
            ),
            (Extension, [{"id": n, "exten": str(9999 + n), "context": "default"} for n in ids]),
            (UserLine, [{"user_id": n, "line_id": n, "main_user": True} for n in ids]),
            (LineExtension, [{"extension_id": n, "line_id": n} for n in ids]),
        ):
            of_user = {"entity_id": 1, "language": "en_US"} if model is User else {}
            await session.execute(insert(model), [{**row, **of_user} for row in all_rows])


@pytest.mark.parametrize("path", sorted(PINNED))
async def test_queries_do_not_grow_with_the_data(app, confd, path):
    await company(app, 3)
    counts = set()
    for size in (3, 30):
        if size == 30:
            async with app.state.database.session() as session:
                for model in (LineExtension, UserLine, Extension, Line, User):
                    await session.execute(model.__table__.delete())
            await company(app, 30)
        with QueryCounter(app.state.database) as queries:
            answer = await confd.get(path)
        assert answer.status_code == 200, answer.text
        counts.add(queries.count)
    assert counts == {PINNED[path]}


async def test_every_list_is_pinned(app):
    lists = {
        path.removeprefix("/1.1")
        for path, methods in app.openapi()["paths"].items()
        # of older systems: reads as /phonebook_contacts does
        if not path.startswith("/service/")
        and "get" in methods
        and any(p["name"] == "search" for p in methods["get"].get("parameters", []))
    }
    declared = {f"/{plural}" for plural in REGISTERED}  # their suites count
    assert lists - declared - {"/devices"} <= set(PINNED)  # devices live in provd


async def pages_of_settings(app):
    async with app.state.database.session() as session:
        return await all_current(session)


class TestSnapshot:
    async def test_its_content(self, app, confd):
        await company(app, 1)
        body = (await confd.get("/snapshot?secrets=true")).json()
        assert body["uuid"] == "6fa459ea-ee8a-3ca4-894e-db77e160355e"
        assert body["live_reload"] is True
        assert body["settings"] == {
            "language": "en_US",
            "timezone": "Europe/Paris",
            "autoprov": {"username": "autoprov", "secret": "autoprov-secret-of-the-tests"},
        } | await pages_of_settings(app)
        assert body["contexts"][0] == {
            "id": 1,
            "name": "default",
            "display_name": "Default",
            "type": "internal",
            "entity": "xivo",
            "ranges": {
                "user": [{"start": "1000", "end": "1999"}],
                "group": [],
                "queue": [],
                "conference_room": [],
                "incall": [],
            },
            "includes": ["to-extern"],
            "description": None,
        }
        user = body["users"][0]
        assert user.pop("uuid")
        assert user == {
            "id": 1,
            "firstname": "F1",
            "lastname": "L1",
            "caller_id": '"F1 L1"',
            "outgoing_caller_id": "default",
            "language": "en_US",
            "timezone": None,
            "music_on_hold": "default",
            "preprocess_subroutine": None,
            "userfield": None,
            "mobile_phone_number": None,
            "ring_seconds": 30,
            "simultaneous_calls": 5,
            "dnd_enabled": False,
            "enabled": True,
            "supervision_enabled": True,
            "call_transfer_enabled": True,
            "online_call_record_enabled": False,
            "call_record_enabled": False,
            "incallfilter_enabled": False,
            "bsfilter": "no",
            "busy_enabled": False,
            "busy_destination": "",
            "noanswer_enabled": False,
            "noanswer_destination": "",
            "unconditional_enabled": False,
            "unconditional_destination": "",
            "schedule_id": None,
            "fallbacks": {},
            "voicemail_id": None,
            "voicemail_enabled": False,
            "call_permission_password": None,
        }
        assert body["lines"][0]["secret"] == "secret-1"
        assert body["extensions"] == [
            {"id": 1, "exten": "10000", "context": "default", "commented": False, "type": "user", "typeval": None}
        ]
        assert body["user_lines"] == [{"user_id": 1, "line_id": 1, "main_user": True, "main_line": True}]
        assert body["line_extensions"] == [{"line_id": 1, "extension_id": 1}]

    async def test_secrets_need_their_own_permission(self, app, confd, caller, reader_token):
        await company(app, 1)
        async with caller(token=reader_token) as client:
            plain = await client.get("/snapshot")
            assert plain.status_code == 200
            assert "secret" not in plain.text
            assert (await client.get("/snapshot?secrets=true")).status_code == 403

    async def test_not_modified_until_something_changes(self, confd):
        first = await confd.get("/snapshot")
        tag = {"If-None-Match": first.headers["etag"]}
        again = await confd.get("/snapshot", headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        assert (await confd.get("/snapshot?secrets=true", headers=tag)).status_code == 200
        await confd.post("/users", json={"firstname": "John"})
        changed = await confd.get("/snapshot", headers=tag)
        assert changed.status_code == 200
        assert changed.json()["version"] > first.json()["version"]

    async def test_the_version_is_the_number_of_the_last_event(self, confd, app):
        bodies = [{"firstname": f"U{n}"} for n in range(10)]
        await asyncio.gather(*(confd.post("/users", json=body) for body in bodies))
        assert (await confd.get("/snapshot")).json()["version"] == 10


class TestLiveReload:
    async def test_off_and_on(self, confd, announced):  # API-060, API-061
        path = "/configuration/live_reload"
        href = "http://xivo.example:9487/1.1/configuration/live_reload"
        assert (await confd.get(path)).json() == {
            "enabled": True,
            "links": [{"rel": "configuration", "href": href}],
        }
        assert (await confd.put(path, json={"enabled": False})).status_code == 204
        assert (await confd.get(path)).json()["enabled"] is False
        await confd.post("/users", json={"firstname": "John"})
        assert [(name, headers["live_reload"]) for name, _, _, headers in await announced()] == [
            ("live_reload_edited", False),
            ("user_created", False),
        ]
        assert (await confd.get("/snapshot")).json()["live_reload"] is False
        answer = await confd.put(path, json={"enabled": "no"})
        assert answer.json() == ["Input Error - field 'enabled': wrong type. Should be a boolean"]
        assert (await confd.put(path, json={})).json() == ["Input Error - missing parameters: enabled"]


class TestChanges:
    async def test_what_happened_since_a_version(self, confd):
        seen = (await confd.get("/snapshot")).json()["version"]
        user = (await confd.post("/users", json={"firstname": "John"})).json()["id"]
        await confd.put(f"/users/{user}", json={"firstname": "Jack"})
        body = (await confd.get("/snapshot/changes", params={"since": seen})).json()
        assert body["complete"] is True
        assert [(change["name"], change["data"]["id"]) for change in body["changes"]] == [
            ("user_created", user),
            ("user_edited", user),
        ]
        assert body["version"] == body["changes"][-1]["seq"] == seen + 2

    async def test_page_by_page(self, confd):
        for name in ("A", "B", "C"):
            await confd.post("/entities", json={"name": name})
        page = (await confd.get("/snapshot/changes", params={"since": 0, "limit": 2})).json()
        assert page["complete"] is True
        assert [change["seq"] for change in page["changes"]] == [1, 2]
        rest = (await confd.get("/snapshot/changes", params={"since": 2})).json()
        assert rest["changes"][0]["seq"] == 3

    async def test_nothing_new(self, confd):
        version = (await confd.get("/snapshot")).json()["version"]
        body = (await confd.get("/snapshot/changes", params={"since": version})).json()
        assert body == {"version": version, "complete": True, "changes": []}

    async def test_what_is_forgotten_is_said(self, confd, announced):
        await confd.post("/entities", json={"name": "A"})
        await announced()
        version = (await confd.get("/snapshot")).json()["version"]
        body = (await confd.get("/snapshot/changes", params={"since": 0})).json()
        assert body == {"version": version, "complete": False, "changes": []}

    async def test_a_version_that_never_was(self, confd):
        body = (await confd.get("/snapshot/changes", params={"since": 10**6})).json()
        assert (body["complete"], body["changes"]) == (False, [])
        assert (await confd.get("/snapshot/changes", params={"since": -1})).status_code == 400
        assert (await confd.get("/snapshot/changes")).status_code == 400
