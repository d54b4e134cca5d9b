# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of amid, sysconfd and confgend."""

import json

import httpx
import pytest
from xivo_clients.amid import AmidClient, SyncAmidClient
from xivo_clients.confgend import ConfgendClient
from xivo_clients.sysconfd import SyncSysconfdClient, SysconfdClient


class Server:
    """Answers everything with `answer`, remembers the requests."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        return httpx.Response(self.answer.status_code, headers=self.answer.headers, content=self.answer.content)

    def http(self):
        return httpx.AsyncClient(transport=httpx.MockTransport(self), base_url="http://service")

    def sync_http(self):
        return httpx.Client(transport=httpx.MockTransport(self), base_url="http://service")

    @property
    def said(self):
        request = self.requests[-1]
        return request.method, request.url.path, json.loads(request.content or b"null")


async def test_an_action():
    # API-202
    server = Server(httpx.Response(200, json=[{"Response": "Success"}]))
    async with server.http() as http:
        assert await AmidClient(http).action("Ping") == [{"Response": "Success"}]
    assert server.said == ("POST", "/1.0/action/Ping", {})
    with server.sync_http() as http:
        SyncAmidClient(http).action("Hangup", {"Channel": "PJSIP/a"})
    assert server.said == ("POST", "/1.0/action/Hangup", {"Channel": "PJSIP/a"})


async def test_an_action_that_is_refused():
    server = Server(httpx.Response(403, json={"error": "no", "error_id": "action-not-allowed"}))
    async with server.http() as http:
        with pytest.raises(httpx.HTTPStatusError):
            await AmidClient(http).action("Command")


async def test_request_handlers():
    # API-200
    server = Server(httpx.Response(200, json={"reloaded": ["dialplan reload"], "pending": []}))
    async with server.http() as http:
        answer = await SysconfdClient(http).exec_request_handlers(["dialplan reload"], ctibus=["xivo[user,add,1]"])
    assert answer["reloaded"] == ["dialplan reload"]
    body = {"ipbx": ["dialplan reload"], "ctibus": ["xivo[user,add,1]"], "agentbus": [], "dird": []}
    assert server.said == ("POST", "/exec_request_handlers", body)
    with server.sync_http() as http:
        SyncSysconfdClient(http).services({"asterisk": "restart"})
    assert server.said == ("POST", "/services", {"asterisk": "restart"})


async def test_status_check():
    # API-201
    server = Server(httpx.Response(200, json={"status": "up"}))
    async with server.http() as http:
        assert await SysconfdClient(http).status_check() == "up"
    with server.sync_http() as http:
        assert SyncSysconfdClient(http).status_check() == "up"


async def test_the_dhcp_servers_files_of_vendors():
    # DEV-177
    server = Server(httpx.Response(200, json={}))
    async with server.http() as http:
        await SysconfdClient(http).dhcpd_update()
    assert server.requests[-1].url.path == "/dhcpd_update"
    with server.sync_http() as http:
        SyncSysconfdClient(http).dhcpd_update()
    assert [request.method for request in server.requests] == ["GET", "GET"]


async def test_a_generated_file():
    server = Server(httpx.Response(200, text="[é]\n", headers={"ETag": '"1"', "X-Live-Reload": "false"}))
    async with server.http() as http:
        file = await ConfgendClient(http).file("pjsip.conf")
    assert (file.text, file.etag, file.live_reload) == ("[é]\n", '"1"', False)


async def test_a_file_that_is_still_the_same():
    server = Server(httpx.Response(304))
    async with server.http() as http:
        assert await ConfgendClient(http).file("pjsip.conf", '"1"') is None
    assert server.requests[0].headers["If-None-Match"] == '"1"'
