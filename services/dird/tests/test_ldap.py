# SPDX-License-Identifier: GPL-3.0-or-later
"""The back-end `ldap` and a real OpenLDAP."""

import asyncio
import uuid
from pathlib import Path

import pytest
import pytest_socket
from xivo_dird.backends.ldap import CONNECTIONS, LdapBackend
from xivo_dird.from_confd import translate
from xivo_dird.sources import Source
from xivo_testkit.ldap_server import PASSWORD, SUFFIX, OpenLdap

from .conftest import FakeConfd

COLUMNS = {
    "searched_columns": ["cn", "telephoneNumber"],
    "first_matched_columns": ["telephoneNumber"],
    "source_to_display_columns": {"givenName": "firstname", "sn": "lastname", "telephoneNumber": "number"},
}
PATIENCE = 20.0
"""Seconds: the machine may be busy."""
ZOLA, ALICE = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture(scope="module")
def server():
    pytest_socket.enable_socket()
    with OpenLdap() as server:
        yield server


@pytest.fixture
async def make(server, socket_enabled):
    """Sources of this server."""
    base = {"name": "my_ldap", "ldap_uri": server.uri, "ldap_base_dn": f"ou=people,{SUFFIX}", **COLUMNS}
    base |= {"ldap_network_timeout": PATIENCE, "ldap_timeout": PATIENCE}
    made = []

    def source(**config):
        plugin = LdapBackend()
        plugin.load({"config": base | config})
        made.append(Source("my_ldap", plugin, base | config))
        return made[-1]

    yield source
    for one in made:
        await one.unload()


async def found(source, term):
    return [entry["cn"] for entry in await source.search(term, {}, PATIENCE)]


class TestSearch:
    async def test_any_of_the_columns(self, make):  # SYS-302, ADM-053
        source = make()
        (entry,) = await source.search("ZOL", {}, PATIENCE)
        assert (entry["firstname"], entry["lastname"], entry["number"]) == ("Émile", "Zola", "5550101")
        assert await found(source, "555 0102") == ["Alice Liddell"]
        assert await found(source, "nobody") == []
        assert len(await found(source, "")) == 3

    @pytest.mark.parametrize("term", ["*)(uid=*", "*", "(", ")", "\\", "\x00", "*)(|(cn=*", "zola)(cn=alice", "&", "|"])
    async def test_metacharacters_are_only_characters(self, make, term, caplog):  # SYS-303
        bob = ["Bob (the) *star* Builder"] if term in {"*", "(", ")"} else []
        assert await found(make(), term) == bob
        assert await found(make(ldap_custom_filter="cn=*%Q*"), term) == bob
        assert "gives no results" not in caplog.text

    @pytest.mark.parametrize(
        "custom",
        [
            "cn=%Q*",
            "& (cn=%Q*) (mail=zola@example.org)",
            "| (cn=%Q*) (displayName=%Q*)",
            "(&  (objectClass=inetOrgPerson) (cn=%Q*) )",
        ],
    )
    async def test_custom_filters_in_the_manuals_shapes(self, make, custom):  # ADM-054
        source = make(ldap_custom_filter=custom)
        assert await found(source, "émile") == ["Émile Zola"]
        assert await found(source, "zola") == []

    async def test_the_first_attribute_that_an_entry_has(self, make):  # ADM-052
        source = make(first_of={"name": ["displayName", "cn"], "number": ["mobile", "telephoneNumber"]})
        (entry,) = await source.search("zola", {}, PATIENCE)
        assert (entry["name"], entry["number"]) == ("Émile Zola", "5550101")

    async def test_by_number(self, make):  # ADM-057
        assert (await make().match("5550101", {}, PATIENCE))["cn"] == "Émile Zola"
        assert await make().match("555", {}, PATIENCE) is None


class TestIds:  # SYS-288, SYS-302
    async def test_active_directorys_binary_one(self, make):
        source = make(unique_column="objectGUID")
        (entry,) = await source.search("zola", {}, PATIENCE)
        assert entry["objectGUID"] == str(ZOLA)
        listed = await source.list([str(ZOLA), str(ALICE), "no uuid", str(uuid.uuid4())], {}, PATIENCE)
        assert {one["cn"] for one in listed} == {"Émile Zola", "Alice Liddell"}

    async def test_open_ldaps(self, make):
        source = make(unique_column="entryUUID")
        (entry,) = await source.search("zola", {}, PATIENCE)
        assert [one["cn"] for one in await source.list([entry["entryUUID"], "*"], {}, PATIENCE)] == ["Émile Zola"]

    async def test_whichever_an_administrators_directory_has(self, make):
        """Nobody says in confd which kind of server it is."""
        configuration = FakeConfd().configuration
        server = {"id": 1, "security_layer": None, "host": "127.0.0.1", "port": 1}
        ldap_filter = {"id": 1, "ldap_server_id": 1, "base_dn": "", "username": "", "password": "", "filter": ""}
        configuration |= {
            "ldap_servers": [server],
            "ldap_filters": [{**ldap_filter, "display_names": ["cn"], "phone_numbers": ["telephoneNumber"]}],
            "directory_definitions": [
                {
                    "id": 1,
                    "name": "ldap",
                    "source": {"type": "ldap_filter", "ldap_filter_id": 1},
                    "match_direct": ["cn"],
                    "match_reverse": [],
                    "fields": [],
                }
            ],
        }
        config = dict(translate(configuration, Path("/data"), 0.5).sources["ldap"])
        del config["ldap_uri"], config["ldap_base_dn"]
        source = make(**config)
        (entry,) = await source.search("zola", {}, PATIENCE)
        assert [one["cn"] for one in await source.list([entry["id"]], {}, PATIENCE)] == ["Émile Zola"]
        only_ad = make(**{**config, "first_of": {**config["first_of"], "id": ["objectGUID"]}})
        (entry,) = await only_ad.search("zola", {}, PATIENCE)
        assert entry["id"] == str(ZOLA)
        assert [one["cn"] for one in await source.list([str(ZOLA)], {}, PATIENCE)] == ["Émile Zola"]


class TestWhoAsks:
    async def test_a_bind_sees_what_nobody_else_does(self, make, caplog):  # SYS-302
        secret = {"ldap_base_dn": f"ou=secret,{SUFFIX}"}
        assert await found(make(**secret), "hari") == []
        assert "insufficientAccessRights" in caplog.text
        caplog.clear()
        login = {"ldap_username": f"cn=admin,{SUFFIX}", "ldap_password": PASSWORD}
        assert await found(make(**secret, **login), "hari") == ["Mata Hari"]
        assert await found(make(**secret, **login | {"ldap_password": "wrong"}), "hari") == []
        assert caplog.text.count("the source my_ldap gives no results") == 1
        assert "invalidCredentials" in caplog.text
        assert PASSWORD not in caplog.text

    async def test_tls_wants_a_known_certificate_with_the_name(self, make, server, caplog):  # ADM-049, ADM-050
        trusted = {"ldap_ca_file": str(server.certificate)}
        assert await found(make(ldap_uri=server.secure_uri, **trusted), "zola") == ["Émile Zola"]
        by_name = server.uri.replace("127.0.0.1", "localhost")
        assert await found(make(ldap_uri=by_name, ldap_start_tls=True, **trusted), "zola") == ["Émile Zola"]
        assert await found(make(ldap_uri=server.secure_uri), "zola") == []
        assert "certificate" in caplog.text
        caplog.clear()
        by_address = server.secure_uri.replace("localhost", "127.0.0.1")
        assert await found(make(ldap_uri=by_address, **trusted), "zola") == []
        assert "127.0.0.1" in caplog.text

    async def test_authorities_in_a_folder_are_trusted_and_what_is_none_is_told(
        self, make, server, tmp_path, caplog
    ):  # SYS-104
        (tmp_path / "company.pem").write_bytes(server.certificate.read_bytes())
        (tmp_path / "broken.crt").write_text("no certificate")
        (tmp_path / "README").write_text("not looked at")
        assert await found(make(ldap_uri=server.secure_uri, ldap_ca_folder=str(tmp_path)), "zola") == ["Émile Zola"]
        assert "broken.crt is no certificate" in caplog.text
        assert await found(make(ldap_uri=server.secure_uri, ldap_ca_folder=str(tmp_path / "none")), "zola") == []

    @pytest.mark.parametrize("uri", ["http://ldap", "ldap://", "ldap", ""])
    def test_what_is_no_address_is_no_source(self, make, uri):
        with pytest.raises(ValueError, match="ldap_uri"):
            make(ldap_uri=uri)


async def test_a_server_that_restarts_is_found_again(make, server, caplog):
    source = make()
    assert await found(source, "zola") == ["Émile Zola"]
    server.stop()
    for _ in range(3):
        assert await found(source, "zola") == []
    server.start()
    assert caplog.text.count("the source my_ldap gives no results") == 1
    assert await found(source, "zola") == ["Émile Zola"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x80\x02\x01\x01\x00\x00",
        b"\x30\x03\x02\x01\x01",
        b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00",
        b"\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x34\x04\x00\x04\x00",
        b"\x00" * 64,
    ],
    ids=["nothing", "HTTP", "4 GB", "no length", "half a message", "not what was asked", "a farewell", "zeros"],
)
async def test_what_speaks_no_ldap_gives_no_results(make, caplog, answer):  # SYS-297
    async def speak(reader, writer):
        await reader.read(100)
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as liar:
        source = make(ldap_uri=f"ldap://127.0.0.1:{liar.sockets[0].getsockname()[1]}")
        for _ in range(2):
            assert await found(source, "zola") == []
        assert caplog.text.count("the source my_ldap gives no results") == 1


async def test_questions_at_once_share_a_few_connections(make):
    source = make()
    answers = await asyncio.gather(*(found(source, "zola") for _ in range(50)))
    assert answers == [["Émile Zola"]] * 50
    assert len(source._plugin._free) <= CONNECTIONS
