# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailboxes as the manual documents them, and what all of them share."""

import pytest
from xivo_testkit.crud import CrudSuite

MANUAL = {  # API-118
    "name": "John Doe",
    "number": "1000",
    "context": "default",
    "password": "1234",
    "email": "john.doe@example.com",
    "pager": "john.mobile@example.com",
    "language": "en_US",
    "timezone": "eu-fr",
    "max_messages": 10,
    "attach_audio": False,
    "delete_messages": False,
    "ask_password": True,
}
MINIMUM = {"name": "John Doe", "number": "1000", "context": "default"}


async def made(confd, **fields):
    answer = await confd.post("/voicemails", json={**MINIMUM, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


class TestVoicemails(CrudSuite):  # API-118, API-119, API-120
    path = "/voicemails"
    event = "voicemail"
    minimum = MINIMUM
    complete = {**MANUAL, "number": "1001", "enabled": False, "options": [["saycid", "yes"], ["volgain", "0.5"]]}
    edit = {"number": "2000", "attach_audio": True}
    required = ("name", "number", "context")
    absent = [
        "Voicemail with uniqueid=999999 does not exist",
        "Resource Not Found - Voicemail was not found ('id': 999999)",
    ]
    sortable = ("name", "number", "context", "timezone")
    bad = [  # API-121, API-122
        ({"password": "12a4"}, "Invalid parameters: password"),
        ({"number": "12-3"}, "Invalid parameters: number 12-3 must be a sequence of positive numbers"),
        ({"number": "-1"}, "Invalid parameters: number -1 must be a sequence of positive numbers"),
        ({"number": ""}, "Invalid parameters: number  must be a sequence of positive numbers"),
        ({"number": 1000}, "Input Error - field 'number': wrong type. Should be a unicode string"),
        ({"max_messages": 0}, "Invalid parameters: max_messages must be greater than 0"),
        ({"max_messages": -10}, "Invalid parameters: max_messages must be greater than 0"),
        ({"context": "nowhere"}, "Nonexistent parameters: context nowhere does not exist"),
        ({"language": "tlh"}, "Nonexistent parameters: language tlh does not exist"),
        ({"timezone": "eu-xx"}, "Nonexistent parameters: timezone eu-xx does not exist"),
        ({"attach_audio": "yes"}, "Input Error - field 'attach_audio': wrong type. Should be a boolean"),
    ]

    async def test_missing_and_unknown_parameters(self, confd):  # API-121
        answer = await confd.post("/voicemails", json={"context": "default"})
        assert (answer.status_code, answer.json()) == (
            400,
            ["Missing parameters: name, number", "Input Error - missing parameters: name, number"],
        )
        answer = await confd.post("/voicemails", json={**MINIMUM, "nope": 1})
        assert (answer.status_code, answer.json()) == (400, ["Input Error - unknown parameters: nope"])

    async def test_a_number_is_unique_in_its_context(self, confd):  # API-121
        await made(confd)
        other = await made(confd, number="1001")
        taken = [
            "Error while creating Voicemail: number 1000 already exists",
            "Resource Error - Voicemail already exists ('number': '1000', 'context': 'default')",
        ]
        for method, path, body in (
            ("POST", "/voicemails", MINIMUM),
            ("PUT", f"/voicemails/{other}", {"number": "1000"}),
        ):
            answer = await confd.request(method, path, json=body)
            assert (answer.status_code, answer.json()) == (400, taken)
        await made(confd, context="from-extern")

    @pytest.mark.parametrize("body", [{"max_messages": 11}, {"email": "nobody"}, {"email": "a@b|c@d"}])
    async def test_other_values_that_no_mailbox_can_have(self, confd, body):
        answer = await confd.post("/voicemails", json={**MINIMUM, **body})
        assert answer.status_code == 400
        assert "Input Error - field" in answer.json()[0]

    @pytest.mark.parametrize("option", [["externpass", "/bin/sh"], ["saycid"], ["saycid", "yes|delete=yes"]])
    async def test_options_are_known_and_stay_in_their_field(self, confd, option):
        answer = await confd.post("/voicemails", json={**MINIMUM, "options": [option]})
        assert answer.status_code == 400, answer.text


class TestTheManualsExamples:
    async def test_the_least_that_makes_a_mailbox(self, confd):  # API-121
        answer = await confd.post("/voicemails", json=MINIMUM)
        assert answer.status_code == 201
        body = answer.json()
        links = body.pop("links")
        assert body == {
            "id": body["id"],
            **MINIMUM,
            "password": None,
            "email": None,
            "pager": None,
            "language": None,
            "timezone": "eu-fr",
            "max_messages": None,
            "attach_audio": False,
            "delete_messages": False,
            "ask_password": False,
            "enabled": True,
            "options": [],
        }
        assert [link["rel"] for link in links] == ["voicemails"]

    async def test_lists(self, confd):  # API-119
        for name, number in (("John Doe", "1000"), ("Mary Sue", "1002"), ("John Smith", "1001")):
            await made(confd, name=name, number=number)
        answer = await confd.get("/voicemails", params={"order": "number", "direction": "desc"})
        assert [item["number"] for item in answer.json()["items"]] == ["1002", "1001", "1000"]
        answer = await confd.get("/voicemails", params={"search": "john", "limit": "1"})
        assert (answer.json()["total"], len(answer.json()["items"])) == (2, 1)

    @pytest.mark.parametrize("order", ["name", "number", "context", "email", "language", "timezone"])
    async def test_documented_orders(self, confd, order):  # API-119
        values = {"name": "b", "number": "1001", "email": "b@b.example", "language": "fr_FR"}
        low = {"name": "a", "number": "1000", "email": "a@a.example", "language": "de_DE"}
        ids = [await made(confd, **values, context="from-extern"), await made(confd, **low)]
        answer = await confd.get("/voicemails", params={"order": order})
        found = [item["id"] for item in answer.json()["items"]]
        assert found == (ids if order == "timezone" else ids[::-1])

    async def test_languages(self, confd):  # API-124
        languages = ["de_DE", "en_US", "es_ES", "fr_FR", "fr_CA", "it_IT", "nl_NL"]
        assert (await confd.get("/voicemails/languages")).json() == {"total": 7, "items": languages}
        for number, language in enumerate(languages, 1000):
            await made(confd, number=str(number), language=language)

    async def test_timezones(self, confd):  # API-125
        assert (await confd.get("/voicemails/timezones")).json() == {"total": 1, "items": ["eu-fr"]}


class TestGeneralSettings:  # CC-123
    ZONES = [
        {"name": "ca", "timezone": "America/Montreal", "message": "'vm-received' Q 'digits/at' IMp"},
        {"name": "fr", "timezone": "Europe/Paris", "message": "'vm-received' q 'digits/at' kM"},
    ]

    async def test_time_zones_are_what_mailboxes_may_have(self, confd):  # API-125, SYS-032
        assert (await confd.put("/voicemail_general", json={"timezones": self.ZONES})).status_code == 204
        assert (await confd.get("/voicemails/timezones")).json() == {"total": 2, "items": ["ca", "fr"]}
        voicemail = await made(confd)
        assert (await confd.get(f"/voicemails/{voicemail}")).json()["timezone"] == "ca"

    async def test_a_time_zone_in_use_stays(self, confd):
        await made(confd)
        answer = await confd.put("/voicemail_general", json={"timezones": self.ZONES})
        assert (answer.status_code, answer.json()) == (
            400,
            ["Input Error - field 'timezones': eu-fr is used by a voicemail"],
        )

    @pytest.mark.parametrize(
        "body",
        [
            {"emailbody": "${SHELL(id)}"},
            {"emailsubject": "$[1 + 1]"},
            {"emailsubject": "two\nlines"},
            {"format": []},
            {"format": ["exe"]},
            {"timezones": []},
            {"timezones": [{"name": "x", "timezone": "Mars/Phobos", "message": "Q"}]},
            {"timezones": [{"name": "x", "timezone": "Europe/Paris", "message": "${SHELL(id)}"}]},
            {"timezones": [ZONES[0], ZONES[0]]},
            {"serveremail": "a b"},
            {"maxlogins": 0},
        ],
    )
    async def test_what_asterisk_must_not_get_is_refused(self, confd, body):
        before = (await confd.get("/voicemail_general")).json()
        answer = await confd.put("/voicemail_general", json=body)
        assert answer.status_code == 400, answer.text
        assert (await confd.get("/voicemail_general")).json() == before

    async def test_a_change_is_announced_and_in_the_snapshot(self, confd, announced):
        await confd.put("/voicemail_general", json={"emailsubject": "${VM_CALLERID} called", "format": ["wav49"]})
        assert [event[1] for event in await announced()] == ["config.voicemail_general.edited"]
        settings = (await confd.get("/snapshot")).json()["settings"]["voicemail_general"]
        assert (settings["emailsubject"], settings["format"]) == ("${VM_CALLERID} called", ["wav49"])


class TestWhatFollowsFromADeletion:
    async def test_incoming_calls_that_lead_there_are_switched_off(self, confd, announced):  # API-123
        voicemail = await made(confd)
        destination = {"type": "voicemail", "voicemail_id": voicemail}
        body = {"exten": "445", "context": "from-extern", "destination": destination}
        incall = (await confd.post("/incalls", json=body)).json()["id"]
        await announced()
        assert (await confd.delete(f"/voicemails/{voicemail}")).status_code == 204
        assert [event[0] for event in await announced()] == ["incall_edited", "voicemail_deleted"]
        found = (await confd.get(f"/incalls/{incall}")).json()
        assert (found["enabled"], found["destination"]) == (False, {"type": "none"})
