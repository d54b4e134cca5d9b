# SPDX-License-Identifier: GPL-3.0-or-later
"""The system's phonebook: one by one, and from a file."""

import pytest
from xivo_testkit.crud import CrudSuite

HEADER = "title|displayname|firstname|lastname|society|mobilenumbers|officenumber|officecountry"


class TestContacts(CrudSuite):  # CC-031, CC-033
    path = "/phonebook_contacts"
    event = "phonebook_contact"
    minimum = {"displayname": "Emmett Brown"}
    complete = {
        "title": "mrs",
        "displayname": "Alice Abrams",
        "firstname": "Alice",
        "lastname": "Abrams",
        "society": "ACME",
        "email": "alice@example.org",
        "url": "https://example.org",
        "description": "a friend",
        "officenumber": "5551111",
        "homenumber": "5552222",
        "mobilenumber": "5553333",
        "faxnumber": "5554444",
        "othernumber": "5555555",
        **{
            f"{place}{part}": value
            for place in ("office", "home", "other")
            for part, value in (
                ("address1", "1 Main Street"),
                ("address2", "second floor"),
                ("city", "Québec"),
                ("state", "QC"),
                ("zipcode", "G1K"),
                ("country", "CA"),
            )
        },
    }
    edit = {"society": "DMC"}
    required = ("displayname",)
    absent = ["Resource Not Found - PhonebookContact was not found ('id': 999999)"]
    sortable = ("id", "displayname", "society", "officenumber")
    bad = [
        ({"title": "dr"}, "Input Error - 'title' must be one of (mr, mrs, ms)"),
        ({"officenumber": "555 1111"}, "Input Error - field 'officenumber': must match ^\\+?[0-9*#]*$"),
        ({"homecountry": "Canada"}, "Input Error - field 'homecountry': must match ^([A-Z]{2})?$"),
        ({"email": "alice"}, "Input Error - field 'email': must match ^([^@\\s]+@[^@\\s]+)?$"),
    ]

    @pytest.mark.parametrize("term", ["alice abr", "5553", "quebec", "ACME", "a FRIEND"])
    async def test_is_found_by_name_number_and_place_without_accents(self, confd, term):
        await self.make(confd)
        await self.make(confd, self.complete)
        found = (await confd.get(self.path, params={"search": term})).json()
        assert [one["displayname"] for one in found["items"]] == ["Alice Abrams"]


async def imported(confd, text, **parameters):
    content = text.encode() if isinstance(text, str) else text
    headers = {"Content-Type": "text/csv", "Accept": "application/json"}
    return await confd.post("/phonebook_contacts/import", content=content, headers=headers, params=parameters)


class TestImport:  # CC-032
    async def test_each_line_is_a_contact(self, confd, announced):
        await announced()
        lines = [HEADER, "mr|Emmett Brown|Emmett|Brown|DMC|5551234||US", "ms|Hélène É|Hélène|É|||1001|"]
        answer = await imported(confd, "\n".join(lines))
        assert (answer.status_code, answer.json()) == (201, {"created": 2, "dry_run": False})
        items = (await confd.get("/phonebook_contacts")).json()["items"]
        assert [one["displayname"] for one in items] == ["Emmett Brown", "Hélène É"]
        assert (items[0]["mobilenumber"], items[0]["officecountry"], items[1]["officenumber"]) == (
            "5551234",
            "US",
            "1001",
        )
        assert [event[0] for event in await announced()] == ["phonebook_contacts_edited"]

    async def test_what_is_wrong_is_told_by_line_and_column_and_nothing_is_created(self, confd):
        lines = [HEADER, "mr|Good|||||1|", "dr|Bad|||||+3*1#|", "ms||||||2|"]
        answer = await imported(confd, "\n".join(lines))
        assert answer.status_code == 400
        assert answer.json() == [
            "Input Error - line 3, column 'officenumber': must be digits only",
            "Input Error - line 3, column 'title': must be one of (mr, mrs, ms)",
            "Input Error - line 4, column 'displayname': must have a minimum length of 1",
        ]
        assert (await confd.get("/phonebook_contacts")).json()["total"] == 0

    async def test_a_dry_run_creates_nothing(self, confd):
        answer = await imported(confd, f"{HEADER}\nmr|Good|||||1|", dry_run=True)
        assert (answer.status_code, answer.json()) == (200, {"created": 1, "dry_run": True})
        assert (await confd.get("/phonebook_contacts")).json()["total"] == 0

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (b"\xef\xbb\xbftitle|displayname\n", "line 1: the file begins with a byte order mark"),
            ("title,displayname\nmr,A", "line 1: columns are separated by |"),
            ("title|firstname\nmr|A", "line 1: missing columns: displayname"),
            ("title|displayname|shoes\nmr|A|3", "line 1"),
            ("", "line 1: the header is missing"),
            (b"title|displayname\nmr|\xff", "line 2: the file is not UTF-8"),
        ],
    )
    async def test_files_that_are_refused(self, confd, text, message):
        answer = await imported(confd, text)
        assert answer.status_code == 400
        assert message in answer.json()[0]

    async def test_many_at_once(self, confd, queries):
        lines = [HEADER, *(f"mr|Contact {number}||||{number}||" for number in range(5000))]
        with queries() as counted:
            answer = await imported(confd, "\n".join(lines))
        assert answer.json()["created"] == 5000
        assert counted.count < 20


SERVICE = "http://xivo.example/service/ipbx/json.php/{}/pbx_services/phonebook"


class TestWebService:  # SYS-304 SYS-305
    """What other systems' directories ask."""

    async def test_contacts_are_nested_and_searched(self, confd, caller):
        for body in (TestContacts.complete, {"displayname": "Emmett Brown"}):
            assert (await confd.post("/phonebook_contacts", json=body)).status_code == 201
        async with caller(port=9487, address="127.0.0.1") as client:
            path = SERVICE.format("private")
            (found,) = (await client.get(path, params={"act": "search", "search": "abrams"})).json()
            everybody = (await client.get(path)).json()
            nobody = await client.get(path, params={"act": "search", "search": "nobody"})
            seen = await client.get(path, params={"act": "view", "id": found["phonebook"]["id"]})
        assert found["phonebook"]["fullname"] == "Alice Abrams"
        assert found["phonebooknumber"]["office"] == {"type": "office", "number": "5551111"}
        assert found["phonebookaddress"]["home"]["city"] == "Québec"
        assert everybody[1]["phonebooknumber"] == everybody[1]["phonebookaddress"] == {}
        assert (nobody.status_code, nobody.content) == (204, b"")
        assert seen.json() == [found]

    async def test_from_elsewhere_it_wants_a_web_service_users_password(self, confd, caller):
        path = SERVICE.format("restricted")
        async with caller() as client:
            assert (await client.get(path)).status_code == 401
            assert (await client.get(path, auth=("admin", "wrong"))).status_code == 401
            assert (await client.get(path, auth=("admin", "passadmin"))).status_code == 204
            assert (await client.get(path, auth=("admin", "passadmin"), params={"act": "drop"})).status_code == 400
            answer = await client.get(path, auth=("admin", "passadmin"), params={"act": "view", "id": 99})
        assert answer.status_code == 404


class TestDirectoryConfiguration:
    async def test_has_passwords_and_so_is_not_for_everybody_who_reads(
        self, confd, admin_token, reader_token, caller
    ):  # ADM-163
        body = {"name": "other", "type": "xivo", "uri": "https://192.0.2.1", "username": "u", "password": "hush"}
        assert (await confd.post("/directories", json=body)).status_code == 201
        found = (await confd.get("/directory_configuration")).json()
        assert found["directories"][0]["password"] == "hush"
        assert found["reverse_directories"] == {"directories": [found["directory_definitions"][0]["id"]]}
        assert found["phonebook_general"] == {"ldap_filters": [], "allowed_networks": []}
        async with caller(token=reader_token) as client:
            assert (await client.get("/directory_configuration")).status_code == 403
        async with caller(token=admin_token) as client:
            assert (await client.get("/directory_configuration")).json() == found
