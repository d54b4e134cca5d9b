# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets the files of phones that carry secrets, and who is shut out."""

from __future__ import annotations

import logging

from sqlalchemy import text
from xivo_bus import Outbox
from xivo_provd.phones.answers import Outcome
from xivo_provd.settings import GuardSettings
from xivo_provd.tables import OUTBOX
from xivo_provd.unit import Units
from xivo_store import Keyring

from .conftest import (
    AUTOPROV_PASSWORD,
    KEY,
    LINE_PASSWORD,
    YEALINK_AGENT,
    YEALINK_MAC,
    events,
    give_line,
    only_device,
    until,
)

PHONE, OTHER = "10.34.1.50", "10.34.1.66"


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
