# SPDX-License-Identifier: GPL-3.0-or-later
"""Zenitel IP stations: files over TFTP, restarted through their own pages."""

from __future__ import annotations

import configparser
from typing import Any, ClassVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from xivo_provd.plugin import SynchronizeError
from xivo_provd.rawconfig import normalize

from .family_suite import HOST, FamilySuite, Settings

MAC = "00:13:cb:02:03:ab"


class Station:
    """A station's web pages."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked: list[tuple[str, str, bytes]] = []
        routes = [Route("/goform/zForm_send_cmd", self._command, methods=["POST"])]
        self.transport = httpx.ASGITransport(Starlette(routes=routes))

    async def _command(self, request: Request) -> PlainTextResponse:
        self.asked.append((request.url.hostname or "", request.headers["authorization"], await request.body()))
        return PlainTextResponse("", self.status)


class TestZenitel(FamilySuite):
    PLUGIN = "xivo-zenitel-01.11.3.2"
    DEVICE = {"id": "6", "mac": MAC, "vendor": "Zenitel", "model": "IP station", "version": "01.11.3.2"}
    GOLDEN = "zenitel-{}.cfg"
    OWN = "ipst_config_00_13_cb_02_03_ab.cfg"
    BOOT_TFTP = ("ipst_config.cfg", OWN)
    AGENT = "none"
    AGENTS: ClassVar = ()
    FILES = (
        ("ipst_config.cfg", {"vendor": "Zenitel", "model": "IP station"}),
        (OWN, {"vendor": "Zenitel", "model": "IP station", "mac": MAC}),
        ("ipst_config_00_13.cfg", None),
    )
    COMMON = "ipst_config.cfg"
    ACCOUNT = "sip.sip_id"
    NOTIFY = None

    def values(self, content: bytes) -> Settings:
        sections = configparser.RawConfigParser(strict=True, delimiters=("=",), comment_prefixes=())
        # The settings of a section are indented, which configparser takes for continuations.
        sections.read_string("\n".join(line.strip() for line in content.decode().splitlines()))
        return {f"{name}.{key}": value for name in sections.sections() for key, value in sections[name].items()}

    async def test_boots_by_http(self, make_provd):
        pytest.skip("the family has no HTTP")

    def test_the_account_and_the_key(self, plugin):
        values = self.own(plugin)
        assert values["sip.nick_name"] == "Elès 01"
        assert (values["sip.sip_domain"], values["sip.sip_domain2"]) == ("10.34.1.11", "10.34.1.21")
        assert (values["sip.auth_user"], values["sip.auth_pwd"]) == ("auth1", "p<ss&1")
        assert values["call.speeddial_1_c1"] == "1005"
        assert "call.speeddial_2_c1" not in values

    @pytest.mark.parametrize(
        ("raw", "account"),
        [({}, ("admin", "alphaadmin")), ({"admin_username": "root", "admin_password": "s"}, ("root", "s"))],
    )
    async def test_it_is_restarted_through_its_pages(self, plugin, raw, account):
        # API-140
        station = Station()
        plugin.transport = station.transport
        await plugin.synchronize({**self.DEVICE, "ip": "10.34.1.60"}, normalize(raw, HOST))
        basic = next(httpx.BasicAuth(*account).auth_flow(httpx.Request("POST", "http://x"))).headers["authorization"]
        assert station.asked == [("10.34.1.60", basic, b"message=Reboot")]

    @pytest.mark.parametrize(
        ("status", "device", "why"),
        [(401, {"ip": "10.34.1.60"}, "401"), (200, {}, "not known"), (200, {"ip": "evil.example/x"}, "not known")],
    )
    async def test_what_goes_wrong_is_told(self, plugin, status, device: dict[str, Any], why):
        plugin.transport = Station(status).transport
        with pytest.raises(SynchronizeError, match=why):
            await plugin.synchronize({**self.DEVICE, **device}, normalize({}, HOST))
