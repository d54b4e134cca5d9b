# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import hashlib
import json
from contextlib import asynccontextmanager

import httpx
import pytest
from pytest_socket import disable_socket
from xivo_asterisk.testing import FakeConsole
from xivo_base.http import make_client
from xivo_bus.event import OutgoingMessage
from xivo_bus.testing import MemoryBus
from xivo_sysconfd.app import Edges, build_app
from xivo_sysconfd.settings import FILES, Settings

PJSIP = "[transport-udp]\ntype = transport\n"
DIALPLAN = "[default]\nexten => 1000,1,Answer()\n same => n,Hangup()\n"


@pytest.fixture(autouse=True)
def _no_network():
    disable_socket(allow_unix_socket=True)


class FakeConfgend(httpx.AsyncBaseTransport):
    """Serves `files` with ETags; `away` makes it unreachable."""

    def __init__(self):
        self.files = {"pjsip.conf": PJSIP, "extensions.conf": DIALPLAN}
        self.live_reload = True
        self.away = False
        self.requests = []
        self.full_answers = 0

    async def handle_async_request(self, request):
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        name = request.url.path.removeprefix("/asterisk/")
        self.requests.append(name)
        text = self.files[name]
        etag = f'"{hashlib.sha256(text.encode()).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304)
        self.full_answers += 1
        headers = {"ETag": etag, "X-Live-Reload": str(self.live_reload).lower()}
        return httpx.Response(200, text=text, headers=headers)


class FakeProvd(httpx.AsyncBaseTransport):
    """Has a key of the provisioning URL and hears of leases; `away` makes it unreachable."""

    def __init__(self):
        self.key = "the-key"
        self.away = False
        self.heard = []
        self.refuses = 0
        self.on_lease = lambda: None

    async def handle_async_request(self, request):
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        if request.url.path == "/provd/configure/provisioning_key":
            return httpx.Response(200, json={"param": {"id": "provisioning_key", "value": self.key}})
        assert request.url.path == "/provd/dev_mgr/dhcpinfo"
        self.on_lease()
        if self.refuses:
            self.refuses -= 1
            return httpx.Response(400, text="not a DHCP option")
        self.heard.append(json.loads(request.content)["dhcp_info"])
        return httpx.Response(204)


class Asterisk:
    """The console's side: knows what it was told to reload, and what the files said then."""

    def __init__(self, folder):
        self.folder = folder
        self.reloads = []
        self.busy = 0

    def output(self, command):
        if command == "core waitfullybooted":
            return b"Asterisk has fully booted.\n"
        if self.busy:
            self.busy -= 1
            return b"A module reload request is already in progress; please be patient\n"
        files = {path.name: path.read_text() for path in self.folder.glob("*.conf")}
        self.reloads.append((command, files))
        return b"reloaded\n"

    @property
    def commands(self):
        return [command for command, _ in self.reloads]


class Host:
    """sysconfd with a folder, an Asterisk, a confgend and a bus that are ours."""

    def __init__(self, tmp_path):
        self.etc = tmp_path / "etc"
        self.etc.mkdir()
        self.media = tmp_path / "media"
        self.socket = tmp_path / "ctl"
        self.flag = tmp_path / "stopped"
        self.cel = tmp_path / "cel.csv"
        self.dhcp = tmp_path / "dhcp"
        (self.dhcp / "leases").mkdir(parents=True)
        self.confgend = FakeConfgend()
        self.provd = FakeProvd()
        self.asterisk = Asterisk(self.etc)
        self.bus = MemoryBus()
        self.client = None
        self.position = tmp_path / "state" / "position.json"

    def settings(self, **sections):
        return Settings.model_validate(
            {
                "ini_path": str(self.etc / "absent"),
                "consul": {"enabled": False},
                "asterisk": {
                    "etc_dir": str(self.etc),
                    "control_socket": str(self.socket),
                    "stopped_flag": str(self.flag),
                    "files": {name: FILES[name].model_dump() for name in self.confgend.files if name in FILES},
                },
                "media": {
                    "roots": {"moh": str(self.media / "moh"), "sounds": str(self.media / "sounds")},
                    "elsewhere": {"sounds/monitor": str(self.media / "monitor")},
                    "max_bytes": 1000,
                },
                "dhcp": {"dir": str(self.dhcp), "interval": 0.01, "key_interval": 0.05},
                "cel": {"path": str(self.cel), "position_path": str(self.position), "interval": 0.01},
                **sections,
            }
        )

    @asynccontextmanager
    async def sysconfd(self, peer="127.0.0.1", **sections):
        settings = self.settings(**sections)
        confgend = make_client("http://confgend", retries=0)
        confgend._transport = self.confgend
        provd = make_client("http://provd", retries=0)
        provd._transport = self.provd
        app = build_app(settings, edges=Edges(self.bus, self.bus, confgend, provd))
        self.keeper = app.state.keeper
        transport = httpx.ASGITransport(app, client=(peer, 1234))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://sysconfd") as self.client,
        ):
            yield self
        await confgend.aclose()
        await provd.aclose()

    def console(self):
        return FakeConsole(self.socket, self.asterisk.output)

    async def handlers(self, **body):
        return await self.client.post("/exec_request_handlers", json=body)

    async def status(self):
        return (await self.client.get("/status")).json()

    async def announce(self, routing_key="config.user.edited", data=None, **headers):
        body = b'{"name":"x","origin_uuid":"y","data":%s}' % (data or b"null")
        message = OutgoingMessage(routing_key, body, "1", headers)
        await self.bus.deliver(message)
        await self.keeper.on_event(self.bus.messages[-1])

    def written(self, name):
        path = self.etc / name
        return path.read_text() if path.exists() else None

    async def until(self, condition, seconds=5):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110  any condition may be waited for
                await asyncio.sleep(0.005)

    async def settled(self):
        await self.until(lambda: self.asterisk.reloads)
        await asyncio.sleep(0.15)


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)
