# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories that are asked over HTTP: web services, and the phonebook and the users of another system."""

import asyncio
import json
import time
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from xivo_dird.answers import relations, shown
from xivo_dird.backends import own_copy
from xivo_dird.backends.csv_ws import CsvWebServiceBackend
from xivo_dird.backends.phonebook import PhonebookBackend
from xivo_dird.backends.xivo import XivoBackend
from xivo_dird.sources import Source

JOHN = b"name|phone\nJohn|5551234\nNobody Asked|1\n"
BROWN = {
    "phonebook": {"id": "7", "firstname": "Emmett", "lastname": "Brown", "fullname": "Emmett Brown", "society": "DMC"},
    "phonebooknumber": {"office": {"type": "office", "number": "555 1234"}},
    "phonebookaddress": {"office": {"type": "office", "city": "Hill Valley", "zipcode": "95420"}},
}
USER = {"id": 1, "line_id": 2, "agent_id": None, "firstname": "John", "lastname": "Doe", "exten": "1234"}


@pytest.fixture
async def make(web_service):
    made = []

    def source(plugin, **config):
        config = {"name": "there", **config}
        plugin.load({"config": config})
        made.append(Source("there", plugin, config))
        return made[-1]

    yield source
    for one in made:
        await one.unload()


class TestWebServices:
    @pytest.fixture
    def source(self, make, web_service):
        web_service.answer = lambda _path: (200, JOHN)
        return make(
            CsvWebServiceBackend(),
            lookup_url=f"{web_service.url}/ws-phonebook?search={{term}}",
            reverse_url=f"{web_service.url}/ws-phonebook?phonesearch={{term}}",
            list_url=f"{web_service.url}/all",
            unique_column="phone",
            delimiter="|",
            source_to_display_columns={"name": "firstname"},
        )

    async def test_what_is_asked_and_that_the_answer_is_taken_as_it_is(self, source, web_service):  # ADM-166, ADM-169
        found = await source.search("John", {}, 2.0)
        assert [(one["firstname"], one["phone"]) for one in found] == [("John", "5551234"), ("Nobody Asked", "1")]
        assert (await source.match("5551234", {}, 2.0))["firstname"] == "John"
        assert web_service.asked == ["/ws-phonebook?search=John", "/ws-phonebook?phonesearch=5551234"]
        assert [one["firstname"] for one in await source.list(["1"], {}, 2.0)] == ["Nobody Asked"]

    async def test_whatever_is_typed_stays_in_its_parameter(self, source, web_service):
        await source.search("a&b=c#d /../é%\n", {}, 2.0)
        (asked,) = web_service.asked
        assert parse_qs(urlsplit(asked).query) == {"search": ["a&b=c#d /../é%\n"]}


class TestAnothersPhonebook:
    @pytest.fixture
    def source(self, make, web_service):
        web_service.answer = lambda path: (200, json.dumps([BROWN]).encode()) if "9" not in path else (404, b"[]")
        return make(
            PhonebookBackend(),
            phonebook_url=f"{web_service.url}/service/ipbx/json.php/restricted/pbx_services/phonebook",
            phonebook_username="admin",
            phonebook_password="foobar",
            unique_column="phonebook.id",
            first_matched_columns=["phonebooknumber.office.number"],
            source_to_display_columns={"phonebook.firstname": "firstname", "phonebooknumber.office.number": "number"},
        )

    async def test_the_documented_columns(self, source, web_service):  # SYS-304, CC-033
        (entry,) = await source.search("brown", {}, 2.0)
        assert (entry["firstname"], entry["number"]) == ("Emmett", "555 1234")
        assert entry["phonebookaddress.office.zipcode"] == "95420"
        assert web_service.asked == ["/service/ipbx/json.php/restricted/pbx_services/phonebook?act=search&search=brown"]
        assert web_service.authorizations[0].startswith("Basic ")

    async def test_favourites_and_numbers(self, source):
        listed = await source.list(["7", "9", "no number"], {}, 2.0)
        assert [one["phonebook.lastname"] for one in listed] == ["Brown"]
        assert (await source.match("5551234", {}, 2.0))["phonebook.society"] == "DMC"
        assert await source.match("555", {}, 2.0) is None

    async def test_nobody_found_is_an_empty_answer(self, source, web_service, caplog):
        web_service.answer = lambda _path: (204, b"")
        assert list(await source.search("brown", {}, 2.0)) == []
        assert "gives no results" not in caplog.text


class TestAnothersUsers:
    """A confd over real HTTP, with Digest as 15.12 has it."""

    @pytest.fixture
    def confd(self, web_service):
        def answer(path):
            if web_service.authorizations[-1] is None:
                return 401, b"[]"
            if urlsplit(path).path == "/1.1/infos":
                return 200, b'{"uuid": "another"}'
            return 200, json.dumps({"total": 1, "items": [USER]}).encode()

        web_service.answer = answer
        return web_service

    @pytest.fixture
    def source(self, make, confd):
        where = {"https": False, "host": "127.0.0.1", "port": confd.port, "username": "admin", "password": "password"}
        return make(
            XivoBackend(),
            confd_config={**where, "version": 1.1, "timeout": 3},
            unique_column="id",
            searched_columns=["firstname", "lastname"],
            first_matched_columns=["exten"],
            source_to_display_columns={"exten": "number", "mobile_phone_number": "mobile"},
        )

    async def test_users_with_what_icons_need(self, source, confd):  # SYS-306
        (entry,) = await source.search("doe", {}, 3.0)
        assert (entry["number"], entry["mobile"]) == ("1234", None)
        expected = {"xivo_id": "another", "user_id": 1, "endpoint_id": 2, "agent_id": None}
        assert relations(entry) == expected
        assert (await source.list(["1", "2"], {}, 1.0))[0]["firstname"] == "John"
        assert (await source.match("1234", {}, 1.0))["lastname"] == "Doe"
        assert confd.authorizations[1].startswith("Digest ")

    async def test_gone_away_its_users_stay_known(self, source, confd, monkeypatch, caplog):
        assert len(await source.search("doe", {}, 3.0)) == 1
        confd.answer = lambda _path: (503, b"")
        source._plugin._copy._fresh_until = 0.0
        for _ in range(3):
            assert len(await source.search("doe", {}, 3.0)) == 1
        if source._plugin._copy.is_fetching:
            await asyncio.wait([source._plugin._copy._fetching])
        assert caplog.text.count("the source there keeps what it has") == 1

    async def test_one_byte_at_a_time_is_not_read_for_ever(self, source, confd, monkeypatch):
        monkeypatch.setattr(own_copy, "LONGEST_SECONDS", 0.2)
        confd.answer = lambda _path: (time.sleep(0.5), (200, b"{}"))[1]
        assert await source.search("doe", {}, 3.0) == ()
        assert not source._plugin._copy.is_fetching


LIES = {
    "no JSON": b"<html>It works!</html>",
    "another encoding": '[{"phonebook": {"lastname": "Élan"}}]'.encode("latin-1"),
    "text": b'"x"',
    "a number": b"1",
    "a list of anything": b'[1, null, "x", [], {}]',
    "wrong types inside": b'{"total": "x", "items": {"a": 1}, "phonebook": [1], "phonebooknumber": {"office": [2]}}',
    "deep": b"[" * 100_000,
    "10 MB": b'[{"phonebook": {"lastname": "' + b"x" * 10 * 1024 * 1024 + b'"}}]',
    "half a character": b'[{"phonebook": {"id": "1", "lastname": "\\ud800"}}]',
    "nothing": b"",
}


class TestLiars:
    """SYS-297: whatever a directory answers, dird says so once, keeps its memory, and has no error of its own."""

    def sources(self, make, url, port):
        yield make(CsvWebServiceBackend(), lookup_url=url, source_to_display_columns={"name": "firstname"})
        yield make(PhonebookBackend(), phonebook_url=url)
        yield make(XivoBackend(), confd_config={"https": False, "host": "127.0.0.1", "port": port})

    @pytest.mark.parametrize("lie", LIES)
    async def test_a_lie(self, make, web_service, caplog, lie):
        web_service.answer = lambda _path: (200, LIES[lie])
        for source in self.sources(make, web_service.url, web_service.port):
            for _ in range(2):
                for entry in await source.search("x", {}, 5.0):
                    orjson.dumps(shown(entry))
            if source.trouble:
                assert caplog.text.count("gives no results") == 1
            caplog.clear()

    async def test_longer_than_any_answer_should_be(self, make, web_service):
        web_service.answer = lambda _path: (200, LIES["10 MB"])
        for source in self.sources(make, web_service.url, web_service.port):
            assert await source.search("x", {}, 5.0) == ()
            assert "answers more than" in source.trouble

    @pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 500, 503])
    async def test_an_error(self, make, web_service, status):
        web_service.answer = lambda _path: (status, b'{"error": "<b>"}')
        for source in self.sources(make, web_service.url, web_service.port):
            assert await source.search("x", {}, 5.0) == ()
            assert str(status) in source.trouble

    async def test_nobody_there(self, make, web_service):
        web_service.close()
        for source in self.sources(make, web_service.url, web_service.port):
            assert await source.search("x", {}, 5.0) == ()
            assert source.trouble
