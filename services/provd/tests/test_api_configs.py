# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API's configurations of telephones and its own settings, as the manual describes them."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import LINE_PASSWORD, give_line, line_config, only_device

PHONE = "10.34.1.50"


class TestConfigs:
    async def test_create_read_update_delete(self, api):
        # API-146 API-147 API-148 API-149 API-150
        nested = {"auth_username": "100", "display_name": "Foo", "password": "100", "username": "100"}
        config = {"parent_ids": ["base"], "raw_config": {"sip": {"lines": {"1": nested}}}}
        answer = await api.post("/cfg_mgr/configs", json={"config": config})
        assert answer.status_code == 201
        config_id = answer.json()["id"]
        assert len(config_id) == 32
        assert answer.headers["location"] == f"/provd/cfg_mgr/configs/{config_id}"
        path = f"/cfg_mgr/configs/{config_id}"
        assert (await api.get(path)).json() == {"config": {"id": config_id, **config}}
        raw = (await api.get(f"{path}/raw")).json()["raw_config"]
        assert raw["sip"] == config["raw_config"]["sip"]
        assert (raw["ip"], raw["http_port"], raw["ntp_ip"]) == ("10.34.1.11", 8667, "10.34.1.11")
        config["raw_config"]["http_port"] = 80
        assert (await api.put(path, json={"config": {"id": config_id, **config}})).status_code == 204
        assert (await api.get(f"{path}/raw")).json()["raw_config"]["http_port"] == 80
        assert (await api.delete(path)).status_code == 204
        for answer in (await api.get(path), await api.get(f"{path}/raw"), await api.delete(path)):
            assert answer.status_code == 404
        assert (await api.put(path, json={"config": config})).status_code == 404

    async def test_protected_configs_stay(self, api):
        # API-150
        assert (await api.delete("/cfg_mgr/configs/base")).status_code == 403
        assert (await api.get("/cfg_mgr/configs/base")).status_code == 200

    async def test_list(self, api):
        # API-144
        answer = await api.get("/cfg_mgr/configs", params={"q": '{"role": "autocreate"}', "fields": "parent_ids"})
        expected = {"id": "autoprov", "parent_ids": ["base", "defaultconfigdevice"]}
        assert answer.json() == {"configs": [expected]}
        answer = await api.get("/cfg_mgr/configs", params={"q": '{"parent_ids": "base"}'})
        assert [config["id"] for config in answer.json()["configs"]] == ["autoprov"]

    @pytest.mark.parametrize(
        "bad",
        [
            {"parent_ids": "base"},
            {"parent_ids": [3]},
            {"raw_config": []},
            {"id": "a/b"},
            {"raw_config": {"x": "\0"}},
            {"raw_config": {"x\0": "y"}},
            {"parent_ids": [f"p{n}" for n in range(30)]},
        ],
    )
    async def test_what_cannot_be(self, api, bad):
        assert (await api.post("/cfg_mgr/configs", json={"config": bad})).status_code == 400

    async def test_no_cycles(self, api):
        # API-148
        await api.post("/cfg_mgr/configs", json={"config": {"id": "a"}})
        await api.post("/cfg_mgr/configs", json={"config": {"id": "b", "parent_ids": ["a"]}})
        for parents in (["b"], ["a"]):
            answer = await api.put("/cfg_mgr/configs/a", json={"config": {"parent_ids": parents}})
            assert answer.status_code == 400

    async def test_autocreate(self, api):
        # API-151
        first, second = [await api.post("/cfg_mgr/autocreate", json={}) for _ in range(2)]
        assert first.status_code == second.status_code == 201
        ids = [answer.json()["id"] for answer in (first, second)]
        assert len(set(ids)) == 2
        assert all(config_id.startswith("autoprov1") for config_id in ids)
        assert first.headers["location"] == f"/provd/cfg_mgr/configs/{ids[0]}"
        raw = (await api.get(f"/cfg_mgr/configs/{ids[0]}/raw")).json()["raw_config"]
        assert raw["sip_lines"]["1"]["username"] == "autoprov"
        assert (await api.post("/cfg_mgr/autocreate")).status_code == 201

    async def test_autocreate_without_a_source(self, make_provd):
        # API-151
        async with make_provd(configs=False) as provd, provd.caller() as api:
            assert (await api.post("/cfg_mgr/autocreate", json={})).status_code == 409

    async def test_reading_secrets_is_audited(self, api, caplog):
        await api.post("/cfg_mgr/configs", json={"config": line_config("d1")})
        with caplog.at_level("INFO", "audit"):
            config = (await api.get("/cfg_mgr/configs/d1")).json()["config"]
            assert config["raw_config"]["sip_lines"]["1"]["password"] == LINE_PASSWORD
            await api.get("/cfg_mgr/configs", params={"fields": "parent_ids"})
            await api.get("/cfg_mgr/configs/base")
        assert [record.configs for record in caplog.records if record.name == "audit"] == [["d1"]]


class TestConfigureService:
    async def test_all_parameters(self, api, provd):
        # API-159 CC-051
        params = (await api.get("/configure")).json()["params"]
        key = await provd.key()
        assert len(key) == 22
        assert {param["id"]: param["value"] for param in params} == {
            "plugin_server": provd.settings.plugins.server,
            "http_proxy": None,
            "ftp_proxy": None,
            "https_proxy": None,
            "locale": None,
            "provisioning_key": key,
            "NAT": 0,
        }
        assert params[-1] == {
            "id": "NAT",
            "description": "Set to 1 if all the devices are behind a NAT.",
            "value": 0,
            "links": [{"href": "/provd/configure/NAT", "rel": "srv.configure.param"}],
        }

    async def test_set_and_get(self, api, make_provd, provd):
        # API-160 API-161
        values: list[tuple[str, Any]] = [
            ("NAT", 1),
            ("locale", "fr_FR"),
            ("http_proxy", "http://u:p@proxy:3128"),
            ("https_proxy", "proxy:3128"),
            ("plugin_server", "http://provd.example/plugins/1/testing/"),
        ]
        for name, value in values:
            answer = await api.put(f"/configure/{name}", json={"param": {"value": value}})
            assert (answer.status_code, answer.content) == (204, b"")
        async with make_provd(configs=False, uri=provd.settings.db_uri) as restarted, restarted.caller() as again:
            for name, value in values:
                assert (await again.get(f"/configure/{name}")).json() == {"param": {"value": value}}
        await api.put("/configure/locale", json={"param": {"value": None}})
        assert (await api.get("/configure/locale")).json() == {"param": {"value": None}}

    @pytest.mark.parametrize(
        ("name", "value", "status"),
        [
            ("NAT", 2, 400),
            ("NAT", "yes", 400),
            ("locale", "french", 400),
            ("plugin_server", "gopher://x", 400),
            ("http_proxy", "http://[", 400),
            ("http_proxy", "x", 400),
            ("provisioning_key", "short", 400),
            ("provisioning_key", "a key/of words", 400),
            ("provisioning_key", 12345678, 400),
            ("nope", 1, 404),
        ],
    )
    async def test_what_cannot_be(self, api, name, value, status):
        # API-161
        assert (await api.put(f"/configure/{name}", json={"param": {"value": value}})).status_code == status
        if status == 404:
            assert (await api.get(f"/configure/{name}")).status_code == 404


async def test_no_secret_leaves_by_an_error(api):
    body = {"config": {**line_config("x"), "parent_ids": 3}}
    assert LINE_PASSWORD not in (await api.post("/cfg_mgr/configs", json=body)).text


async def test_a_device_of_a_missing_config_is_not_configured(provd, api):
    # API-131
    await provd.get(PHONE, "/001565123456.cfg")
    device = await only_device(api)
    await give_line(api, device)
    assert (await api.delete(f"/cfg_mgr/configs/{device['id']}")).status_code == 204
    assert (await only_device(api))["configured"] is False
    assert (await api.get(f"/dev_mgr/devices/{device['id']}")).status_code == 200
