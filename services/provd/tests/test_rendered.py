# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in memory: the same answer without the database, a new one after any change."""

from __future__ import annotations

import logging

from sqlalchemy import text
from xivo_provd.phones.rendered import MAX_AGE, OVERHEAD, Rendered, RenderedFiles
from xivo_provd.settings import PluginSettings
from xivo_provd.stale import EVERYTHING
from xivo_store import QueryCounter

from .conftest import BASE_CONFIGS, LINE_PASSWORD, PLUGINS, give_line, only_device

PHONE, OTHER = "10.34.1.50", "10.34.1.66"
OWN, COMMON = "/001565123456.cfg", "/y000000000028.cfg"


def file(subject: str, size: int = 10) -> Rendered:
    return Rendered(b"x" * size, subject, subject)


class TestKept:
    def test_what_changed_is_forgotten(self):
        files = RenderedFiles()
        files.keep("a", file("d1"), files.begin())
        files.keep("b", file("d2"), files.begin())
        files.forget({"d1"})
        assert (files.get("a"), files.get("b")) == (None, file("d2"))
        files.forget({EVERYTHING})
        assert (files.get("b"), files.size, len(files)) == (None, 0, 0)

    def test_what_was_read_before_a_change_is_not_kept_after_it(self):
        files = RenderedFiles()
        begun = files.begin()
        files.forget({"d1"})
        files.keep("a", file("d1"), begun)
        files.keep("b", file("d2"), begun)
        assert (files.get("a"), files.get("b")) == (None, file("d2"))
        files.forget({EVERYTHING})
        files.keep("c", file("d3"), begun)
        assert files.get("c") is None

    def test_nothing_is_kept_for_ever(self):
        now = 0.0
        files = RenderedFiles(clock=lambda: now)
        files.keep("a", file("d1"), files.begin())
        now = MAX_AGE.total_seconds()
        assert files.get("a") == file("d1")
        files.keep("b", file("d2"), files.begin())
        now += 1
        assert (files.get("a"), files.get("b")) == (None, file("d2"))
        files.forget({"d2"})
        assert (files.size, len(files)) == (0, 0)

    def test_memory_is_bounded(self):
        files = RenderedFiles(max_bytes=10 * (OVERHEAD + 100))
        for number in range(1000):
            files.keep(number, file(f"d{number}", 100), files.begin())
        assert len(files) == 10
        assert files.get(989) is None
        assert files.get(999) is not None
        files.keep(999, file("d999", 100), files.begin())
        assert files.size == 10 * (OVERHEAD + 100)


class TestServed:
    async def booted(self, provd, api) -> None:
        await provd.get(PHONE, OWN)
        await give_line(api, await only_device(api))
        for _ in range(3):
            assert LINE_PASSWORD in (await provd.get(PHONE, OWN)).text

    async def asks_the_database(self, provd) -> bool:
        with QueryCounter(provd.database) as queries:
            assert (await provd.get(PHONE, OWN)).status_code == 200
        return queries.count > 0

    async def test_audited_all_the_same(self, provd, api, caplog):
        await self.booted(provd, api)
        await provd.app.state.served.stop()  # nobody else writes what this one serves
        async with provd.database.read() as session:
            count = text("SELECT count(*) FROM outbox WHERE routing_key = 'provd.device.secret.served'")
            before = (await session.execute(count)).scalar_one()
            with caplog.at_level(logging.INFO, "audit"):
                assert not await self.asks_the_database(provd)
            assert [record.message for record in caplog.records if record.name == "audit"] == ["secret served"]
            await provd.app.state.served.flush()
            assert (await session.execute(count)).scalar_one() == before + 1

    async def test_only_for_the_same_address(self, provd, api):
        await self.booted(provd, api)
        assert (await provd.get(OTHER, OWN)).status_code == 403

    async def test_every_change_is_seen_at_once(self, provd, api):
        # API-138 API-141 API-149 API-156 API-161
        await self.booted(provd, api)
        device = await only_device(api)
        templates = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "templates"

        async def edit_base() -> None:
            await api.put("/cfg_mgr/configs/base", json={"config": BASE_CONFIGS[0]})

        async def edit_own() -> None:
            config = (await api.get(f"/cfg_mgr/configs/{device['id']}")).json()["config"]
            await api.put(f"/cfg_mgr/configs/{device['id']}", json={"config": config})

        async def edit_device() -> None:
            await api.put(f"/dev_mgr/devices/{device['id']}", json={"device": {**device, "description": "x"}})

        async def reload_plugin() -> None:
            await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})

        async def reconfigure() -> None:
            await api.post("/dev_mgr/reconfigure", json={"id": device["id"]})

        async def behind_nat() -> None:
            await api.put("/configure/NAT", json={"param": {"value": 1}})

        async def new_key() -> None:
            await api.put("/configure/provisioning_key", json={"param": {"value": None}})

        for change in (edit_base, edit_own, edit_device, reload_plugin, reconfigure, behind_nat, new_key):
            await provd.get(PHONE, OWN)
            assert not await self.asks_the_database(provd), change
            await change()
            assert await self.asks_the_database(provd), change
        templates.joinpath("base.tpl").write_text("mine\n")
        assert (await provd.get(PHONE, OWN)).text != "mine\n"
        await reconfigure()
        assert (await provd.get(PHONE, OWN)).text == "mine\n"

    async def test_a_new_binding_ends_the_old_one(self, provd, api):
        await self.booted(provd, api)
        device = await only_device(api)
        await api.put(f"/dev_mgr/devices/{device['id']}/binding", json={"binding": {"address": OTHER}})
        assert (await provd.get(PHONE, OWN)).status_code == 403
        assert (await provd.get(OTHER, OWN)).status_code == 200

    async def test_a_removed_plugin_serves_nothing(self, make_provd, tmp_path):
        plugins = PluginSettings(directory=tmp_path / "p", bundled=PLUGINS, server=f"file://{PLUGINS}")
        async with make_provd(plugins=plugins) as provd, provd.caller() as api:
            for _ in range(3):
                await provd.get(PHONE, OWN)
            await api.post("/pg_mgr/install/uninstall", json={"id": "xivo-yealink-v80"})
            assert (await provd.get(PHONE, OWN)).status_code == 404

    async def test_a_ban_holds_for_known_requests_too(self, provd, api):
        await self.booted(provd, api)
        for number in range(16):
            await provd.get(PHONE, f"/Aastra/00085D00000{number:X}.cfg", "Aastra")
        assert (await provd.get(PHONE, OWN)).status_code == 429


class TestTemplatesAreSandboxed:
    async def test_no_way_to_code_or_files(self, provd, api):
        templates = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "templates"
        for attempt in (
            "{{ ''.__class__.__mro__[1].__subclasses__() }}",
            "{{ self.__init__.__globals__ }}",
            "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
            "{% for i in range(1000000) %}x{% endfor %}",
        ):
            templates.joinpath("base.tpl").write_text(attempt)
            await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
            assert (await provd.get(PHONE, OWN)).status_code == 404
        templates.joinpath("base.tpl").unlink()
        await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
        assert (await provd.get(PHONE, OWN)).status_code == 200
