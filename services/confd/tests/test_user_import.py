# SPDX-License-Identifier: GPL-3.0-or-later
"""Users from a file, and all users as a file."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from xivo_store import QueryCounter

from .conftest import ADMIN_TOKEN
from .user_files import SAMPLE, export, file, imported, rows, total


class TestCreating:
    async def test_the_sample_of_the_manual(self, confd, announced):
        # CC-114
        answer = await imported(confd, SAMPLE)
        assert answer.status_code == 201, answer.text
        state = answer.json()
        assert answer.headers["location"] == f"/1.1/users/import/{state['id']}"
        assert {key: state[key] for key in ("total", "checked", "done", "created", "errors", "finished")} == {
            "total": 3, "checked": 3, "done": 3, "created": 3, "errors": [], "finished": True,
        }  # fmt: skip
        users = (await confd.get("/users?view=directory")).json()["items"]
        assert [(user["lastname"], user["exten"]) for user in users] == [
            ("Bush", "1002"), ("Clinton", "1001"), ("Doe", "1000"),
        ]  # fmt: skip
        line = (await confd.get(f"/lines_sip/{users[0]['line_id']}")).json()
        assert line["callerid"] == '"Bill Bush" <1002>'
        assert line["provisioning_extension"].isdigit()
        assert len(line["secret"]) == 20
        names = [event[0] for event in await announced()]
        assert sorted(set(names)) == [
            "extension_created", "line_associated", "line_created", "line_extension_associated", "user_created",
        ]  # fmt: skip
        assert len(names) == 15

    async def test_columns_come_in_any_order_with_either_separator(self, confd):
        # CC-114
        content = "\ufefflastname,firstname,phonenumber,protocol,context\r\nDoe,John,1000,sip,default\r\n\r\n"
        assert (await imported(confd, content)).status_code == 201
        assert (await confd.get("/users?view=directory")).json()["items"][0]["exten"] == "1000"

    async def test_all_fields_of_a_user_and_his_line(self, confd):
        # CC-114, SYS-125
        user = {
            "uuid": "5e8f2d0c-9f7e-4c47-9d3a-0f4c2c1d7a11", "entityid": 1, "firstname": "Élodie", "lastname": "Roux",
            "language": "fr_FR", "enableclient": 1, "username": "elodie", "password": "secret77",
            "profileclient": "Agent", "outcallerid": "anonymous", "mobilephonenumber": "0612",
            "timezone": "Europe/Paris",
            "callerid": '"""Accueil"""', "musiconhold": "default", "userfield": "B12", "description": "here",
            "ringseconds": 45, "simultaneouscalls": 2, "phonenumber": 1000, "context": "default", "protocol": "sip",
            "linename": "elodie", "linesecret": "s3cret", "provisioningcode": "123456", "deviceslot": 2,
        }  # fmt: skip
        answer = await imported(confd, file(user))
        assert answer.status_code == 201, answer.text
        shown = (await confd.get("/users")).json()["items"][0]
        assert shown.items() >= {
            "firstname": "Élodie", "language": "fr_FR", "username": "elodie", "password": "secret77",
            "outgoing_caller_id": "anonymous", "caller_id": '"Accueil"', "userfield": "B12",
        }.items()  # fmt: skip
        line = (await confd.get("/lines_sip")).json()["items"][0]
        assert line.items() >= {
            "username": "elodie", "secret": "s3cret", "provisioning_extension": "123456", "device_slot": 2,
            "callerid": '"Accueil" <1000>',
        }.items()  # fmt: skip
        cti = (await confd.get(f"/users/{shown['id']}/cti")).json()
        assert (cti["enabled"], cti["cti_profile_id"]) == (True, 2)
        telephony = (await confd.get(f"/users/{shown['id']}/telephony")).json()
        assert (telephony["ring_seconds"], telephony["simultaneous_calls"]) == (45, 2)

    @pytest.mark.parametrize(
        ("user", "column", "message"),
        [
            ({"firstname": "", "lastname": "x"}, "firstname", "is required"),
            ({"entityid": 9}, "entityid", "entity 9 does not exist"),
            ({"entityid": "x"}, "entityid", "must be a number"),
            ({"language": "it_IT"}, "language", "language it_IT does not exist"),
            ({"timezone": "Mars"}, "timezone", "timezone Mars does not exist"),
            ({"enableclient": "yes"}, "enableclient", "must be 0 or 1"),
            ({"enableclient": 1}, "enableclient", "the client needs a username and a password"),
            ({"username": "u", "password": "abc"}, "password", "password must have at least 4 characters"),
            ({"profileclient": "agentsup"}, "profileclient", "must be one of (Supervisor, Agent, Client, Switchboard)"),
            ({"mobilephonenumber": "x"}, "mobilephonenumber", "must match ^(\\+?[0-9*#]+)?$"),
            ({"ringseconds": 1}, "ringseconds", "input should be greater than or equal to 5"),
            ({"uuid": "no"}, "uuid", "must be a UUID"),
            ({"phonenumber": "1000"}, "context", "is required for a line"),
            ({"phonenumber": "9000"}, "phonenumber", "exten 9000 not inside range of context default"),
            ({"phonenumber": "1000", "context": "nope"}, "context", "context nope does not exist"),
            ({"phonenumber": "1000", "context": "from-extern"}, "context", "context from-extern is not internal"),
            ({"phonenumber": "1000", "protocol": "iax"}, "protocol", "must be one of (sip, sccp)"),
            ({"phonenumber": "1000", "linename": "a b"}, "linename", "must match ^[A-Za-z0-9_-]+$"),
            ({"phonenumber": "1000", "linename": "global"}, "linename", "username global is reserved"),
            ({"phonenumber": "1000", "provisioningcode": "12"}, "provisioningcode", "must match ^[0-9]{6}$"),
            ({"device": "0123"}, "device", "there is no such device"),
            ({"incallexten": "2050"}, "incallcontext", "is required for an incoming call"),
            ({"incallexten": "x", "incallcontext": "nope"}, "incallcontext", "context nope does not exist"),
            ({"incallexten": 5, "incallcontext": "default"}, "incallcontext", "context default is not of type incall"),
            ({"musiconhold": "jazz"}, "musiconhold", "music_on_hold jazz does not exist"),
            ({"agentnumber": "1"}, "agentnumber", "Agent 1 was not found"),
        ],
    )  # fmt: skip
    async def test_what_is_wrong_is_told_by_line_and_column_and_nothing_is_created(
        self, confd, announced, user, column, message
    ):
        # CC-115, SYS-125
        bad = {"firstname": "Bad", **user}
        if ("phonenumber" in user and column != "context") or "context" in user:
            bad = {"context": "default", "protocol": "sip", **bad}
        answer = await imported(confd, file({"firstname": "Good"}, bad, {"firstname": "Good too"}))
        assert answer.status_code == 400, answer.text
        assert f"Input Error - line 3, column '{column}': {message}" in answer.json()
        assert await total(confd) == 0
        assert await announced() == []

    async def test_what_another_has_already(self, confd):
        first = {"firstname": "A", "username": "a", "password": "abcd", "phonenumber": 1000, "context": "default"}
        first |= {"protocol": "sip", "linename": "linea", "provisioningcode": "111111"}
        first |= {"uuid": "5e8f2d0c-9f7e-4c47-9d3a-0f4c2c1d7a11"}
        twice = await imported(confd, file(first, first))
        assert twice.status_code == 400
        assert {message.partition(": ")[2] for message in twice.json()} == {"is the same as on line 2"}
        assert len(twice.json()) == 5
        assert (await imported(confd, file(first))).status_code == 201
        again = await imported(confd, file(first))
        assert sorted(again.json()) == [
            "Input Error - line 2, column 'linename': username linea already exists",
            "Input Error - line 2, column 'phonenumber': 1000@default already exists",
            "Input Error - line 2, column 'provisioningcode': provisioning_extension 111111 already exists",
            "Input Error - line 2, column 'username': username a already exists",
            "Input Error - line 2, column 'uuid': a user has this uuid already",
        ]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "Input Error - line 1: the header is missing"),
            (b"lastname\nx\n", "Input Error - line 1: missing columns: firstname"),
            (b"firstname|nope|id2\nx|y|z\n", "Input Error - line 1: unknown columns: nope, id2"),
            (b"firstname|firstname\nx|y\n", "Input Error - line 1: columns given twice: firstname"),
            (b"firstname|id\nx|1\n", "Input Error - line 1: the column id is for updates; a uuid can be given"),
            (b"firstname\nx\n\xff\n", "Input Error - line 3: the file is not UTF-8"),
            (b"firstname|lastname\nx\n", "Input Error - line 2: there are 1 values for 2 columns"),
            (b"firstname|\n\nx|1234\n", "Input Error - line 3: there is a value in a column without a name"),
        ],
    )
    async def test_a_file_that_is_no_table(self, confd, content, message):
        answer = await imported(confd, content)
        assert (answer.status_code, answer.json()) == (400, [message])

    async def test_lines_are_counted_through_quoted_text(self, confd):
        answer = await imported(confd, 'firstname|description|entityid\nA|"two\nlines"|1\nB||9\n')
        assert answer.json() == ["Input Error - line 4, column 'entityid': entity 9 does not exist"]

    async def test_not_atomic_takes_what_is_good(self, confd):
        answer = await imported(confd, file({"firstname": "A"}, {"firstname": ""} | {"lastname": "x"}), atomic=False)
        assert answer.status_code == 201
        assert answer.json()["created"] == 1
        assert answer.json()["errors"] == [{"line": 3, "column": "firstname", "message": "is required"}]
        assert await total(confd) == 1

    async def test_a_dry_run_only_looks(self, confd, announced):
        answer = await imported(confd, SAMPLE + "9|Bad||1003|default|sip|\n", dry_run=True)
        assert answer.status_code == 200
        state = answer.json()
        assert (state["created"], state["done"], state["dry_run"], state["finished"]) == (3, 0, True, True)
        assert [error["line"] for error in state["errors"]] == [5]
        assert await total(confd) == 0
        assert await announced() == []

    async def test_progress_of_an_import_nobody_waits_for(self, confd):
        answer = await imported(confd, SAMPLE, wait=False)
        assert answer.status_code == 201
        assert answer.json()["finished"] is False
        where = answer.headers["location"].removeprefix("/1.1")
        for _ in range(200):
            state = (await confd.get(where)).json()
            if state["finished"]:
                break
            await asyncio.sleep(0.02)
        assert (state["created"], state["done"], state["errors"]) == (3, 3, [])
        absent = await confd.get("/users/import/00000000-0000-4000-8000-000000000000")
        assert absent.status_code == 404

    async def test_who_may_and_what_is_sent(self, app, anonymous, confd, caller, reader_token):
        assert (await imported(anonymous, SAMPLE)).status_code == 401
        assert (await anonymous.get("/users/export", headers={"Accept": "text/csv"})).status_code == 401
        async with caller(token=reader_token) as reader:
            assert (await imported(reader, SAMPLE)).status_code == 403
            assert (await imported(reader, SAMPLE, "PUT")).status_code == 403
        wrong = await confd.post("/users/import", json={})
        assert (wrong.status_code, wrong.content) == (415, b"")
        assert (await confd.get("/users/export")).status_code == 406

    async def test_queries_do_not_grow_within_a_batch(self, app, confd):
        counts = []
        for start, size in ((1000, 2), (1100, 40)):
            users = [
                {"firstname": f"U{n}", "username": f"u{n}", "password": "abcd", "phonenumber": n, "context": "default"}
                | {"protocol": "sip", "enableclient": 1, "profileclient": "Client"}
                for n in range(start, start + size)
            ]
            with QueryCounter(app.state.database) as queries:
                assert (await imported(confd, file(*users))).status_code == 201
            counts.append(queries.count)
        assert counts[0] == counts[1] <= 25


class TestUpdating:
    @pytest.fixture
    async def company(self, confd):
        assert (await imported(confd, SAMPLE)).status_code == 201

    @pytest.mark.usefixtures("company")
    async def test_an_export_changes_nothing_when_it_comes_back(self, app, confd, announced):
        await announced()
        before = await export(confd)
        assert rows(before)[0].items() >= {"firstname": "John", "phonenumber": "1000", "callerid": ""}.items()
        answer = await imported(confd, before, "PUT")
        assert answer.status_code == 200, answer.text
        assert (answer.json()["updated"], answer.json()["unchanged"]) == (0, 3)
        assert await announced() == []
        assert await export(confd) == before

    @pytest.mark.usefixtures("company")
    async def test_a_name_and_a_number_change_together(self, confd, announced):
        await announced()
        content = file(
            {"id": 1, "lastname": "Dupont", "phonenumber": 1500, "context": "default", "protocol": "sip"},
            {"id": 2, "lastname": "Clinton"},
        )
        answer = await imported(confd, content, "PUT")
        assert (answer.json()["updated"], answer.json()["unchanged"]) == (1, 1), answer.text
        line = (await confd.get("/lines_sip/1")).json()
        assert line["callerid"] == '"John Dupont" <1500>'
        assert [event[0] for event in await announced()] == ["user_edited", "line_edited", "extension_edited"]

    @pytest.mark.usefixtures("company")
    async def test_an_empty_cell_is_the_default_and_a_missing_column_nothing(self, confd):
        answer = await imported(confd, file({"id": 1, "mobilephonenumber": ""}), "PUT")
        assert answer.json()["updated"] == 1
        user = (await confd.get("/users/1")).json()
        assert (user["mobile_phone_number"], user["lastname"]) == ("", "Doe")

    async def test_a_user_without_line_gets_one(self, confd):
        await confd.post("/users", json={"firstname": "Zoe"})
        content = file({"id": 1, "phonenumber": 1010, "context": "default", "protocol": "sip"})
        assert (await imported(confd, content, "PUT")).json()["updated"] == 1
        assert (await confd.get("/lines_sip")).json()["items"][0]["callerid"] == '"Zoe" <1010>'

    async def test_a_line_without_number_gets_one(self, confd):
        await confd.post("/users", json={"firstname": "Zoe"})
        line = (await confd.post("/lines_sip", json={"context": "default", "device_slot": 1})).json()
        await confd.post("/users/1/lines", json={"line_id": line["id"]})
        content = file({"id": 1, "phonenumber": 1010, "context": "default", "protocol": "sip"})
        assert (await imported(confd, content, "PUT")).json()["updated"] == 1
        after = (await confd.get(f"/lines_sip/{line['id']}")).json()
        assert after == {**line, "callerid": '"Zoe" <1010>'}

    async def test_every_line_of_a_renamed_user_shows_his_name(self, confd):
        await confd.post("/users", json={"firstname": "Zoe"})
        for _ in range(2):
            line = (await confd.post("/lines_sip", json={"context": "default", "device_slot": 1})).json()
            await confd.post("/users/1/lines", json={"line_id": line["id"]})
        await imported(confd, file({"id": 1, "firstname": "Ada"}), "PUT")
        assert [line["callerid"] for line in (await confd.get("/lines_sip")).json()["items"]] == ['"Ada"'] * 2

    @pytest.mark.usefixtures("company")
    @pytest.mark.parametrize(
        ("users", "message"),
        [
            ([{"id": 9, "lastname": "x"}], "line 2, column 'id': there is no such user"),
            ([{"id": 1}, {"id": 1}], "line 3, column 'id': is the same as on line 2"),
            ([{"uuid": "", "lastname": "x"}], "line 2, column 'id': is required"),
            ([{"id": 1, "firstname": ""}], "line 2, column 'firstname': must have a minimum length of 1"),
            (
                [{"id": 1, "phonenumber": 1001, "context": "default", "protocol": "sip"}],
                "line 2, column 'phonenumber': 1001@default already exists",
            ),
        ],
    )
    async def test_what_is_refused_leaves_everything_as_it_was(self, confd, announced, users, message):
        before = await export(confd)
        await announced()
        for atomic in (True, False):
            answer = await imported(confd, file(*users), "PUT", atomic=atomic)
            if answer.status_code == 400:
                assert f"Input Error - {message}" in answer.json()
            else:
                assert len(answer.json()["errors"]) == 1
        assert await export(confd) == before
        assert await announced() == []

    async def test_a_file_that_names_nobody(self, confd):
        answer = await imported(confd, "firstname\nx\n", "PUT")
        assert answer.json() == ["Input Error - line 1: missing columns: uuid or id"]


class TestExport:
    async def test_into_an_empty_system_it_makes_the_same(self, app, confd):
        users = [
            {"firstname": f"Ünï{n}", "lastname": "a,b", "username": f"u{n}", "password": "abcd", "enableclient": 1}
            | {"profileclient": "Client", "phonenumber": 1000 + n, "context": "default", "protocol": "sip"}
            | {"language": "fr_FR", "voicemailname": f"box {n}", "voicemailmailbox": 500 + n, "incallexten": 300 + n}
            | {"incallcontext": "from-extern", "enablednd": n % 2, "destrna": "0612", "voicemailpassword": "12"}
            for n in range(5)
        ]
        assert (await imported(confd, file(*users, {"firstname": "Alone"}))).status_code == 201
        await confd.put("/users/6", json={"description": 'with | and\n"quotes"', "caller_id": '"Chosen"'})
        before, views = await export(confd), (await confd.get("/lines_sip")).json()
        async with app.state.database.session() as session:
            await session.execute(
                text("TRUNCATE users, lines, extensions, incalls, voicemails, object_uses RESTART IDENTITY CASCADE")
            )
        assert (await imported(confd, before)).status_code == 201
        assert await export(confd) == before
        assert (await confd.get("/lines_sip")).json() == views

    async def test_a_caller_with_a_token_gets_no_passwords(self, app, confd, caller):
        await imported(confd, file({"firstname": "A", "username": "a", "password": "secret77"}))
        assert rows(await export(confd))[0]["password"] == "secret77"
        async with caller(token=ADMIN_TOKEN) as admin:
            content = await export(admin)
            assert "secret77" not in content
            assert "password" not in rows(content)[0]
            assert (await imported(admin, content, "PUT")).json()["unchanged"] == 1
        assert rows(await export(confd))[0]["password"] == "secret77"

    async def test_an_empty_system_has_a_header(self, confd):
        content = await export(confd)
        assert content.startswith("uuid|entityid|firstname|lastname|")
        assert content.count("\n") == 1
