# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets and the events that raise them."""

import pytest
from xivo_testkit.crud import CrudSuite

from .refusals import refusal


def line(kind, value, **fields):
    return {"title": "", "default_value": "", "display_value": value, "type": kind, **fields}


def field(kind, value, **fields):
    return {**line(kind, value), "enabled": True, **fields}


class TestSheets(CrudSuite):  # ADM-128, ADM-131, ADM-132
    path = "/sheets"
    event = "sheet"
    minimum = {"name": "dial"}
    complete = {
        "name": "Demo",
        "description": "Demo sheet",
        "focus": True,
        "disable": True,
        "sheet_qtui": "http://files.example/example-form.ui",
        "sheet_info": [  # ADM-136, ADM-137
            field("phone", "{xivo-calleridnum}", title="Phone", default_value="Unknown"),
            field("title", "test titre", title="Titre", default_value="test"),
            field("picture", "{xivo-callerpicture}", title="picture", default_value="picture"),
            field("text", "{dp-test} {db-fullname}", title="Test", enabled=False),
            field("form", "qtui"),
            field("text", "{xivo-uniqueid}", title="Uniq"),
            field("url", "http://git.xivo.fr", title="url"),
            field("urlx", "https://crm.example/?who={xivo-calleridnum}", title="urlx"),
        ],
        "systray_info": [line("title", "{xivo-calledidname}", title="Nom"), line("body", "{xivo-origin}")],
        "action_info": "http://example.org/{xivo-did}?origin={xivo-origin}",
    }
    edit = {"focus": False, "sheet_info": [], "action_info": "{dp-mysheeturl}"}
    required = ("name",)
    absent = ["Resource Not Found - Sheet was not found ('id': 999999)"]
    sortable = ("id", "name")
    no_program = (
        "Input Error - field 'action_info': must begin with http://, https://, tel:, mailto:, tcp://, udp:// or a "
        "variable: no program is started"
    )
    no_link = (
        "Input Error - field 'sheet_info.0.display_value': must begin with http://, https://, tel:, mailto: or a "
        "variable"
    )
    no_text = "Input Error - field 'action_info': must look like tcp://host:port/?text, with nothing between / and ?"
    bad = [
        ({"name": ""}, "Input Error - field 'name': must have a minimum length of 1"),
        (
            {"sheet_info": [field("text", "{xivo-queue}")]},  # ADM-139
            "Input Error - field 'sheet_info.0.display_value': unknown variable {xivo-queue}",
        ),
        (
            {"systray_info": [line("body", "from {}")]},
            "Input Error - field 'systray_info.0.display_value': unknown variable {}",
        ),
        ({"action_info": "http://x/{did}"}, "Input Error - field 'action_info': unknown variable {did}"),
        (
            {"sheet_info": [field("form", "")]},  # ADM-134
            "Input Error - field 'sheet_info.0.display_value': a form shows qtui",
        ),
        (
            {"sheet_info": [field("body", "x")]},
            "Input Error - 'sheet_info.0.type' must be one of (title, text, url, urlx, phone, form, picture)",
        ),
        (
            {"systray_info": [line("phone", "x")]},  # ADM-145
            "Input Error - 'systray_info.0.type' must be one of (title, body)",
        ),
        ({"action_info": "notepad.exe"}, no_program),  # ADM-150
        ({"action_info": "javascript:alert(1)"}, no_program),
        ({"action_info": "tcp://192.0.2.1:4545/path?a=1"}, no_text),  # ADM-149
        ({"action_info": "udp://192.0.2.1/?a=1"}, no_text),
        ({"sheet_info": [field("url", "javascript:alert(1)")]}, no_link),
        ({"sheet_info": [field("urlx", "")]}, no_link),
        (
            {"sheet_qtui": "file://etc/form.ui"},
            "Input Error - field 'sheet_qtui': must match ^((file:///|https?://[^/])[^\\s\\x00-\\x1f]*)?$",
        ),
    ]

    @pytest.mark.parametrize(
        "action",
        [
            "",
            "http://example.org/foo",
            "http://example.org/{xivo-did}",
            "HTTPS://example.org",
            "tel:{xivo-calleridnum}",
            "mailto:sales@example.org",
            "tcp://x.y.z.co.fr:4545/?var1=a1&var2=a2",
            "udp://{dp-host}:{dp-port}/?{xivo-calleridnum}",
        ],
    )
    async def test_what_a_client_may_be_told_to_open(self, confd, action):  # ADM-147, ADM-148, ADM-149
        sheet = await self.make(confd, {"name": "x", "action_info": action})
        assert (await confd.get(f"{self.path}/{sheet}")).json()["action_info"] == action

    @pytest.mark.parametrize("where", ["", "file:///var/lib/xivo/forms/a.ui", "http://x/a.ui", "https://x/a.ui"])
    async def test_where_a_form_comes_from(self, confd, where):  # ADM-134
        sheet = await self.make(confd, {"name": "x", "sheet_qtui": where})
        assert (await confd.get(f"{self.path}/{sheet}")).json()["sheet_qtui"] == where

    async def test_the_only_one_at_first_is_raised_by_ringing(self, confd):  # ADM-128, ADM-129, ADM-138
        (sheet,) = (await confd.get(self.path)).json()["items"]
        assert (sheet["name"], sheet["action_info"], sheet["disable"]) == ("XiVO", "", False)
        assert [(one["title"], one["type"], one["display_value"]) for one in sheet["sheet_info"]] == [
            ("Nom", "title", "{xivo-calleridname}"),
            ("Numéro", "text", "{xivo-calleridnum}"),
            ("Origine", "text", "{xivo-origin}"),
        ]
        assert [(one["type"], one["display_value"]) for one in sheet["systray_info"]] == [
            ("title", "{xivo-calledidname}"),
            ("body", "{xivo-calleridnum}"),
            ("body", "{xivo-origin}"),
        ]
        events = (await confd.get("/sheet_events")).json()
        assert {name for name, raised in events.items() if raised == sheet["id"]} == {"dial"}
        assert {raised for name, raised in events.items() if name != "dial"} == {None}

    async def test_the_shipped_sheet_goes_when_nothing_raises_it(self, confd):  # ADM-128
        (sheet,) = (await confd.get(self.path)).json()["items"]
        ids = f"('sheet_id': {sheet['id']}, 'sheet_events_id': 1)"
        message = f"Resource Error - Sheet is associated with a Sheet events {ids}"
        assert await refusal(confd, "DELETE", f"{self.path}/{sheet['id']}") == [message]
        assert (await confd.put("/sheet_events", json={"dial": None})).status_code == 204
        assert (await confd.delete(f"{self.path}/{sheet['id']}")).status_code == 204

    async def test_the_snapshot_has_it(self, confd):
        sheet = await self.make(confd, self.complete)
        *_, last = (await confd.get("/snapshot")).json()["sheets"]
        assert last == {"id": sheet, **self.complete}


class TestSheetEvents:
    async def test_one_sheet_serves_several_events(self, confd, announced):  # ADM-129
        sheet = (await confd.post("/sheets", json={"name": "crm"})).json()["id"]
        await announced()
        assert (await confd.put("/sheet_events", json={"link": sheet, "hangup": sheet})).status_code == 204
        after = (await confd.get("/sheet_events")).json()
        assert after == {"incomingdid": None, "dial": 1, "link": sheet, "unlink": None, "hangup": sheet}
        assert (await confd.get("/snapshot")).json()["settings"]["sheet_events"] == after
        assert [event[:2] for event in await announced()] == [("sheet_events_edited", "config.sheet_events.edited")]

    async def test_a_sheet_that_does_not_exist_is_refused(self, confd, announced):
        message = "Input Error - field 'unlink': Sheet 77 was not found"
        assert await refusal(confd, "PUT", "/sheet_events", {"unlink": 77}) == [message]
        assert await announced() == []

    async def test_an_event_that_calls_do_not_have_is_refused(self, confd):
        message = "Input Error - unknown parameters: ring"
        assert await refusal(confd, "PUT", "/sheet_events", {"ring": 1}) == [message]
