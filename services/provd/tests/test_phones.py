# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones boot: what they ask for and what becomes of them."""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path

from sqlalchemy import text
from xivo_bus import Outbox
from xivo_provd.last_good import LastGood
from xivo_provd.phones.answers import Outcome
from xivo_provd.settings import GuardSettings, PluginSettings
from xivo_provd.tables import OUTBOX
from xivo_provd.unit import Units
from xivo_store import Keyring

from .conftest import (
    AUTOPROV_PASSWORD,
    BASE_CONFIGS,
    KEY,
    LINE_PASSWORD,
    PLUGINS,
    SNOM_AGENT,
    SNOM_MAC,
    YEALINK_AGENT,
    YEALINK_MAC,
    give_line,
    only_device,
    until,
)
from .test_api import finished

PHONE, OTHER = "10.34.1.50", "10.34.1.66"


async def events(provd) -> list[tuple[str, dict]]:
    async with provd.database.read() as session:
        rows = await session.execute(text("SELECT routing_key, body FROM outbox ORDER BY seq"))
        return [(row.routing_key, row.body["data"]) for row in rows]


class TestBoot:
    async def test_a_yealink_becomes_a_device(self, provd, api):
        # CC-041 CC-053 CC-055 API-151
        common = await provd.get(PHONE, "/y000000000028.cfg")
        assert common.status_code == 200
        assert "http://10.34.1.11:8667" in common.text
        assert "account" not in common.text
        own = await provd.get(PHONE, "/001565123456.cfg")
        assert own.status_code == 200
        assert own.headers["content-type"] == "text/plain; charset=utf-8"
        assert "account.1.user_name = autoprov\n" in own.text
        assert f"account.1.password = {AUTOPROV_PASSWORD}\n" in own.text
        device = await only_device(api)
        assert device["config"].startswith("autoprov")
        assert (
            device.items()
            >= {
                "added": "auto",
                "configured": True,
                "ip": PHONE,
                "mac": YEALINK_MAC,
                "model": "T46G",
                "plugin": "xivo-yealink-v80",
                "remote_state_sip_username": "autoprov",
                "vendor": "Yealink",
                "version": "28.80.0.125",
            }.items()
        )
        assert [key for key, _ in await events(provd)] == [
            "provd.device.created",
            "provd.device.secret.served",
            "provd.device.edited",
        ]

    async def test_a_snom_becomes_a_device(self, provd, api):
        # CC-041 CC-053 CC-055
        for path in ("/snom720.htm", "/snom720-000413ABCDEF.htm", "/000413ABCDEF.xml"):
            assert (await provd.get(PHONE, path, SNOM_AGENT)).status_code == 200
        device = await only_device(api, mac=SNOM_MAC)
        assert (device["plugin"], device["model"], device["configured"]) == ("xivo-snom-8.7.5.17", "720", True)

    async def test_by_tftp_without_user_agent(self, provd, api):
        # CC-041 CC-053 API-135
        assert (await provd.tftp(PHONE, "y000000000028.cfg")).outcome is Outcome.SERVED
        answer = await provd.tftp(PHONE, "001565123456.CFG")
        assert answer.outcome is Outcome.SERVED
        assert b"account.1.user_name = autoprov" in answer.content
        device = await only_device(api)
        assert (device["mac"], device["model"]) == (YEALINK_MAC, "T46G")

    async def test_boots_do_not_multiply_devices_or_configs(self, provd, api):
        # CC-055 API-151
        for _ in range(3):
            await provd.get(PHONE, "/y000000000028.cfg")
            await provd.get(PHONE, "/001565123456.cfg")
        await only_device(api)
        configs = (await api.get("/cfg_mgr/configs")).json()["configs"]
        assert len([config for config in configs if config["id"].startswith("autoprov1")]) == 1

    async def test_the_same_phone_at_once_is_one_device(self, provd, api):
        answers = await asyncio.gather(*(provd.get(PHONE, "/001565123456.cfg") for _ in range(4)))
        assert [answer.status_code for answer in answers] == [200] * 4
        await only_device(api)

    async def test_without_base_configs_it_is_noted_but_not_configured(self, make_provd):
        # CC-055
        async with make_provd(configs=False) as provd, provd.caller() as api:
            assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 404
            device = await only_device(api)
            assert (device["configured"], device["plugin"]) == (False, "xivo-yealink-v80")
            for config in BASE_CONFIGS:
                await api.post("/cfg_mgr/configs", json={"config": config})
            assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 200
            assert (await only_device(api))["configured"] is True

    async def test_a_template_without_server_uses_the_name_that_the_phone_uses(self, make_provd):
        async with make_provd(configs=False) as provd, provd.caller() as api:
            config = {"id": "autoprov", "role": "autocreate", "raw_config": {"sip_lines": {"1": {"username": "a"}}}}
            await api.post("/cfg_mgr/configs", json={"config": config})
            own = await provd.get(PHONE, "/001565123456.cfg")
            assert "account.1.sip_server.1.address = 10.34.1.99\n" in own.text

    async def test_a_browser_finds_nothing_and_becomes_nothing(self, provd, api):
        assert (await provd.get(OTHER, "/", "Mozilla/5.0")).status_code == 404
        assert (await provd.get(OTHER, "/001565123456.cfg", "curl/8")).status_code == 404
        assert (await api.get("/dev_mgr/devices")).json() == {"devices": []}


class TestLine:
    async def test_the_line_replaces_autoprov(self, provd, api):
        # CC-056 API-138
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        await give_line(api, device)
        assert (await api.get(f"/cfg_mgr/configs/{device['config']}")).status_code == 404
        own = await provd.get(PHONE, "/001565123456.cfg")
        assert "account.1.user_name = je5qtq\n" in own.text
        assert "account.1.display_name = Elès 01\n" in own.text
        assert (await only_device(api))["remote_state_sip_username"] == "je5qtq"

    async def test_reset_to_autoprov(self, provd, api):
        # CC-057 CC-058 API-151
        await provd.get(PHONE, "/001565123456.cfg")
        await give_line(api, await only_device(api))
        new = (await api.post("/cfg_mgr/autocreate", json={})).json()["id"]
        device = await only_device(api)
        await api.put(f"/dev_mgr/devices/{device['id']}", json={"device": {**device, "config": new}})
        assert "user_name = autoprov\n" in (await provd.get(PHONE, "/001565123456.cfg")).text
        assert provd.amid.actions == []

    async def test_edit_of_a_parent_reaches_the_phones(self, provd, api):
        # API-149
        await provd.get(PHONE, "/001565123456.cfg")
        base = {**BASE_CONFIGS[0]["raw_config"], "ntp_ip": "10.34.1.77"}
        answer = await api.put("/cfg_mgr/configs/base", json={"config": {"id": "base", "raw_config": base}})
        assert answer.status_code == 204
        assert "ntp_server1 = 10.34.1.77\n" in (await provd.get(PHONE, "/001565123456.cfg")).text

    async def test_another_plugin_other_files(self, provd, api):
        # API-138 API-169 CC-050 CC-067
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        for plugin, status in (("null", 404), ("xivo-yealink-v80", 200), ("gone", 404)):
            await api.put(f"/dev_mgr/devices/{device['id']}", json={"device": {**device, "plugin": plugin}})
            assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == status
            assert (await only_device(api))["configured"] is (status == 200)

    async def test_a_phone_moves_to_another_plugin_without_being_refused(self, make_provd, tmp_path):
        # CC-067 API-138
        bundled = tmp_path / "bundled"
        shutil.copytree(PLUGINS, bundled, ignore=shutil.ignore_patterns("__pycache__"))
        newer = bundled / "xivo-yealink-v81"
        shutil.copytree(bundled / "xivo-yealink-v80", newer)
        newer.joinpath("templates", "base.tpl").write_text("# v81 {{ sip_lines['1'].username }}\n")
        settings = PluginSettings(
            directory=tmp_path / "p", bundled=bundled, first=["xivo-yealink-v80"], server=f"file://{bundled}"
        )
        async with make_provd(plugins=settings) as provd, provd.caller() as api:
            await provd.get(PHONE, "/001565123456.cfg")
            await give_line(api, await only_device(api))
            assert "user_name = je5qtq" in (await provd.get(PHONE, "/001565123456.cfg")).text
            await api.post("/pg_mgr/install/update", json={})
            installed = await api.post("/pg_mgr/install/install", json={"id": "xivo-yealink-v81"})
            await finished(api, installed.headers["location"])
            assert (await only_device(api))["plugin"] == "xivo-yealink-v80"
            device = {**await only_device(api), "plugin": "xivo-yealink-v81"}
            await api.put(f"/dev_mgr/devices/{device['id']}", json={"device": device})
            assert (await provd.get(PHONE, "/001565123456.cfg")).text == "# v81 je5qtq\n"
            assert (await provd.get(OTHER, "/001565123456.cfg")).status_code == 403

    async def test_a_plugin_that_comes_later_takes_the_phones_that_waited(self, make_provd, tmp_path):
        # CC-055
        settings = PluginSettings(directory=tmp_path / "p", bundled=PLUGINS, first=[], server=f"file://{PLUGINS}")
        async with make_provd(plugins=settings) as provd, provd.caller() as api:
            device = {"mac": YEALINK_MAC, "ip": PHONE}
            await api.post("/dev_mgr/devices", json={"device": device})
            assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 404
            await api.post("/pg_mgr/install/update", json={})
            installed = await api.post("/pg_mgr/install/install", json={"id": "xivo-yealink-v80"})
            await finished(api, installed.headers["location"])
            assert "autoprov" in (await provd.get(PHONE, "/001565123456.cfg")).text
            assert (await only_device(api))["plugin"] == "xivo-yealink-v80"

    async def test_a_deleted_device_comes_back_by_itself(self, provd, api):
        # API-139
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        assert (await api.delete(f"/dev_mgr/devices/{device['id']}")).status_code == 204
        assert (await api.get(f"/dev_mgr/devices/{device['id']}")).status_code == 404
        await provd.get(PHONE, "/001565123456.cfg")
        assert (await only_device(api))["id"] != device["id"]


class TestCustomTemplates:
    def templates(self, provd) -> Path:
        return provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "templates"

    async def test_three_levels(self, provd, api):
        # CC-064 CC-065
        for name in ("base.tpl", "T46G.tpl", "001565123456.cfg.tpl"):
            self.templates(provd).joinpath(name).write_text(f"#{name} {{{{ sip_lines['1'].username }}}}\n")
            await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
            assert (await provd.get(PHONE, "/001565123456.cfg")).text == f"#{name} autoprov\n"

    async def test_an_extension_of_the_original(self, provd, api):
        # CC-064
        self.templates(provd).joinpath("T46G.tpl").write_text("{% extends 'base.tpl' %}")
        await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
        assert "user_name = autoprov" in (await provd.get(PHONE, "/001565123456.cfg")).text

    async def test_a_broken_one_hurts_its_device_only(self, provd, api):
        # CC-065
        self.templates(provd).joinpath("001565123456.cfg.tpl").write_text("{{ nothing.at.all }}{% if %}")
        await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
        assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 404
        agent = YEALINK_AGENT.replace("34:56", "34:57")
        assert (await provd.get(OTHER, "/001565123457.cfg", agent)).status_code == 200


class TestSecrets:
    async def test_they_go_to_the_bound_address_only(self, provd, api, caplog):
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        await give_line(api, device)
        with caplog.at_level(logging.INFO, "audit"):
            thief = await provd.get(OTHER, "/001565123456.cfg")
            assert (thief.status_code, thief.text) == (403, "")
            assert (await provd.tftp(OTHER, "001565123456.cfg")).outcome is Outcome.DENIED
            assert LINE_PASSWORD in (await provd.get(PHONE, "/001565123456.cfg")).text
        assert [record.message for record in caplog.records if record.name == "audit"] == [
            "secret refused",
            "secret refused",
            "secret served",
        ]
        assert (await only_device(api))["ip"] == PHONE
        refused = [data for key, data in await events(provd) if key == "provd.device.secret.refused"]
        assert refused == [{"device_id": device["id"], "address": OTHER, "filename": "001565123456.cfg"}] * 2

    async def test_no_forged_header_and_no_other_name_helps(self, provd, api):
        await provd.get(PHONE, "/001565123456.cfg")
        await give_line(api, await only_device(api))
        for headers in ({"X-Forwarded-For": PHONE}, {"X-Real-IP": PHONE}, {"Forwarded": f"for={PHONE}"}):
            assert (await provd.get(OTHER, "/001565123456.cfg", **headers)).status_code == 403
        mine = YEALINK_AGENT.replace("34:56", "34:99")
        assert (await provd.get(OTHER, "/001565123456.cfg", mine)).status_code == 403
        assert (await provd.get(OTHER, "/001565123456.cfg", "curl/8")).status_code == 403
        assert (await provd.get(OTHER, "/001565123456.cfg", "Yealink SIP-T46G 28.80.0.125")).status_code == 403

    async def test_an_administrator_moves_the_binding(self, provd, api):
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        path = f"/dev_mgr/devices/{device['id']}/binding"
        assert (await api.get(path)).json()["binding"]["address"] == PHONE
        assert (await api.put(path, json={"binding": {"address": OTHER}})).status_code == 204
        assert (await provd.get(OTHER, "/001565123456.cfg")).status_code == 200
        assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 403
        assert (await api.delete(path)).status_code == 204
        assert (await api.get(path)).status_code == 404
        assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 200

    async def test_a_reset_ends_the_binding(self, provd, api):
        # CC-057
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        await give_line(api, device)
        new = (await api.post("/cfg_mgr/autocreate", json={})).json()["id"]
        await api.put(f"/dev_mgr/devices/{device['id']}", json={"device": {**device, "config": new}})
        assert "autoprov" in (await provd.get(OTHER, "/001565123456.cfg")).text

    async def test_the_dhcp_server_may_move_it_too(self, provd, api):
        # API-142 CC-061
        await provd.get(PHONE, "/001565123456.cfg")
        info = {"ip": OTHER, "mac": YEALINK_MAC, "op": "commit", "options": []}
        assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 204
        assert (await only_device(api))["ip"] == OTHER
        assert (await provd.get(OTHER, "/001565123456.cfg")).status_code == 200

    async def test_they_are_encrypted_in_the_database(self, provd, api):
        await provd.get(PHONE, "/001565123456.cfg")
        await give_line(api, await only_device(api))
        async with provd.database.read() as session:
            query = "SELECT document::text FROM configs UNION ALL SELECT body::text FROM outbox"
            dump = "".join((await session.execute(text(query))).scalars())
        assert "enc:v1:" in dump
        assert AUTOPROV_PASSWORD not in dump
        assert LINE_PASSWORD not in dump

    async def test_they_are_nowhere_on_the_disk(self, provd, api, tmp_path):
        await provd.get(PHONE, "/001565123456.cfg")
        await give_line(api, await only_device(api))
        await provd.get(PHONE, "/001565123456.cfg")
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert files
        for path in files:
            assert LINE_PASSWORD.encode() not in path.read_bytes()
            assert AUTOPROV_PASSWORD.encode() not in path.read_bytes()

    async def test_they_are_not_in_common_files(self, provd, api):
        folder = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "templates"
        folder.joinpath("common.tpl").write_text("{{ sip_lines }}{{ admin_password }}")
        await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
        common = await provd.get(PHONE, "/y000000000028.cfg")
        assert "autoprov" in common.text
        assert AUTOPROV_PASSWORD not in common.text

    async def test_an_older_key_still_opens_and_is_replaced(self, provd, api, make_provd):
        await give_line(api, (await self.device(provd, api)))
        keys = ["another key, the newer one of the two", *provd.settings.encryption_keys]
        async with make_provd(configs=False, uri=provd.settings.db_uri, encryption_keys=keys) as newer:
            assert LINE_PASSWORD in (await newer.get(PHONE, "/001565123456.cfg")).text

    async def device(self, provd, api):
        await provd.get(PHONE, "/001565123456.cfg")
        return await only_device(api)


class TestAddresses:
    async def test_an_address_has_one_device(self, provd, api):
        # CC-068 NAT 0
        await provd.get(PHONE, "/001565123456.cfg")
        await provd.get(PHONE, "/snom720-000413ABCDEF.htm", SNOM_AGENT)
        assert "ip" not in await only_device(api, mac=YEALINK_MAC)
        assert (await only_device(api, mac=SNOM_MAC))["ip"] == PHONE
        assert (await provd.get(OTHER, "/001565123456.cfg")).status_code == 200

    async def test_behind_nat_they_share_it(self, provd, api):
        # CC-068 DEV-199 API-161 NAT 1
        assert (await api.put("/configure/NAT", json={"param": {"value": 1}})).status_code == 204
        await provd.get(PHONE, "/y000000000028.cfg", "Yealink SIP-T46G 28.80.0.125")
        await provd.get(PHONE, "/001565123456.cfg")
        await provd.get(PHONE, "/snom720-000413ABCDEF.htm", SNOM_AGENT)
        assert {device["ip"] for device in (await api.get("/dev_mgr/devices")).json()["devices"]} == {PHONE}
        assert (await provd.get(OTHER, "/001565123456.cfg")).status_code == 200

    async def test_ipv4_over_an_ipv6_socket_is_ipv4(self, provd, api):
        await provd.get(f"::ffff:{PHONE}", "/001565123456.cfg")
        assert (await only_device(api))["ip"] == PHONE


class TestGuessing:
    async def test_who_asks_for_others_secrets_gets_banned(self, make_provd):
        async with make_provd(guard=GuardSettings(denied=3)) as provd, provd.caller() as api:
            await provd.get(PHONE, "/001565123456.cfg")
            statuses = [(await provd.get(OTHER, "/001565123456.cfg")).status_code for _ in range(6)]
            assert statuses == [403, 403, 403, 403, 429, 429]
            banned = await provd.get(OTHER, "/y000000000028.cfg")
            assert (banned.status_code, int(banned.headers["retry-after"]) > 800) == (429, True)
            assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 200
            assert list((await api.get("/guard/bans")).json()["bans"]) == [OTHER]
            assert (await api.delete(f"/guard/bans/{OTHER}")).status_code == 204
            assert (await provd.get(OTHER, "/001565123456.cfg")).status_code == 403

    async def test_who_invents_phones_gets_banned(self, make_provd):
        async with make_provd(guard=GuardSettings(new_devices=3)) as provd, provd.caller() as api:
            for number in range(8):
                agent = YEALINK_AGENT.replace("34:56", f"34:0{number}")
                await provd.get(OTHER, f"/00156512340{number}.cfg", agent)
            assert len((await api.get("/dev_mgr/devices")).json()["devices"]) == 3
            assert (await provd.get(OTHER, "/y000000000028.cfg")).status_code == 429

    async def test_who_forges_addresses_adds_few_phones(self, make_provd):
        async with make_provd(guard=GuardSettings(new_devices_unproven=3)) as provd, provd.caller() as api:
            outcomes = [(await provd.tftp(f"10.34.2.{n}", f"00156512340{n}.cfg")).outcome for n in range(1, 6)]
            assert outcomes == [Outcome.SERVED] * 3 + [Outcome.BANNED] * 2
            assert len((await api.get("/dev_mgr/devices")).json()["devices"]) == 3
            agent = YEALINK_AGENT.replace("34:56", "34:09")
            assert (await provd.get(PHONE, "/001565123409.cfg", agent)).status_code == 200
            assert (await provd.tftp("10.34.2.1", "001565123401.cfg")).outcome is Outcome.SERVED

    async def test_no_path_leads_outside(self, provd):
        for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2fentry.py", "/a%00b", "/..\\x", "//x"):
            assert (await provd.get(PHONE, path)).status_code == 404
        for name in ("../../etc/passwd", "/etc/passwd", "..", "a/../../b", "\\..\\x", "x" * 300):
            assert (await provd.tftp(PHONE, name)).outcome is Outcome.NOT_FOUND


class TestStaticFiles:
    async def test_firmware_is_served_from_tftpboot(self, provd):
        # CC-048 CC-063
        folder = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "tftpboot"
        (folder / "firmware").mkdir()
        (folder / "firmware" / "T46G.rom").write_bytes(b"rom")
        answer = await provd.get(PHONE, "/firmware/T46G.rom")
        assert (answer.status_code, answer.content) == (200, b"rom")
        assert (await provd.tftp(PHONE, "firmware/T46G.rom")).outcome is Outcome.SERVED


class TestWithoutDatabase:
    async def test_the_last_good_files_are_served(self, make_provd, pg):
        uri = pg.uri("xivo_provd")
        async with make_provd(uri=uri) as provd:
            own = (await provd.get(PHONE, "/001565123456.cfg")).text
            await provd.get(PHONE, "/y000000000028.cfg")
        away = "postgresql+asyncpg://nobody@/gone?host=/nowhere"
        async with make_provd(configs=False, uri=away) as provd:
            again = await provd.get(PHONE, "/001565123456.cfg")
            assert (again.status_code, again.text) == (200, own)
            assert (await provd.get(PHONE, "/y000000000028.cfg")).status_code == 200
            for address, path in ((OTHER, "/001565123456.cfg"), (PHONE, "/001565123457.cfg")):
                agent = YEALINK_AGENT if path == "/001565123456.cfg" else "Yealink SIP-T46G 28.80.0.125"
                refused = await provd.get(address, path, agent)
                assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")

    async def test_not_those_of_a_deleted_device(self, make_provd, pg):
        uri = pg.uri("xivo_provd")
        async with make_provd(uri=uri) as provd, provd.caller() as api:
            await provd.get(PHONE, "/001565123456.cfg")
            await api.delete(f"/dev_mgr/devices/{(await only_device(api))['id']}")
        away = "postgresql+asyncpg://nobody@/gone?host=/nowhere"
        async with make_provd(configs=False, uri=away) as provd:
            assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 503

    async def test_the_cache_does_not_grow_for_ever(self, tmp_path, monkeypatch):
        monkeypatch.setattr("xivo_provd.last_good.MAX_FILES", 3)
        kept = LastGood(tmp_path, Keyring([KEY]))
        for number in range(5):
            await kept.remember(f"d{number}", PHONE, "f", str(number).encode())
        assert len(list(tmp_path.glob("*/*"))) == 3
        monkeypatch.setattr("xivo_provd.last_good.MAX_FILES", 1)
        assert LastGood(tmp_path, Keyring([KEY])).prune() == 2
        assert await kept.recall(PHONE, "f") == b"4"


class TestKeys:
    async def test_all_secrets_are_renewed_with_the_first_key(self, provd, api, make_provd):
        keys = ["another key, the newer one of the two", KEY]
        async with make_provd(configs=False, uri=provd.settings.db_uri, encryption_keys=keys) as newer:
            units = Units(newer.database, Keyring(keys), Outbox(OUTBOX, ""))
            for renewed in (1, 0):
                async with units.writing() as unit:
                    assert await unit.configs.reseal() == renewed
        async with make_provd(configs=False, uri=provd.settings.db_uri, encryption_keys=keys[:1]) as newest:
            assert AUTOPROV_PASSWORD in (await newest.get(PHONE, "/001565123456.cfg")).text

    async def test_it_says_when_older_keys_may_go(self, provd, api, make_provd):
        key = await provd.key()
        keys = ["another key, the newer one of the two", KEY]
        async with make_provd(configs=False, uri=provd.settings.db_uri, encryption_keys=keys) as newer:
            maintenance = newer.app.state.maintenance
            assert maintenance.describe() == {"older_encryption_keys_needed": True}
            await maintenance.start()
            await until(lambda: maintenance.describe() == {"older_encryption_keys_needed": False})
            await maintenance.stop()
        async with make_provd(configs=False, uri=provd.settings.db_uri, encryption_keys=keys[:1]) as newest:
            assert await newest.key() == key
            assert newest.app.state.maintenance.describe() == {"older_encryption_keys_needed": False}
