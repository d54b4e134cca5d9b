# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from pytest_socket import disable_socket
from xivo_amid.app import build_app
from xivo_amid.settings import Settings
from xivo_asterisk.testing import FakeManager
from xivo_bus.testing import MemoryBus


@pytest.fixture(autouse=True)
def _no_network():
    disable_socket(allow_unix_socket=True)


class Amid:
    """amid between a manager and a bus that are ours."""

    def __init__(self, app, bus, client):
        self.app = app
        self.bus = bus
        self.client = client

    async def action(self, name, json=None):
        return await self.client.post(f"/1.0/action/{name}", json=json)

    async def status(self):
        return (await self.client.get("/status")).json()

    async def until(self, condition, seconds=3):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110  any condition may be waited for
                await asyncio.sleep(0.005)

    async def resynced(self, times=1):
        await self.until(lambda: len(self.bus.named("resynced")) >= times)


@pytest.fixture
def manager(tmp_path):
    return FakeManager(tmp_path / "ami", booted=True)


@pytest.fixture
def make_amid(tmp_path):
    @asynccontextmanager
    async def make(peer="127.0.0.1", **sections):
        ami = {
            "path": str(tmp_path / "ami"),
            "password": "good",
            "snapshot": ["CoreShowChannels"],
            "max_backoff": timedelta(milliseconds=50),
            "action_timeout": timedelta(milliseconds=300),
            **sections.pop("ami", {}),
        }
        settings = Settings.model_validate(
            {"ami": ami, "consul": {"enabled": False}, "auth": {"url": "http://auth.invalid"}, **sections}
        )
        bus = MemoryBus()
        app = build_app(settings, publisher=bus)
        transport = httpx.ASGITransport(app, client=(peer, 1234))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://amid") as client,
        ):
            yield Amid(app, bus, client)

    return make
