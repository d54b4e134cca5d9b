# SPDX-License-Identifier: GPL-3.0-or-later
"""provd on a real PostgreSQL with its two families, called by administrators and by phones."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from xivo_provd.app import build_app
from xivo_provd.phones.answers import Answer
from xivo_provd.phones.door import Visit
from xivo_provd.phones.http import PhoneApp
from xivo_provd.plugin import RequestType, TFTPRequest
from xivo_provd.plugin.build import build
from xivo_provd.settings import PhoneSettings, PluginSettings, Settings
from xivo_store import Database, DatabaseUnavailable

FAMILIES = Path(__file__).parent.parent / "families"
_built = tempfile.TemporaryDirectory(prefix="xivo-provd-plugins-")
atexit.register(_built.cleanup)
PLUGINS = Path(_built.name)
"""All our families, assembled."""
build(FAMILIES, PLUGINS)

KEY = "an encryption key of the unit tests"
AUTOPROV_PASSWORD = "canary-autoprov-password"
LINE_PASSWORD = "canary-line-password"

YEALINK_MAC = "00:15:65:12:34:56"
YEALINK_AGENT = f"Yealink SIP-T46G 28.80.0.125 {YEALINK_MAC}"
SNOM_MAC = "00:04:13:ab:cd:ef"
SNOM_AGENT = "Mozilla/4.0 (compatible; snom720-SIP 8.7.5.17 SPEAr300 SNOM 1.4 000413ABCDEF)"

BASE_CONFIGS: list[dict[str, Any]] = [
    {
        "id": "base",
        "parent_ids": [],
        "deletable": False,
        "raw_config": {
            "ip": "10.34.1.11",
            "http_port": 8667,
            "tftp_port": 69,
            "ntp_enabled": True,
            "ntp_ip": "10.34.1.11",
            "sip_registrar_ip": "10.34.1.11",
            "sip_proxy_ip": "10.34.1.11",
        },
    },
    {
        "id": "defaultconfigdevice",
        "parent_ids": [],
        "deletable": False,
        "raw_config": {"timezone": "Europe/Paris", "locale": "fr_FR"},
    },
    {
        "id": "autoprov",
        "parent_ids": ["base", "defaultconfigdevice"],
        "role": "autocreate",
        "deletable": False,
        "raw_config": {
            "sip_lines": {
                "1": {
                    "username": "autoprov",
                    "password": AUTOPROV_PASSWORD,
                    "display_name": "Autoprov",
                    "number": "autoprov",
                }
            }
        },
    },
]


class FakeAmid:
    """The other end of the line to Asterisk."""

    def __init__(self) -> None:
        self.actions: list[tuple[str, dict[str, Any]]] = []
        self.failure: str | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    async def __call__(self, action: str, arguments: dict[str, Any]) -> str | None:
        self.actions.append((action, arguments))
        await self.answers.wait()
        return self.failure


async def known(app: FastAPI) -> None:
    """The key is made before the first phone asks, however long a busy machine's database takes to let us in."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(DatabaseUnavailable):
                await app.state.parameters.get()
                return
            await asyncio.sleep(0.1)


async def until(condition: Callable[[], bool]) -> None:
    """Something happens beside the test."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("in vain")


class Provd:
    """The application, and who calls it."""

    def __init__(self, app: FastAPI, database: Database, amid: FakeAmid, settings: Settings) -> None:
        self.app = app
        self.database = database
        self.amid = amid
        self.settings = settings

    @asynccontextmanager
    async def caller(self, address: str = "127.0.0.1", **headers: str) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app, client=(address, 40000), raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://provd:8666/provd", headers=headers
        ) as client:
            yield client

    async def key(self) -> str:
        """The key in the provisioning URL, also while the database is away."""
        try:
            parameters = await self.app.state.parameters.get()
        except DatabaseUnavailable:
            parameters = self.app.state.parameters.last_known()
        return parameters.provisioning_key or "unknown-key"

    async def get(self, address: str, path: str, user_agent: str = YEALINK_AGENT, **headers: str) -> httpx.Response:
        """A phone that was told the whole provisioning URL asks by HTTP."""
        return await self.plain_get(address, f"/{await self.key()}{path}", user_agent, **headers)

    async def plain_get(
        self, address: str, path: str, user_agent: str = YEALINK_AGENT, **headers: str
    ) -> httpx.Response:
        """A phone asks by HTTP at a URL without the key, unless ``path`` has it."""
        app = PhoneApp(self.app.state.phones, self.settings.phones.trusted_proxies)
        transport = httpx.ASGITransport(app, client=(address, 1024))
        async with httpx.AsyncClient(transport=transport, base_url="http://10.34.1.99:8667") as client:
            return await client.get(path, headers={"User-Agent": user_agent, **headers})

    async def tftp(self, address: str, filename: str) -> Answer:
        """A phone asks by TFTP."""
        visit = Visit(TFTPRequest(address, filename), RequestType.TFTP, None, key=(address, "tftp", filename))
        answer: Answer = await self.app.state.phones.answer(visit)
        return answer


@pytest.fixture
def make_provd(pg, tmp_path) -> Callable[..., Any]:
    @asynccontextmanager
    async def make(
        *,
        configs: bool = True,
        uri: str | None = None,
        first_plugins: list[str] | None = None,
        sysconfd: httpx.AsyncClient | None = None,
        **changes: Any,
    ) -> AsyncIterator[Provd]:
        uri = uri or pg.uri("xivo_provd")
        plugins = PluginSettings(directory=tmp_path / "plugins", bundled=PLUGINS, server=f"file://{PLUGINS}")
        if first_plugins is not None:
            plugins = plugins.model_copy(update={"first": first_plugins})
        settings = Settings(
            db_uri=uri,
            cache_directory=tmp_path / "cache",
            **{
                "phones": PhoneSettings(advertised_host=None),
                "encryption_keys": [KEY],
                "plugins": plugins,
                **changes,
            },
        )
        database = Database(uri, encryption_keys=settings.encryption_keys)
        amid = FakeAmid()
        app = build_app(settings, database=database, send_action=amid, sysconfd=sysconfd)
        provd = Provd(app, database, amid, settings)
        await app.state.plugins.start()
        try:
            if configs:
                async with provd.caller() as client:
                    for config in BASE_CONFIGS:
                        answer = await client.post("/cfg_mgr/configs", json={"config": config})
                        assert answer.status_code == 201, answer.text
                await known(app)
            yield provd
        finally:
            await app.state.plugins.stop()
            await database.stop()

    return make


@pytest.fixture
async def provd(make_provd) -> AsyncIterator[Provd]:
    async with make_provd() as made:
        yield made


@pytest.fixture
async def api(provd) -> AsyncIterator[httpx.AsyncClient]:
    async with provd.caller() as client:
        yield client


@pytest.fixture
def source(tmp_path) -> Path:
    """A repository of our own, to change."""
    folder = tmp_path / "source"
    for plugin_id in ("xivo-snom-8.7.5.17", "xivo-yealink-v80"):
        shutil.copytree(PLUGINS / plugin_id, folder / plugin_id, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def line_config(device_id: str, **line: Any) -> dict[str, Any]:
    """What confd writes when a phone gets its line."""
    return {
        "id": device_id,
        "parent_ids": ["base", "defaultconfigdevice"],
        "configdevice": "defaultconfigdevice",
        "deletable": True,
        "raw_config": {
            "protocol": "SIP",
            "sip_lines": {
                "1": {
                    "username": "je5qtq",
                    "auth_username": "je5qtq",
                    "password": LINE_PASSWORD,
                    "display_name": "Elès 01",
                    "number": "1001",
                    "registrar_ip": "10.34.1.11",
                    "proxy_ip": "10.34.1.11",
                    **line,
                }
            },
            "funckeys": {},
        },
    }


async def events(provd: Provd) -> list[tuple[str, dict[str, Any]]]:
    """What was announced: routing keys and what they carry."""
    async with provd.database.read() as session:
        rows = await session.execute(text("SELECT routing_key, body FROM outbox ORDER BY seq"))
        return [(row.routing_key, row.body["data"]) for row in rows]


async def only_device(api: httpx.AsyncClient, **wanted: Any) -> dict[str, Any]:
    devices = (await api.get("/dev_mgr/devices")).json()["devices"]
    found = [device for device in devices if wanted.items() <= device.items()]
    assert len(found) == 1, devices
    device: dict[str, Any] = found[0]
    return device


async def give_line(api: httpx.AsyncClient, device: dict[str, Any], **line: Any) -> None:
    """The device gets a line, as confd does it."""
    answer = await api.post("/cfg_mgr/configs", json={"config": line_config(device["id"], **line)})
    assert answer.status_code == 201, answer.text
    body = {"device": {**device, "config": device["id"], "configured": True}}
    answer = await api.put(f"/dev_mgr/devices/{device['id']}", json=body)
    assert answer.status_code == 204, answer.text
