# SPDX-License-Identifier: GPL-3.0-or-later
"""The DHCP server hears of updates of plugins by sysconfd; with both of them: test_dhcp.py of tests-integration."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from xivo_provd.dhcp_update import DhcpUpdate
from xivo_provd.settings import PluginSettings

from .conftest import PLUGINS, until
from .test_api import finished
from .test_plugins_api import SNOM, YEALINK, bump


class Host:
    """sysconfd, as provd sees it."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_away = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        app = FastAPI()

        @app.get("/dhcpd_update")
        async def dhcpd_update() -> dict[str, str]:
            self.asked += 1
            await self.may_answer.wait()
            if self.is_away:
                raise HTTPException(503)
            return {}

        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sysconfd:8668")

    async def hears(self, times: int) -> None:
        await until(lambda: self.asked == times)


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def installation(make_provd, tmp_path, source, host):
    """A provd with a repository of its own."""

    @asynccontextmanager
    async def made():
        plugins = PluginSettings(directory=tmp_path / "plugins", bundled=PLUGINS, server=f"file://{source}")
        async with make_provd(plugins=plugins, sysconfd=host.http) as provd, provd.caller() as api:
            await provd.app.state.dhcp_update.start()
            try:
                yield api
            finally:
                await provd.app.state.dhcp_update.stop()

    return made


async def does(api: httpx.AsyncClient, action: str, **body: str) -> str:
    answer = await api.post(f"/pg_mgr/install/{action}", json=body)
    assert answer.status_code == 201
    return await finished(api, answer.headers["location"])


class TestTheDhcpServerIsTold:  # DEV-177
    async def test_of_a_new_list_of_new_plugins_and_of_upgrades(self, installation, source, host):
        async with installation() as api:
            assert host.asked == 0
            bump(source, YEALINK, "2.0")
            assert "success" in await does(api, "update")
            await host.hears(1)
            assert "success" in await does(api, "upgrade", id=YEALINK)
            await host.hears(2)
            assert "success" in await does(api, "install", id=SNOM)
            await host.hears(3)

    async def test_not_of_what_changed_nothing(self, installation, source, host):
        async with installation() as api:
            assert "success" in await does(api, "upgrade", id=YEALINK)
            (source / SNOM / "entry.py").write_text("# another than the list says")
            assert "fail" in await does(api, "install", id=SNOM)
            assert "success" in await does(api, "update")
            await host.hears(1)

    async def test_once_more_of_all_that_came_while_it_was_told(self, host):
        update = DhcpUpdate(lambda: ask(host))
        host.may_answer.clear()
        await update.start()
        try:
            update.want()
            await host.hears(1)
            for _ in range(10):
                update.want()
            host.may_answer.set()
            await host.hears(2)
        finally:
            await update.stop()
        assert host.asked == 2

    async def test_plugins_are_updated_while_nobody_can_tell_it(self, installation, host, caplog):
        host.is_away = True
        async with installation() as api:
            assert "success" in await does(api, "update")
            await until(lambda: "the DHCP server is not told of the new plugins" in caplog.text)
            host.is_away = False
            assert "success" in await does(api, "update")
            await host.hears(2)


async def ask(host: Host) -> None:
    (await host.http.get("/dhcpd_update")).raise_for_status()
