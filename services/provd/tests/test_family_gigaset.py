# SPDX-License-Identifier: GPL-3.0-or-later
"""Gigaset's DECT bases: known by DHCP, told through their own pages."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from xivo_provd.matrix import models_of
from xivo_provd.plugin import DeviceSupport, DHCPRequest, RequestType, SynchronizeError
from xivo_provd.rawconfig import normalize

from .conftest import LINE_PASSWORD, give_line, only_device
from .family_suite import FULL, HOST, PHONE, install, raw_line

MAC = "00:01:e3:12:34:56"
BASE = {"id": "11", "mac": MAC, "vendor": "Gigaset", "model": "C590 IP", "ip": PHONE}
MODELS = {
    "xivo-gigaset-C470": {"C470 IP", "C475 IP", "S675 IP", "S685 IP"},
    "xivo-gigaset-C590": {"C590 IP", "C595 IP", "C610 IP", "C610A IP", "N300 IP", "N300A IP", "N510 IP PRO"},
}


class Base:
    """A base's pages: its accounts, mailboxes and who is logged in."""

    def __init__(self) -> None:
        self.pin = "0000"
        self.advice = False
        self.broken = False
        self.gigaset_net = "3"
        self.session = False
        self.accounts: dict[str, dict[str, str]] = {"5": {"sip_user_id": "of before"}}
        self.mailboxes: dict[str, str] = {}
        self.clock: dict[str, str] = {}
        self.clock_status = 200
        routes = [
            Route("/login.html", self._login, methods=["POST"]),
            Route("/home.html", self._page),
            Route("/security_advice.html", self._page, methods=["GET", "POST"]),
            Route("/logout.html", self._logout),
            Route("/settings_telephony_voip.html", self._account, methods=["POST"]),
            Route("/settings_telephony_connections.html", self._connection, methods=["POST"]),
            Route("/settings_telephony_network_mailboxes.html", self._mailboxes, methods=["POST"]),
            Route("/settings_management_date_n_time.html", self._date, methods=["POST"]),
            Route("/scripts/settings_telephony_voip_multi.js", self._script),
        ]
        self.transport = httpx.ASGITransport(Starlette(routes=routes))

    async def _login(self, request: Request) -> Response:
        form = _form(await request.body())
        if form != {"language": "1", "password": self.pin}:
            return PlainTextResponse("again")
        self.session = True
        response = RedirectResponse("/security_advice.html" if self.advice else "/home.html", 303)
        response.set_cookie("session", "abc")
        return response

    async def _page(self, request: Request) -> Response:
        return self._with_session(request)

    async def _logout(self, request: Request) -> Response:
        response = self._with_session(request)
        self.session = False
        return response

    async def _account(self, request: Request) -> Response:
        response = self._with_session(request)
        form = _form(await request.body())
        assert form["account_id"] == request.query_params["id"]
        if self.broken:
            return PlainTextResponse("", 500)
        if form["do_delete"] == "1":
            self.accounts.pop(form["account_id"], None)
        else:
            self.accounts[form["account_id"]] = form
        return response

    async def _connection(self, request: Request) -> Response:
        response = self._with_session(request)
        assert _form(await request.body()) == {"account_id": "6", "action_type": "1"}
        self.gigaset_net = "1"
        return response

    async def _mailboxes(self, request: Request) -> Response:
        response = self._with_session(request)
        self.mailboxes = {name: value for name, value in _form(await request.body()).items() if value}
        return response

    async def _date(self, request: Request) -> Response:
        response = self._with_session(request)
        if self.clock_status != 200:
            return PlainTextResponse("", self.clock_status)
        self.clock = _form(await request.body())
        return response

    async def _script(self, request: Request) -> Response:
        self._with_session(request)
        return PlainTextResponse(f"var x=1;\nlinesSHC[0][4]={self.gigaset_net};\n")

    def _with_session(self, request: Request) -> Response:
        assert self.session
        assert request.cookies["session"] == "abc"
        return PlainTextResponse("")


def _form(body: bytes) -> dict[str, str]:
    return dict(httpx.QueryParams(body.decode()))


@pytest.fixture
async def plugin(tmp_path):
    return await install("xivo-gigaset-C590", tmp_path)


@pytest.fixture
def base(plugin):
    base = Base()
    plugin.transport = base.transport
    return base


class TestIdentification:
    @pytest.mark.parametrize(
        ("vendor_class", "model"),
        [
            (b"C470IP", "C470 IP"),
            (b"C470_IP", "C470 IP"),
            (b"S675IP", "S675 IP"),
            (b"C590_IP", "C590 IP"),
            (b"C610A_IP", "C610A IP"),
            (b"N510_IP_PRO", "N510 IP PRO"),
            (b"MSFT 5.0", None),
            (b"C470IP and more", None),
        ],
    )
    def test_by_vendor_class(self, plugin, vendor_class, model):
        # API-142 CC-061
        found = plugin.extract(DHCPRequest(PHONE, MAC, {60: vendor_class}), RequestType.DHCP)
        assert found == ({"vendor": "Gigaset", "model": model} if model else None)

    @pytest.mark.parametrize(("plugin_id", "models"), MODELS.items())
    async def test_every_model_of_the_matrix(self, tmp_path, plugin_id, models):
        # ADM-002
        plugin = await install(plugin_id, tmp_path / "other")
        assert {row.name for row in models_of(plugin_id)} == models == set(plugin.models)
        for model in models:
            info = {"vendor": "Gigaset", "model": model}
            assert plugin.pg_associator.associate(info) is DeviceSupport.INCOMPLETE


class TestAccounts:
    async def test_they_are_typed_in_and_the_others_deleted(self, plugin, base):
        # API-140
        await plugin.synchronize(BASE, normalize(FULL, HOST))
        assert set(base.accounts) == {"0", "1"}
        first = base.accounts["0"]
        assert (first["sip_user_id"], first["sip_login_id"], first["sip_display_name"]) == (
            "user1",
            "auth1",
            "Elès 01",
        )
        assert first["sip_password"] == first["sip_password_2"] == "p<ss&1"
        assert (first["sip_registrar"], base.accounts["1"]["sip_registrar_port"]) == ("10.34.1.11", "5070")
        assert base.session is False

    async def test_mailboxes_and_the_vendors_account(self, plugin, base):
        await plugin.synchronize(BASE, normalize(FULL, HOST))
        assert base.mailboxes == {
            "ad_number_0": "*98",
            "ad_active_0": "on",
            "ad_number_1": "*971002",
            "ad_active_1": "on",
        }
        assert base.gigaset_net == "1"

    async def test_an_older_base_has_fewer_pages(self, tmp_path, base):
        plugin = await install("xivo-gigaset-C470", tmp_path / "other")
        plugin.transport = base.transport
        await plugin.synchronize({**BASE, "model": "C470 IP"}, normalize(FULL, HOST))
        assert set(base.accounts) == {"0", "1"}
        assert (base.mailboxes, base.gigaset_net, base.clock) == ({}, "3", {})

    @pytest.mark.parametrize(
        ("raw", "clock"),
        [
            (
                FULL,
                {"use_ntp": "1", "timeserver": "10.34.1.11", "timezone": "27", "use_dst": "1", "country": "24"},
            ),
            (
                {"ntp_enabled": True, "ntp_ip": "10.34.1.9", "timezone": "America/Toronto", "locale": "fr_CA"},
                {"use_ntp": "1", "timeserver": "10.34.1.9", "timezone": "13", "use_dst": "1", "country": "11"},
            ),
            (
                {"timezone": "Asia/Kolkata", "locale": "en_IN"},
                {"use_ntp": "0", "timezone": "48", "use_dst": "0"},
            ),
            ({"timezone": "Pacific/Kiritimati"}, {"use_ntp": "0"}),
            ({}, {"use_ntp": "0"}),
        ],
    )
    async def test_its_clock_is_set(self, plugin, base, raw, clock):
        await plugin.synchronize(BASE, normalize(raw, HOST))
        assert {name: value for name, value in base.clock.items() if value} == clock

    async def test_a_base_without_the_page_of_the_clock_gets_its_accounts(self, plugin, base):
        base.clock_status = 404
        await plugin.synchronize(BASE, normalize(FULL, HOST))
        assert (set(base.accounts), base.session) == ({"0", "1"}, False)

    async def test_without_a_server_nothing_is_typed_in(self, plugin, base):
        with pytest.raises(SynchronizeError, match="ip"):
            await plugin.synchronize(BASE, {"sip_lines": {"1": raw_line()}})
        assert set(base.accounts) == {"5"}

    async def test_only_six_lines(self, plugin, base):
        lines = {str(number): raw_line(f"account{number}") for number in range(1, 10)}
        await plugin.synchronize(BASE, normalize({"sip_lines": lines}, HOST))
        assert set(base.accounts) == set("012345")

    async def test_the_password_is_the_pin(self, plugin, base):
        base.pin, base.advice = "4711", True
        await plugin.synchronize(BASE, normalize({"admin_password": "4711"}, HOST))
        assert base.accounts == {}

    @pytest.mark.parametrize(
        ("fault", "device", "why"),
        [
            ({"pin": "1234"}, {}, "refuses the PIN"),
            ({"broken": True}, {}, "500"),
            ({"clock_status": 503}, {}, "503"),
            ({}, {"ip": "router.example"}, "not known"),
        ],
    )
    async def test_what_goes_wrong_is_told_and_nobody_is_left_logged_in(self, plugin, base, fault, device, why):
        vars(base).update(fault)
        with pytest.raises(SynchronizeError, match=why):
            await plugin.synchronize({**BASE, **device}, normalize(FULL, HOST))
        assert base.session is False


class TestFromDhcpToTheLine:
    async def test_a_base_becomes_a_device_and_gets_its_account(self, make_provd):
        # API-140 API-142 CC-054 CC-061
        async with make_provd(first_plugins=["xivo-gigaset-C590"]) as provd, provd.caller() as api:
            option: Any = "060" + ".".join(f"{octet:x}" for octet in b"C590_IP")
            info = {"ip": PHONE, "mac": MAC, "op": "commit", "options": [option]}
            assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 204
            device = await only_device(api)
            expected = {"mac": MAC, "model": "C590 IP", "plugin": "xivo-gigaset-C590", "configured": True}
            assert device.items() >= expected.items()
            await give_line(api, device)
            base = Base()
            provd.app.state.phones._plugins.get("xivo-gigaset-C590").transport = base.transport
            answer = await api.post("/dev_mgr/synchronize", json={"id": device["id"]})
            for _ in range(200):
                status = (await api.get(answer.headers["location"].removeprefix("/provd"))).json()["status"]
                if status != "progress":
                    break
                await asyncio.sleep(0.02)
            assert status == "success"
            assert base.accounts["0"]["sip_password"] == LINE_PASSWORD
