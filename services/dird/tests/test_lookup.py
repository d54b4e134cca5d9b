# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking people up: the manual's sample, and sources that are slow, dead, broken or not to be loaded."""

import asyncio
import threading
import time

import pytest
from prometheus_client import REGISTRY
from xivo_base.settings import ConfigurationError
from xivo_dird.app import build_app
from xivo_dird.backends.csv_file import CsvBackend
from xivo_dird.settings import Settings

from .conftest import ALICE, BOB, READER, calling, running, write_source

LOOKUP = "/0.1/directories/lookup/default"


async def names(client, term):
    answer = await client.get(LOOKUP, params={"term": term})
    assert answer.status_code == 200, answer.text
    return [result["column_values"][0] for result in answer.json()["results"]]


async def test_the_manuals_sample(alice):  # SYS-283, SYS-286, SYS-287, SYS-295, SYS-300, SYS-310
    answer = (await alice.get(LOOKUP, params={"term": "ali"})).json()
    assert answer == {
        "term": "ali",
        "column_headers": ["Firstname", "Location", "Number", "Favorite"],
        "column_types": ["name", None, "number", "favorite"],
        "results": [
            {
                "column_values": ["Alice", "Canada", "55553783147", False],
                "relations": {
                    "xivo_id": None,
                    "user_id": None,
                    "endpoint_id": None,
                    "agent_id": None,
                    "source_entry_id": "1",
                },
                "source": "my_csv",
            }
        ],
    }


async def test_headers(alice):  # SYS-309
    assert (await alice.get(f"{LOOKUP}/headers")).json() == {
        "column_headers": ["Firstname", "Location", "Number", "Favorite"],
        "column_types": ["name", None, "number", "favorite"],
    }


@pytest.mark.parametrize("path", ["lookup/nobodys?term=a", "lookup/nobodys/headers", "favorites/nobodys"])
async def test_an_unknown_profile(alice, path):  # SYS-310
    answer = await alice.get(f"/0.1/directories/{path}")
    assert (answer.status_code, answer.json()["reason"]) == (404, ["The profile does not exist"])
    assert answer.json()["status_code"] == 404


async def test_who_may(app):  # SYS-312
    for token, status in ((None, 401), ("nobodys", 401), (READER, 403), (ALICE, 200)):
        async with calling(app, token) as client:
            answer = await client.get(LOOKUP, params={"term": "a"})
            assert answer.status_code == status
            if status != 200:
                assert set(answer.json()) == {"reason", "timestamp", "status_code"}


async def test_auth_away_is_503(settings, confd, socket_enabled):  # SYS-312
    app = build_app(settings)
    async with calling(app, ALICE) as client:
        assert (await client.get(LOOKUP, params={"term": "a"})).status_code == 503
    await app.state.database.stop()


async def test_terms_are_found_without_case_and_accents_and_nothing_else_is(settings, confd, folder, tmp_path):
    (tmp_path / "more.csv").write_text("id;name\n1;Hélène Šimková\n2;Zoë\n", encoding="utf-8")
    config = {
        "type": "csv",
        "name": "other",
        "file": str(tmp_path / "more.csv"),
        "delimiter": ";",
        "searched_columns": ["name"],
        "source_to_display_columns": {"name": "firstname"},
    }
    write_source(folder, config)
    async with running(settings, confd) as app, calling(app, ALICE) as client:
        for term in ("helene", "HÉLÈNE", "šimk", "lene s"):
            assert await names(client, term) == ["Hélène Šimková"]
        for term in ("\n", "\x1f", "*", "%", "1", "nobody"):
            assert await names(client, term) == []


class TestFiles:
    async def test_a_changed_file_is_read_again_and_a_missing_one_is_empty(self, alice, tmp_path):  # SYS-301, ADM-165
        file = tmp_path / "contacts.csv"
        file.write_text("id,fn,ln,num\n1,Dora,Dumont,1\n2,Short\n3,Long,One,2,3,4\n")
        assert await names(alice, "d") == ["Dora"]
        assert await names(alice, "o") == ["Dora", "Short", "Long"]
        file.unlink()
        assert await names(alice, "o") == []
        file.write_text("id,fn,ln,num\n1,Back,Again,1\n")
        assert await names(alice, "o") == []
        assert await names(alice, "back") == ["Back"]

    async def test_a_long_one_is_read_beside_what_is_asked(self, alice, tmp_path, monkeypatch):
        release = threading.Event()
        read = CsvBackend._read

        def slow(self):
            release.wait(30)
            return read(self)

        monkeypatch.setattr(CsvBackend, "_read", slow)
        monkeypatch.setattr("xivo_dird.backends.csv_file.PATIENCE_SECONDS", 0.01)
        (tmp_path / "contacts.csv").write_text("id,fn,ln,num\n1,Dora,Dumont,1\n")
        assert await names(alice, "ali") == ["Alice"]  # as it was before
        release.set()
        monkeypatch.setattr("xivo_dird.backends.csv_file.PATIENCE_SECONDS", 30)
        assert await names(alice, "dor") == ["Dora"]

    async def test_what_cannot_be_a_source_is_left_out(self, settings, confd, folder, tmp_path, caplog):  # SYS-285
        write_source(folder, {"type": "csv", "file": "/nowhere"}, "nameless")
        write_source(folder, {"type": "csv", "name": "my_csv", "file": "/nowhere"}, "zz_again")
        write_source(folder, {"type": "nonsense", "name": "unknown"})
        write_source(folder, {"type": "csv", "name": "fileless"})
        (folder / "broken.yml").write_text("a: [")
        (folder / "list.yml").write_text("- 1")
        async with running(settings, confd) as app, calling(app, ALICE) as client:
            assert await names(client, "ali") == ["Alice"]
        for text in ("without name or type", "two sources my_csv", "nonsense is not enabled", "fileless is ignored"):
            assert text in caplog.text

    async def test_a_back_end_that_is_not_enabled_has_no_sources(self, settings, confd, caplog):  # SYS-282
        plugins = {**settings.enabled_plugins, "backends": ["ldap"]}
        async with (
            running(settings.model_copy(update={"enabled_plugins": plugins}), confd) as app,
            calling(app, ALICE) as client,
        ):
            assert await names(client, "ali") == []
        assert "the back-end csv is not enabled" in caplog.text

    @pytest.mark.parametrize("kind", ["backends", "services", "views"])
    def test_without_a_plugin_of_each_kind_it_does_not_start(self, kind):  # SYS-282
        plugins = {"backends": ["csv"], "services": ["lookup"], "views": ["default_json"], kind: []}
        with pytest.raises(ConfigurationError, match=kind):
            build_app(Settings(enabled_plugins=plugins))


class TestTroubledSources:
    """SYS-297: what is wrong with one costs its time and nothing else, and is told once."""

    @pytest.fixture
    def settings(self, settings):
        sections = {"lookup": {"default": {"sources": ["my_csv", "other"], "timeout": 0.5}}}
        return settings.model_copy(update={"services": sections})

    @pytest.fixture
    async def client(self, app):
        async with calling(app, ALICE) as client:
            yield client

    @pytest.fixture(autouse=True)
    def second(self, folder, tmp_path):
        write_source(folder, {"type": "csv", "name": "other", "file": str(tmp_path / "contacts.csv")})

    @pytest.mark.parametrize("hangs", ["coroutine", "thread"])
    async def test_slow(self, client, app, monkeypatch, caplog, hangs):
        release = asyncio.Event()

        async def slow(self, term, args):
            await release.wait()

        def slow_thread(self, term, args):
            time.sleep(0.6)

        original = CsvBackend.search

        async def only_other(self, term, args):
            if self.name == "other":
                if hangs == "thread":
                    await asyncio.to_thread(slow_thread, self, term, args)
                await slow(self, term, args)
            return await original(self, term, args)

        monkeypatch.setattr(CsvBackend, "search", only_other)
        assert await names(client, "ali") == ["Alice"]
        assert await names(client, "ali") == ["Alice"]
        assert caplog.text.count("the source other gives no results") == 1

    async def test_broken_and_well_again(self, client, monkeypatch, caplog):
        original = CsvBackend.search
        broken = True

        async def search(self, term, args):
            if self.name == "other" and broken:
                raise RuntimeError("boom")
            return await original(self, term, args)

        monkeypatch.setattr(CsvBackend, "search", search)
        counted = {"source": "other", "cause": "error"}
        before = REGISTRY.get_sample_value("xivo_dird_source_failures_total", counted) or 0
        for _ in range(3):
            assert await names(client, "ali") == ["Alice"]
        assert caplog.text.count("the source other gives no results") == 1
        assert REGISTRY.get_sample_value("xivo_dird_source_failures_total", counted) == before + 3
        broken = False
        caplog.set_level("INFO")
        assert await names(client, "ali") == ["Alice"]
        assert "the source other answers again" in caplog.text


async def test_reverse_lookup(alice, bob):  # SYS-299, ADM-168
    path = f"/0.1/directories/reverse/default/{ALICE}"
    answer = (await alice.get(path, params={"exten": "5551354958"})).json()
    assert (answer["source"], answer["exten"], answer["display"]) == ("my_csv", "5551354958", None)
    assert answer["fields"]["firstname"] == "Bob"
    nobody = (await alice.get(path, params={"exten": "1"})).json()
    assert nobody == {"display": None, "exten": "1", "source": None, "fields": {}}
    for wrong in ("", "abc", "1" * 41):
        assert (await alice.get(path, params={"exten": wrong})).status_code == 400
    own = {"lastname": "Mother", "number": "555 13 54 958", "reverse": "Mum"}
    assert (await alice.post("/0.1/personal", json=own)).status_code == 201
    assert (await alice.get(path, params={"exten": "5551354958"})).json()["source"] == "my_csv"  # the first of the list
    assert (
        await alice.post("/0.1/personal", json={"lastname": "Dad", "number": "555-99", "reverse": "Dad"})
    ).is_success
    answer = (await bob.get(path, params={"exten": "55599"})).json()
    assert (answer["source"], answer["display"]) == ("personal", "Dad")
    answer = (await bob.get(path.replace(ALICE, BOB), params={"exten": "55599"})).json()
    assert answer["source"] is None


async def test_reverse_lookup_in_a_profile_that_there_is_not(alice):  # SYS-299
    answer = await alice.get(f"/0.1/directories/reverse/nobodys/{ALICE}", params={"exten": "1"})
    assert (answer.status_code, answer.json()["reason"]) == (404, ["The profile does not exist"])


class TestConfiguration:
    @pytest.mark.parametrize(
        ("section", "value", "where"),
        [
            ("services", {"lookup": {"default": {"sources": "my_csv"}}}, "services: lookup"),
            ("services", {"lookup": {"default": {"timeout": "soon"}}}, "default.timeout"),
            ("services", {"favorites": {"default": {"timeout": -1}}}, "services: favorites"),
            ("services", {"reverse": ["default"]}, "services: reverse"),
            ("views", {"displays": {"one": [{"title": ["x"]}]}}, "one.0.title"),
            ("views", {"profile_to_display": {"default": None}}, "views: default"),
        ],
    )
    def test_what_cannot_be_meant_is_told_at_the_start(self, settings, section, value, where):  # SYS-283, SYS-284
        with pytest.raises(ConfigurationError, match=where):
            build_app(settings.model_copy(update={section: value}))

    async def test_status_says_what_gives_nothing(self, settings, confd, folder, tmp_path):  # SYS-285, SYS-291
        write_source(folder, {"type": "nonsense", "name": "unknown"})
        write_source(folder, {"type": "csv", "name": 7, "file": str(tmp_path / "contacts.csv")}, "seven")
        plugins = {**settings.enabled_plugins, "services": [*settings.enabled_plugins["services"], "nowhere"]}
        async with (
            running(settings.model_copy(update={"enabled_plugins": plugins}), confd) as app,
            calling(app, None, "127.0.0.1") as client,
        ):
            status = (await client.get("/status")).json()
        sources = status["sources"]
        assert (sources["my_csv"], sources["7"]) == ("ok", "ok")
        assert sources["unknown"] == "the back-end nonsense is not enabled"
        assert status["disabled_plugins"] == {"xivo_dird.services.nowhere": "not installed"}
