# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories of the whole fleet: the phonebook, the users, a real OpenLDAP, another system, telephones that ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from offices import Desk, Office
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

LDAP = "dc=example,dc=org"
EMMETT = {"displayname": "Emmett Brown", "firstname": "Emmett", "lastname": "Brown", "officenumber": "5550988"}
COLUMNS = [
    {"title": "Name", "type": "name", "format": "{db-firstname} {db-lastname}"},
    {"title": "Number", "type": "number", "format": "{db-phone}"},
    {"title": "Favorite", "type": "favorite"},
]


@pytest.fixture
def dird(fleet: Fleet) -> Iterator[httpx.Client]:
    with fleet.client("dird", 9489, "/0.1") as client:
        yield client


class Directories:
    """A profile that a test makes: the context `default` shows what these definitions find."""

    def __init__(self, office: Office, dird: httpx.Client) -> None:
        self.office = office
        self.dird = dird
        self.display = office.make("/displays", name="of the tests", columns=COLUMNS)

    def define(self, name: str, source: dict[str, Any], match: list[str], reverse: list[str], **fields: str) -> int:
        mapped = [{"fieldname": field, "value": value} for field, value in fields.items()]
        body = {"name": name, "source": source, "match_direct": match, "match_reverse": reverse, "fields": mapped}
        return self.office.make("/directory_definitions", **body)

    def show(self, *definitions: int) -> None:
        (line,) = (
            one for one in self.office.confd.get("/directory_contexts").json()["items"] if one["context"] == "default"
        )
        path = f"/directory_contexts/{line['id']}"
        self.office.put(path, display_id=self.display, directories=list(definitions))

    def finds(self, term: str) -> list[list[Any]]:
        answer = self.dird.get("/directories/lookup/default", params={"term": term})
        answer.raise_for_status()
        return [result["column_values"] for result in answer.json()["results"]]

    def comes_to_find(self, term: str, *expected: list[Any]) -> None:
        eventually(lambda: self.finds(term) == list(expected), what=f"{term} to find {expected}")


@pytest.fixture
def directories(office: Office, dird: httpx.Client) -> Directories:
    return Directories(office, dird)


class TestSources:
    def test_the_phonebook_is_searched_as_it_is_now(self, office: Office, directories: Directories) -> None:
        # CC-031 CC-033 SYS-304
        found = {"firstname": "phonebook.firstname", "lastname": "phonebook.lastname"}
        number = "phonebooknumber.office.number"
        directories.show(
            directories.define("book", {"type": "phonebook"}, ["phonebook.lastname"], [], phone=number, **found)
        )
        directories.comes_to_find("brown")
        contact = office.make("/phonebook_contacts", **EMMETT)
        directories.comes_to_find("brown", ["Emmett Brown", "5550988", False])
        office.put(f"/phonebook_contacts/{contact}", lastname="Braun")
        directories.comes_to_find("braun", ["Emmett Braun", "5550988", False])
        directories.comes_to_find("brown")

    def test_users_come_with_what_icons_need(self, directories: Directories, alice: Desk) -> None:
        # SYS-306 DEV-118
        fields = {"firstname": "firstname", "lastname": "lastname", "phone": "exten"}
        directories.show(directories.define("people", {"type": "users"}, ["firstname"], [], **fields))
        directories.comes_to_find("alice", ["Alice Abrams", "1001", False])
        (result,) = directories.dird.get("/directories/lookup/default", params={"term": "alice"}).json()["results"]
        relations = result["relations"]
        assert (relations["user_id"], relations["endpoint_id"]) == (alice.employee.user_id, alice.employee.line_id)
        assert relations["source_entry_id"] == str(alice.employee.user_id)

    @pytest.mark.parametrize("layer", [None, "tls", "ssl"])
    def test_ldap(self, office: Office, directories: Directories, layer: str | None) -> None:
        # SYS-302 SYS-303 ADM-047 ADM-051
        port = 636 if layer == "ssl" else 389
        server = office.make("/ldap_servers", name="ldap", host="ldap", port=port, security_layer=layer)
        ldap = office.make("/ldap_filters", name="people", ldap_server_id=server, base_dn=f"ou=people,{LDAP}")
        source = {"type": "ldap_filter", "ldap_filter_id": ldap}
        fields = {"firstname": "givenName", "lastname": "sn", "phone": "telephoneNumber"}
        directories.show(directories.define("ldap", source, ["cn"], ["telephoneNumber"], **fields))
        if layer is not None:
            directories.comes_to_find("zola")  # its certificate is nobody's that we trust
            return
        directories.comes_to_find("zola", ["Émile Zola", "5550101", False])
        assert directories.finds("*)(uid=*") == []
        assert directories.finds("(the) *st") == [["Bob (the) *star* Builder", "+1-555-0103", False]]
        marked = directories.dird.get("/directories/lookup/default", params={"term": "zola"}).json()["results"][0]
        path = f"/directories/favorites/ldap/{marked['relations']['source_entry_id']}"
        assert directories.dird.put(path).status_code == 204
        favorites = directories.dird.get("/directories/favorites/default").json()["results"]
        assert [one["column_values"] for one in favorites] == [["Émile Zola", "5550101", True]]
        assert directories.dird.delete(path).status_code == 204

    def test_an_ldap_server_of_a_private_authority_at_its_new_address(
        self, fleet: Fleet, office: Office, directories: Directories
    ) -> None:
        # SYS-104 SYS-168 ADM-048
        certificate = fleet.exec("ldap", "cat", "/tmp/ldap/certificate.pem")
        server = office.make("/ldap_servers", name="ldap", host="nobody-there", port=636, security_layer="ssl")
        ldap = office.make("/ldap_filters", name="people", ldap_server_id=server, base_dn=f"ou=people,{LDAP}")
        fields = {"firstname": "givenName", "lastname": "sn", "phone": "telephoneNumber"}
        source = {"type": "ldap_filter", "ldap_filter_id": ldap}
        directories.show(directories.define("ldap", source, ["cn"], ["telephoneNumber"], **fields))
        directories.comes_to_find("zola")
        put = "import pathlib,sys; p=pathlib.Path('/data/authorities'); p.mkdir(exist_ok=True)"
        fleet.exec("dird", "python", "-c", f"{put}; (p/'test.pem').write_text(sys.argv[1])", certificate)
        try:
            office.put(f"/ldap_servers/{server}", host="ldap")
            directories.comes_to_find("zola", ["Émile Zola", "5550101", False])
        finally:
            fleet.exec("dird", "python", "-c", "import shutil; shutil.rmtree('/data/authorities')")

    def test_a_display_says_what_is_empty_and_where_it_is_from(self, office: Office, directories: Directories) -> None:
        # CC-034 CC-035
        office.make("/phonebook_contacts", **EMMETT, faxnumber="5550989")
        found = {"lastname": "phonebook.lastname", "company": "phonebook.society"}
        fax = "phonebooknumber.fax.number"
        directories.show(
            directories.define("book", {"type": "phonebook"}, ["phonebook.lastname"], [], fax=fax, **found)
        )
        columns = [
            {"title": "Entreprise", "type": "", "format": "{db-company}", "default": "Inconnue"},
            {"title": "Source", "type": "", "format": "{xivo-directory}"},
        ]
        office.put(f"/displays/{directories.display}", columns=columns)
        directories.comes_to_find("brown", ["Inconnue", "book"])
        columns.append({"title": "Fax", "type": "fax", "format": "{db-fax}"})
        office.put(f"/displays/{directories.display}", columns=columns)
        directories.comes_to_find("brown", ["Inconnue", "book", "5550989"])
        headers = directories.dird.get("/directories/lookup/default/headers").json()
        assert headers == {"column_headers": ["Entreprise", "Source", "Fax"], "column_types": [None, None, "fax"]}

    def test_another_system(self, fleet: Fleet, office: Office, directories: Directories, alice: Desk) -> None:
        # SYS-304 SYS-305 SYS-306
        login = {"username": fleet.secrets["WS_USERNAME"], "password": fleet.secrets["WS_PASSWORD"]}
        book = office.make("/directories", name="their book", type="phonebook", uri="https://edge", **login)
        users = office.make("/directories", name="their users", type="xivo", uri="https://edge:9486", **login)
        office.make("/phonebook_contacts", **EMMETT)
        names = {"firstname": "phonebook.firstname", "lastname": "phonebook.lastname"}
        directories.show(
            directories.define(
                "book", {"type": "directory", "directory_id": book}, ["phonebook.lastname"], [], **names
            ),
            directories.define(
                "users",
                {"type": "directory", "directory_id": users},
                ["firstname"],
                [],
                firstname="firstname",
                phone="exten",
            ),
        )
        directories.comes_to_find("brown", ["Emmett Brown", None, False])
        directories.comes_to_find("alice", ["Alice Abrams", "1001", False])

    def test_a_dead_source_costs_its_deadline_and_says_so(self, fleet: Fleet, directories: Directories) -> None:
        # SYS-297 ADM-166
        office = directories.office
        where = {"type": "webservices", "uri": "http://192.0.2.1:8000/ws-phonebook"}
        web = office.make("/directories", name="nobody there", **where)
        fields = {"firstname": "firstname", "lastname": "lastname", "phone": "exten"}
        directories.show(
            directories.define("dead", {"type": "directory", "directory_id": web}, ["search"], []),
            directories.define("people", {"type": "users"}, ["firstname"], [], **fields),
        )
        directories.comes_to_find("alice", ["Alice Abrams", "1001", False])
        program = "import httpx; print(httpx.get('http://127.0.0.1:9489/status').text)"
        sources = json.loads(fleet.exec("dird", "python", "-c", program))["sources"]
        assert sources["people"] == "ok"
        # by the network of the tests: nobody answers, or there is no way to there
        assert "no answer within 0.5 s" in sources["dead"] or "ConnectError" in sources["dead"]

    def test_the_phonebook_for_other_systems(self, fleet: Fleet, office: Office) -> None:
        # SYS-305
        office.make("/phonebook_contacts", **EMMETT)
        login = (fleet.secrets["WS_USERNAME"], fleet.secrets["WS_PASSWORD"])
        url = f"https://{fleet.address('edge')}/service/ipbx/json.php/{{}}/pbx_services/phonebook"
        asked = {"act": "search", "search": "brown"}
        with httpx.Client(verify=False, timeout=30) as client:
            assert client.get(url.format("restricted"), params=asked).status_code == 401
            assert client.get(url.format("private"), params=asked).status_code == 404
            (found,) = client.get(url.format("restricted"), params=asked, auth=login).json()
        assert found["phonebooknumber"]["office"]["number"] == "5550988"


class TestTheApi:
    def test_is_spoken_by_tls_only_and_says_what_it_is(self, fleet: Fleet) -> None:
        # SYS-067 SYS-278 SYS-308
        with httpx.Client(verify=False, timeout=30) as client:
            for port in (9489, 9497):
                plain = f"http://{fleet.address('edge')}:{port}/api/api.json"
                assert client.get(plain).status_code == 400
                contract = client.get(plain.replace("http:", "https:")).json()
                assert contract["openapi"].startswith("3.")
            lookup = f"https://{fleet.address('edge')}:9489/0.1/directories/lookup/default"
            assert client.get(lookup, params={"term": "a"}).status_code == 401

    def test_favourites_outlive_it(self, fleet: Fleet, office: Office, directories: Directories) -> None:
        # SYS-313
        office.make("/phonebook_contacts", **EMMETT)
        found = {"firstname": "phonebook.firstname", "lastname": "phonebook.lastname"}
        directories.show(directories.define("book", {"type": "phonebook"}, ["phonebook.lastname"], [], **found))
        directories.comes_to_find("brown", ["Emmett Brown", None, False])
        (result,) = directories.dird.get("/directories/lookup/default", params={"term": "brown"}).json()["results"]
        path = f"/directories/favorites/book/{result['relations']['source_entry_id']}"
        assert directories.dird.put(path).status_code == 204
        try:
            fleet.restart("dird")
            directories.comes_to_find("brown", ["Emmett Brown", None, True])
        finally:
            assert directories.dird.delete(path).status_code == 204


class TestItsConfiguration:
    def test_is_what_the_administrator_puts_beside_the_defaults(self, fleet: Fleet, conf_d: Path) -> None:
        # SYS-234
        def is_missed() -> bool:
            status = fleet.http.get(f"{fleet.url('dird', 9489)}/status").json()
            return "xivo_dird.views.mine" in status["disabled_plugins"]

        assert not is_missed()
        file = conf_d / "dird" / "views.yml"
        file.write_text("enabled_plugins: {views: [default_json, personal_view, phones, mine]}\n")
        file.chmod(0o644)  # dird is somebody else
        try:
            fleet.restart("dird")
            eventually(is_missed, what="a view that is not there")
        finally:
            file.unlink()
            fleet.restart("dird")
            eventually(lambda: not is_missed(), what="dird as it was")


class TestOwnContacts:
    def test_come_from_a_file_and_are_found_beside_all_others(self, directories: Directories) -> None:
        # SYS-310 SYS-312
        own = directories.dird
        directories.show()
        content = "firstname,lastname,number\nÉve,Zimmer,5550777\nnobody\n".encode()
        done = own.post("/personal/import", content=content, headers={"Content-Type": "text/csv"})
        assert done.status_code == 201, done.text
        (eve,) = done.json()["created"]
        try:
            assert [one["line"] for one in done.json()["failed"]] == [3]
            directories.comes_to_find("zimm", ["Éve Zimmer", "5550777", False])
            card = own.get("/personal", params={"format": "text/vcard"}).text
            assert "N:Zimmer;Éve" in card
        finally:
            assert own.delete(f"/personal/{eve['id']}").status_code == 204
        assert directories.finds("zimm") == []


class TestTelephones:
    """CC-069: through the edge, as their address is configured."""

    URL = "http://{}/service/ipbx/web_services.php/phonebook/search/?name={}"
    PROGRAM = (
        "import sys,urllib.request,urllib.error\n"
        "ask=urllib.request.Request(sys.argv[1],headers={'User-Agent':'Aastra6731i MAC:00-08-5D-23-74-29 V:3.2.2'})\n"
        "try: print(urllib.request.urlopen(ask,timeout=5).read().decode())\n"
        "except urllib.error.HTTPError as error: print(error.code)"
    )

    def asks(self, fleet: Fleet, name: str) -> str:
        url = self.URL.format(fleet.address("edge", "phones"), name)
        return fleet.exec("phone-a", "python3", "-c", self.PROGRAM, url)

    def test_who_may_finds_the_phonebook(self, fleet: Fleet, office: Office) -> None:
        office.make("/phonebook_contacts", **EMMETT)
        dial = "<URI>Dial:5550988</URI>"
        eventually(lambda: dial in self.asks(fleet, "brown"), what="the contact")
        office.put("/phonebook_general", allowed_networks=["198.51.100.0/24"])
        eventually(lambda: self.asks(fleet, "brown").strip() == "403", what="the refusal")
