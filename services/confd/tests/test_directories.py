# SPDX-License-Identifier: GPL-3.0-or-later
"""Where contacts are, how they are found, and what is shown of them."""

import pytest
from xivo_confd.resources.ldap_filters.filter_text import FilterError, check_filter
from xivo_testkit.crud import CrudSuite


async def made(confd, path, **body):
    answer = await confd.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def ids(confd, path):
    return {one["name"]: one["id"] for one in (await confd.get(path)).json()["items"]}


class TestLdapServers(CrudSuite):  # ADM-047
    path = "/ldap_servers"
    event = "ldap_server"
    minimum = {"name": "ldapserver1", "host": "ldap.example.org"}
    complete = {
        "name": "ldapserver2",
        "host": "192.0.2.7",
        "port": 636,
        "security_layer": "ssl",
        "protocol_version": 2,
        "description": "the other one",
    }
    edit = {"port": 390}
    required = ("name", "host")
    absent = ["Resource Not Found - LdapServer was not found ('id': 999999)"]
    sortable = ("id", "name", "host", "port")
    bad = [
        ({"port": 0}, "Input Error - field 'port': input should be greater than or equal to 1"),
        ({"security_layer": "none"}, "Input Error - 'security_layer' must be one of (tls, ssl)"),
    ]

    async def test_one_place_is_one_server(self, confd):
        await self.make(confd)
        answer = await confd.post(self.path, json={**self.minimum, "name": "again"})
        assert answer.json() == [
            "Resource Error - LdapServer already exists ('host': 'ldap.example.org', 'port': '389')"
        ]


class TestLdapFilters(CrudSuite):  # ADM-051
    path = "/ldap_filters"
    event = "ldap_filter"
    required = ("name", "ldap_server_id")
    absent = ["Resource Not Found - LdapFilter was not found ('id': 999999)"]
    sortable = ("id", "name", "base_dn")
    write_only = ("password",)
    minimum = {"name": "people", "ldap_server_id": 1}
    complete = {
        "name": "all",
        "ldap_server_id": 1,
        "username": "cn=admin,dc=example,dc=org",
        "password": "a secret",
        "base_dn": "ou=people,dc=example,dc=org",
        "filter": "& (cn=%Q*) (mail=%Q@example.org)",
        "number_type": "mobile",
        "display_names": ["cn", "displayName"],
        "phone_numbers": ["mobile"],
        "description": "",
    }
    edit = {"filter": "cn=*%Q*"}
    bad = [
        ({"ldap_server_id": 77}, "Input Error - field 'ldap_server_id': LdapServer 77 was not found"),
        ({"filter": "(cn=%Q"}, "Input Error - field 'filter': column 7: ) is expected"),
        ({"number_type": "x" * 17}, "Input Error - field 'number_type': must have a maximum length of 16"),
        (
            {"display_names": []},
            "Input Error - field 'display_names': list should have at least 1 item after validation, not 0",
        ),
    ]

    @pytest.fixture(autouse=True)
    async def server(self, confd, announced):
        assert await made(confd, "/ldap_servers", name="ldapserver1", host="ldap.example.org") == 1
        await announced()

    async def test_a_server_with_filters_stays(self, confd):
        await self.make(confd)
        assert (await confd.delete("/ldap_servers/1")).status_code == 400

    async def test_telephones_search_the_filters_chosen_for_them(self, confd):  # ADM-055
        identifier = await self.make(confd)
        answer = await confd.put("/phonebook_general", json={"ldap_filters": [identifier]})
        assert answer.status_code == 204
        assert (await confd.get("/phonebook_general")).json() == {"ldap_filters": [identifier], "allowed_networks": []}
        assert (await confd.delete(f"{self.path}/{identifier}")).status_code == 400


class TestFilters:
    @pytest.mark.parametrize(
        "text",
        [
            "cn=%Q*",
            "(cn=%Q*)",
            "& (cn=%Q*) (mail=%Q@example.org)",
            "| (cn=%Q*) (displayName=%Q*)",
            "(&(o=ACME)(|(cn=%Q*)(sn=%Q*))(!(ou=old)))",
            "(age>=3)",
            r"cn=\2a%Q*",
        ],
    )
    def test_that_are_good(self, text):  # ADM-054
        check_filter(text)

    @pytest.mark.parametrize(
        "text", ["cn", "(cn=a", "cn=a)", "&", "(&)", "(cn=a)(sn=b)", "(!cn=a", "((cn=a)", "!" * 40 + "a=b", r"cn=\zz"]
    )
    def test_that_are_not(self, text):
        with pytest.raises(FilterError):
            check_filter(text)


class TestDirectories(CrudSuite):  # ADM-164
    path = "/directories"
    event = "directory"
    minimum = {"name": "csv-phonebook", "type": "file", "uri": "/data/csv-phonebook.csv"}
    complete = {
        "name": "branch",
        "type": "phonebook",
        "uri": "https://xivo.branch.example.org",
        "username": "directory",
        "password": "a secret",
        "description": "their phonebook",
    }
    edit = {"description": "old"}
    required = ("name", "type", "uri")
    absent = ["Resource Not Found - Directory was not found ('id': 999999)"]
    sortable = ("id", "name", "type")
    write_only = ("password",)
    bad = [
        (
            {"type": "file", "uri": "/etc/passwd"},
            "Input Error - field 'uri': a file is in /data/, for example /data/contacts.csv",
        ),
        (
            {"type": "file", "uri": "/data/../etc/passwd"},
            "Input Error - field 'uri': a file is in /data/, for example /data/contacts.csv",
        ),
        (
            {"type": "webservices", "uri": "ftp://example.org"},
            "Input Error - field 'uri': an address begins with http:// or https://",
        ),
    ]


class TestDefinitions(CrudSuite):  # ADM-056, ADM-167
    path = "/directory_definitions"
    event = "directory_definition"
    minimum = {"name": "mine", "source": {"type": "phonebook"}}
    complete = {
        "name": "book",
        "source": {"type": "phonebook"},
        "delimiter": "|",
        "match_direct": ["phonebook.firstname", "phonebookaddress.office.zipcode"],
        "match_reverse": ["phonebooknumber.home.number"],
        "fields": [{"fieldname": "reverse", "value": "phonebook.fullname"}],
        "description": "",
    }
    edit = {"match_direct": []}
    required = ("name", "source")
    absent = ["Resource Not Found - DirectoryDefinition was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [
        (
            {"source": {"type": "directory", "directory_id": 77}},
            "Input Error - field 'source.directory_id': Directory 77 was not found",
        ),
        (
            {"match_direct": ["phonebook.shoe_size"]},
            "Input Error - field 'match_direct.0': the phonebook has no phonebook.shoe_size",
        ),
        (
            {"fields": [{"fieldname": "a", "value": "phonebook.title"}, {"fieldname": "a", "value": "phonebook.url"}]},
            "Input Error - field 'fields.1.fieldname': a is there twice",
        ),
    ]

    async def test_a_source_that_is_used_stays(self, confd):
        directory = await made(confd, "/directories", **TestDirectories.minimum)
        await self.make(confd, {"name": "csv", "source": {"type": "directory", "directory_id": directory}})
        assert (await confd.delete(f"/directories/{directory}")).status_code == 400

    async def test_two_are_there_from_the_start(self, confd):  # CC-038
        found = {one["name"]: one for one in (await confd.get(self.path)).json()["items"]}
        assert list(found) == ["internal", "xivodir"]
        fields = {field["fieldname"]: field["value"] for field in found["xivodir"]["fields"]}
        assert fields["reverse"] == fields["company"] == "phonebook.society"
        assert fields["phone"] == "phonebooknumber.office.number"
        assert (await confd.delete(f"{self.path}/{found['xivodir']['id']}")).status_code == 400


class TestDisplays(CrudSuite):  # ADM-171, SYS-166
    path = "/displays"
    event = "display"
    minimum = {"name": "short", "columns": [{"format": "{db-name}"}]}
    complete = {
        "name": "long",
        "columns": [
            {"title": "", "type": "status", "default": "", "format": ""},
            {"title": "Name", "type": "name", "default": "Unknown", "format": "{db-firstname} {db-lastname}"},
            {"title": "From", "type": "", "default": "", "format": "{xivo-directory}"},
        ],
        "description": "",
    }
    edit = {"description": "for operators"}
    required = ("name", "columns")
    absent = ["Resource Not Found - Display was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [
        (
            {"columns": [{"format": "{name}"}]},
            "Input Error - field 'columns.0.format': braces are around db- and a field's name, or xivo-directory",
        ),
        ({"columns": []}, "Input Error - field 'columns': list should have at least 1 item after validation, not 0"),
    ]


class TestWhatUsersOfAContextFind:
    async def test_the_first_context_has_phonebook_and_users(self, confd):  # ADM-058, ADM-172
        (line,) = (await confd.get("/directory_contexts")).json()["items"]
        definitions, displays = await ids(confd, "/directory_definitions"), await ids(confd, "/displays")
        assert line["context"] == "default"
        assert line["directories"] == [definitions["xivodir"], definitions["internal"]]
        assert line["display_id"] == displays["Display"]
        assert (await confd.delete(f"/displays/{displays['Display']}")).status_code == 400
        assert (await confd.delete(f"/displays/{displays['switchboard']}")).status_code == 204

    async def test_a_context_has_one_line(self, confd, announced):  # ADM-059, SYS-164
        display = (await ids(confd, "/displays"))["switchboard"]
        body = {"context": "default", "display_id": display}
        answer = await confd.post("/directory_contexts", json=body)
        assert answer.json() == ["Resource Error - DirectoryContext already exists ('context': 'default')"]
        await confd.post("/contexts", json={"name": "__switchboard_directory", "type": "others"})
        line = await made(confd, "/directory_contexts", **{**body, "context": "__switchboard_directory"})
        assert (await confd.put(f"/directory_contexts/{line}", json={"directories": [1, 1]})).json() == [
            "Input Error - field 'directories': one comes twice"
        ]
        assert (await confd.delete(f"/directory_contexts/{line}")).status_code == 204

    async def test_it_follows_its_context(self, confd):
        contexts = await ids(confd, "/contexts")
        assert (await confd.put(f"/contexts/{contexts['default']}", json={"name": "people"})).status_code == 204
        (line,) = (await confd.get("/directory_contexts")).json()["items"]
        assert line["context"] == "people"
        assert (await confd.delete(f"/contexts/{contexts['default']}")).status_code == 204
        assert (await confd.get("/directory_contexts")).json()["total"] == 0
        displays = await ids(confd, "/displays")
        assert (await confd.delete(f"/displays/{displays['Display']}")).status_code == 204

    async def test_callers_are_looked_up_where_it_is_said(self, confd, announced):  # CC-040
        definitions = await ids(confd, "/directory_definitions")
        await announced()
        assert (await confd.get("/reverse_directories")).json() == {"directories": [definitions["xivodir"]]}
        both = [definitions["internal"], definitions["xivodir"]]
        assert (await confd.put("/reverse_directories", json={"directories": both})).status_code == 204
        assert (await confd.get("/reverse_directories")).json() == {"directories": both}
        assert [event[0] for event in await announced()] == ["reverse_directories_edited"]
        answer = await confd.put("/reverse_directories", json={"directories": [99]})
        assert answer.json() == ["Input Error - field 'directories.0': DirectoryDefinition 99 was not found"]
