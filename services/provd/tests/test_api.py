# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API as the manual describes it."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from xivo_provd.guard import NewPhones
from xivo_provd.plugin import SynchronizeError
from xivo_provd.settings import GuardSettings
from xivo_provd.synchronizer import AmidSynchronizer
from xivo_provd.wire import MEDIA_TYPE

from .conftest import YEALINK_MAC, FakeAmid, only_device

PHONE = "10.34.1.50"
ROOT = "http://provd:8666/provd"


async def rel(api: httpx.AsyncClient, path: str) -> dict[str, str]:
    answer = await api.get(path or ROOT)
    assert answer.status_code == 200
    return {link["rel"]: link["href"].removeprefix("/provd") for link in answer.json()["links"]}


async def finished(api: httpx.AsyncClient, location: str) -> str:
    for _ in range(1500):
        status: str = (await api.get(location.removeprefix("/provd"))).json()["status"]
        if "progress" not in status and "waiting" not in status:
            return status
        await asyncio.sleep(0.02)
    raise AssertionError(status)


class TestAccess:
    async def test_only_this_host_without_token(self, provd):
        # API-130
        async with provd.caller("10.0.0.5") as stranger:
            for path in (ROOT, "/dev_mgr", "/dev_mgr/devices", "/cfg_mgr/configs", "/pg_mgr/plugins", "/configure"):
                assert (await stranger.get(path)).status_code == 401
        async with provd.caller("10.0.0.5", **{"X-Forwarded-For": "127.0.0.1"}) as stranger:
            assert (await stranger.get(ROOT)).status_code == 401
        async with provd.caller("127.0.0.1") as here:
            assert (await here.get(ROOT)).status_code == 200

    async def test_every_route_declares_its_acl(self, provd):
        document = provd.app.openapi()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                assert operation["x-acl"].startswith("provd."), (method, path)

    async def test_media_types(self, api):
        # API-130
        assert (await api.get(ROOT)).headers["content-type"] == MEDIA_TYPE
        plain = await api.get(ROOT, headers={"Accept": "application/json"})
        assert plain.headers["content-type"] == "application/json"
        body = json.dumps({"device": {"mac": YEALINK_MAC}})
        for headers in ({"Content-Type": MEDIA_TYPE}, {"Content-Type": "application/json"}, {}):
            assert (await api.post("/dev_mgr/devices", content=body, headers=headers)).status_code == 201

    async def test_bad_bodies(self, api):
        for content in (
            "",
            "{",
            "[]",
            '"x"',
            "null",
            "{}",
            '{"device": 3}',
            '{"device": {"mac": 5}}',
            '{"device": null}',
        ):
            answer = await api.post("/dev_mgr/devices", content=content)
            assert answer.status_code == 400, content
            assert set(answer.json()) == {"error", "error_id"}


class TestDiscovery:
    async def test_the_whole_tree_by_its_links(self, api):
        # API-132 API-133 API-134 API-143 API-152 API-162
        manager = await rel(api, "")
        assert set(manager) == {"dev", "cfg", "pg", "srv.configure"}
        assert await rel(api, manager["dev"]) == {
            "dev.synchronize": "/dev_mgr/synchronize",
            "dev.reconfigure": "/dev_mgr/reconfigure",
            "dev.dhcpinfo": "/dev_mgr/dhcpinfo",
            "dev.devices": "/dev_mgr/devices",
        }
        assert await rel(api, manager["cfg"]) == {
            "cfg.configs": "/cfg_mgr/configs",
            "cfg.autocreate": "/cfg_mgr/autocreate",
        }
        plugins = await rel(api, manager["pg"])
        assert plugins == {
            "srv.install": "/pg_mgr/install",
            "pg.plugins": "/pg_mgr/plugins",
            "pg.reload": "/pg_mgr/reload",
        }
        names = ("install", "uninstall", "installed", "installable", "upgrade", "update")
        assert await rel(api, plugins["srv.install"]) == {
            f"srv.install.{name}": f"/pg_mgr/install/{name}" for name in names
        }


async def add_devices(api: httpx.AsyncClient) -> None:
    for number in range(1, 6):
        device = {
            "id": f"d{number}",
            "ip": f"10.34.1.{number}",
            "mac": f"00:15:65:00:00:0{number}",
            "options": {"switchboard": number % 2 == 0},
            "number": number,
            "tags": ["all", f"tag{number}"],
        }
        if number == 5:
            device["description"] = None
        assert (await api.post("/dev_mgr/devices", json={"device": device})).status_code == 201


class TestDevices:
    async def test_create_read_update_delete(self, api):
        # API-136 API-137 API-138 API-139
        device = {"ip": "192.168.1.1", "mac": "00-11-22-33-44-55", "plugin": "xivo-aastra-3.3.1-SP2"}
        answer = await api.post("/dev_mgr/devices", json={"device": device})
        assert answer.status_code == 201
        device_id = answer.json()["id"]
        assert len(device_id) == 32
        assert answer.headers["location"] == f"/provd/dev_mgr/devices/{device_id}"
        path = f"/dev_mgr/devices/{device_id}"
        found = (await api.get(path)).json()["device"]
        assert found == {**device, "mac": "00:11:22:33:44:55", "id": device_id, "configured": False}
        answer = await api.put(path, json={"device": {"id": device_id, "description": "hall"}})
        assert (answer.status_code, answer.content) == (204, b"")
        found = (await api.get(path)).json()["device"]
        assert found == {"id": device_id, "description": "hall", "configured": False}
        assert (await api.delete(path)).status_code == 204
        for method in (api.get, api.delete):
            assert (await method(path)).status_code == 404
        assert (await api.put(path, json={"device": {}})).status_code == 404

    async def test_an_id_of_the_clients_choice(self, api):
        # API-136
        body = {"device": {"id": "my-id"}}
        assert (await api.post("/dev_mgr/devices", json=body)).json() == {"id": "my-id"}
        assert (await api.post("/dev_mgr/devices", json=body)).status_code == 409
        for bad in ("a/b", "..", "x y", "é", "x" * 201, ""):
            answer = await api.post("/dev_mgr/devices", json={"device": {"id": bad}})
            assert answer.status_code == 400, bad
        assert (await api.put("/dev_mgr/devices/my-id", json={"device": {"id": "other"}})).status_code == 400

    @pytest.mark.parametrize(
        "bad", [{"mac": "hello"}, {"ip": "300.1.1.1"}, {"ip": "x"}, {"plugin": 3}, {"model": "a\0"}]
    )
    async def test_values_that_cannot_be(self, api, bad):
        assert (await api.post("/dev_mgr/devices", json={"device": bad})).status_code == 400

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ({}, "12345"),
            ({"q": '{"ip": "10.34.1.3"}'}, "3"),
            ({"q": "{}"}, "12345"),
            ({"q": '{"options.switchboard": true}'}, "24"),
            ({"q": '{"number": {"$gte": 2, "$lt": 4}}'}, "23"),
            ({"q": '{"ip": {"$gt": "10.34.1.3"}}'}, "45"),
            ({"q": '{"id": {"$in": ["d1", "d5", "nope"]}}'}, "15"),
            ({"q": '{"id": {"$in": []}}'}, ""),
            ({"q": '{"id": {"$nin": ["d1", "d5"]}}'}, "234"),
            ({"q": '{"id": {"$ne": "d1"}}'}, "2345"),
            ({"q": '{"tags": "tag2"}'}, "2"),
            ({"q": '{"tags": {"$contains": "all"}}'}, "12345"),
            ({"q": '{"ip": {"$contains": "10"}}'}, ""),
            ({"q": '{"tags": ["all", "tag4"]}'}, "4"),
            ({"q": '{"description": {"$exists": true}}'}, "5"),
            ({"q": '{"description": null}'}, "12345"),
            ({"q": '{"config": {"$in": [null]}}'}, "12345"),
            ({"q": '{"options": {"switchboard": false}, "number": {"$le": 3}}'}, "13"),
            ({"q": '{"$or": [{"id": "d1"}, {"$and": [{"number": 4}, {"id": "d4"}]}]}'}, "14"),
            ({"q": '{"number": "3"}'}, ""),
            ({"sort": "ip", "sort_order": "DESC"}, "54321"),
            ({"sort": "number", "sort_ord": "DESC", "limit": "2"}, "54"),
            ({"sort": "id", "sort_order": "ASC", "skip": "3"}, "45"),
            ({"skip": "1", "limit": "2"}, "23"),
            ({"skip": "99"}, ""),
        ],
    )
    async def test_list_parameters(self, api, query, ids):
        # API-135
        await add_devices(api)
        answer = await api.get("/dev_mgr/devices", params=query)
        assert answer.status_code == 200, answer.text
        assert [device["id"] for device in answer.json()["devices"]] == [f"d{number}" for number in ids]

    async def test_fields(self, api):
        # API-135
        await add_devices(api)
        answer = await api.get("/dev_mgr/devices", params={"fields": "mac,ip", "limit": 1})
        assert answer.json() == {"devices": [{"id": "d1", "ip": "10.34.1.1", "mac": "00:15:65:00:00:01"}]}

    @pytest.mark.parametrize(
        "query",
        [
            {"q": "{"},
            {"q": "[]"},
            {"q": '{"$where": "1"}'},
            {"q": '{"a": {"$regex": "x"}}'},
            {"q": '{"$or": []}'},
            {"q": '{"a": {"$in": "x"}}'},
            {"q": '{"a": {"$gt": [1]}}'},
            {"q": '{"a": "\\u0000"}'},
            {"q": '{"": 1}'},
            {"q": json.dumps({f"k{n}": n for n in range(60)})},
            {"q": "{" * 5000},
            {"skip": "-1"},
            {"limit": "x"},
            {"skip": "99999999999999999999"},
            {"sort_order": "asc"},
            {"sort": ""},
        ],
    )
    async def test_list_parameters_that_cannot_be(self, api, query):
        # API-135
        answer = await api.get("/dev_mgr/devices", params=query)
        assert answer.status_code == (200 if query == {"sort": ""} else 400), answer.text

    async def test_reconfigure(self, provd, api):
        # API-141
        await api.post(
            "/dev_mgr/devices", json={"device": {"id": "d", "mac": YEALINK_MAC, "plugin": "xivo-yealink-v80"}}
        )
        assert (await api.post("/dev_mgr/reconfigure", json={"id": "d"})).status_code == 204
        assert provd.amid.actions == []
        answer = await api.post("/dev_mgr/reconfigure", json={"id": "nope"})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid device ID")

    async def test_dhcp_tells_of_a_phone(self, provd, api):
        # API-142 CC-061
        vendor_class = ".".join(f"{octet:x}" for octet in b"snom720")
        info = {"ip": "10.34.1.70", "mac": "00:04:13:00:00:07", "op": "commit", "options": [f"060{vendor_class}"]}
        assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 204
        device = await only_device(api)
        assert (device["model"], device["plugin"], device["ip"]) == ("720", "xivo-snom-8.7.5.17", "10.34.1.70")
        info["op"] = "release"
        assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 204
        assert "ip" not in await only_device(api)

    @pytest.mark.parametrize(
        "bad", [{"op": "dance"}, {"ip": "x"}, {"mac": "x"}, {"options": ["6"]}, {"options": "x"}, {"ip": None}]
    )
    async def test_dhcp_nonsense(self, api, bad):
        # API-142
        info = {"ip": "10.34.1.70", "mac": "00:04:13:00:00:07", "op": "commit", "options": [], **bad}
        assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 400

    async def test_dhcp_of_more_phones_than_there_may_be_at_once(self, make_provd):
        # API-142
        async with make_provd(guard=GuardSettings(new_devices_unproven=3)) as provd, provd.caller() as api:
            for number in (*range(5), 0):
                info = {"ip": f"10.34.1.{number + 1}", "mac": f"00:15:65:00:00:0{number}", "op": "commit"}
                info |= {"options": ["06079.65.61.6c.69.6e.6b"]}
                assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 204
            devices = (await api.get("/dev_mgr/devices")).json()["devices"]
            assert sorted(device["mac"][-1] for device in devices) == ["0", "1", "2"]
            assert (
                await provd.get("10.34.1.5", "/001565000004.cfg", "Yealink SIP-T46G 28.80.0.125")
            ).status_code == 200
            assert len((await api.get("/dev_mgr/devices")).json()["devices"]) == 4

    async def test_dhcp_of_a_computer_is_ignored(self, api):
        # API-142
        info = {"ip": "10.34.1.70", "mac": "aa:bb:cc:00:00:07", "op": "commit", "options": []}
        assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 204
        assert (await api.get("/dev_mgr/devices")).json() == {"devices": []}


def test_new_phones_that_can_be_forged_count_within_a_minute():
    now = [0.0]
    phones = NewPhones(2, lambda: now[0])
    assert [phones.one_more() for _ in range(3)] == [True, True, False]
    now[0] = 61.0
    assert phones.one_more()


class TestSynchronize:
    async def test_a_phone_is_notified_at_its_address(self, provd, api):
        # API-140 API-157 API-158
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        answer = await api.post("/dev_mgr/synchronize", json={"id": device["id"]})
        assert (answer.status_code, answer.content) == (201, b"")
        location = answer.headers["location"]
        assert location == "/provd/dev_mgr/synchronize/1"
        assert await finished(api, location) == "success"
        assert provd.amid.actions == [("PJSIPNotify", {"URI": f"sip:{PHONE}:5060", "Variable": ["Event=check-sync"]})]
        path = location.removeprefix("/provd")
        assert (await api.delete(path)).status_code == 204
        assert (await api.get(path)).status_code == 404
        assert (await api.delete(path)).status_code == 404

    async def test_a_snom_is_asked_not_to_reboot(self, provd, api):
        # API-140
        agent = "Mozilla/4.0 (compatible; snom720-SIP 8.7.5.17 000413ABCDEF)"
        await provd.get(PHONE, "/snom720-000413ABCDEF.htm", agent)
        answer = await api.post("/dev_mgr/synchronize", json={"id": (await only_device(api))["id"]})
        assert await finished(api, answer.headers["location"]) == "success"
        assert provd.amid.actions[0][1]["Variable"] == ["Event=check-sync;reboot=false"]

    async def test_failures_are_said(self, provd, api):
        # API-140 ADM-161
        await provd.get(PHONE, "/001565123456.cfg")
        provd.amid.failure = "no such endpoint"
        answer = await api.post("/dev_mgr/synchronize", json={"id": (await only_device(api))["id"]})
        assert await finished(api, answer.headers["location"]) == "fail"
        path = answer.headers["location"].removeprefix("/provd")
        assert (await api.get(path)).json() == {"status": "fail", "reason": "no such endpoint"}
        await api.post("/dev_mgr/devices", json={"device": {"id": "bare"}})
        answer = await api.post("/dev_mgr/synchronize", json={"id": "bare"})
        assert await finished(api, answer.headers["location"]) == "fail"
        path = answer.headers["location"].removeprefix("/provd")
        assert (await api.get(path)).json()["reason"] == "the device has no plugin or no config"
        answer = await api.post("/dev_mgr/synchronize", json={"id": "nope"})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid device ID")

    async def test_behind_nat_a_phone_is_notified_once_it_has_a_line(self):
        # CC-042
        amid = FakeAmid()
        synchronizer = AmidSynchronizer(amid)
        synchronizer.behind_nat = True
        for username in (None, "autoprovdfg12"):
            device = {"id": "d", "ip": PHONE, "remote_state_sip_username": username}
            with pytest.raises(SynchronizeError, match="must be restarted by hand"):
                await synchronizer.notify(device, "check-sync", {})
        assert amid.actions == []
        await synchronizer.notify({"id": "d", "ip": PHONE, "remote_state_sip_username": "je5qtq"}, "check-sync", {})
        assert amid.actions == [("PJSIPNotify", {"Endpoint": "je5qtq", "Variable": ["Event=check-sync"]})]
