# SPDX-License-Identifier: GPL-3.0-or-later
"""The key in the provisioning URL: what leaves with it, and what without."""

from __future__ import annotations

import asyncio
import logging

import pytest
from xivo_provd.phones.answers import Outcome
from xivo_provd.phones.door import Visit
from xivo_provd.phones.tftp import phone_reader
from xivo_provd.plugin import RequestType, TFTPRequest
from xivo_provd.resources.parameters.service import PREVIOUS_KEY_SECONDS, Parameters, ParameterService
from xivo_provd.settings import PhoneSettings
from xivo_provd.tftp.packets import ErrorCode, ReadRequest
from xivo_provd.tftp.server import TftpRefusal
from xivo_store import Keyring

from .conftest import AUTOPROV_PASSWORD, KEY, LINE_PASSWORD, YEALINK_MAC, give_line, only_device

PHONE, OTHER = "10.34.1.50", "10.34.1.66"
OWN, COMMON = "/001565123456.cfg", "/y000000000028.cfg"


class TestWithoutTheKey:
    async def test_no_secret_leaves_and_nobody_becomes_a_device(self, provd, api):
        for path in (OWN, "/wrong-key-wrong-key-22" + OWN):
            refused = await provd.plain_get(PHONE, path)
            assert (refused.status_code, refused.text) == (403, "")
        assert (await api.get("/dev_mgr/devices")).json() == {"devices": []}

    async def test_not_even_to_the_bound_address(self, provd, api):
        await provd.get(PHONE, OWN)
        await give_line(api, await only_device(api))
        assert LINE_PASSWORD in (await provd.get(PHONE, OWN)).text
        assert (await provd.plain_get(PHONE, OWN)).status_code == 403

    async def test_first_contact_gets_what_all_phones_share(self, provd):
        # ADM-018 CC-053
        common = await provd.plain_get(PHONE, COMMON)
        assert common.status_code == 200
        assert "http://10.34.1.11:8667\n" in common.text
        assert await provd.key() not in common.text
        assert AUTOPROV_PASSWORD not in common.text

    async def test_firmware_is_no_secret(self, provd):
        folder = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "tftpboot"
        (folder / "T46G.rom").write_bytes(b"rom")
        assert (await provd.plain_get(PHONE, "/T46G.rom")).content == b"rom"

    async def test_an_installation_may_do_without(self, make_provd):
        # CC-053
        async with make_provd(phones=PhoneSettings(require_key=False)) as provd:
            own = await provd.plain_get(PHONE, OWN)
            assert AUTOPROV_PASSWORD in own.text
            assert "http://10.34.1.11:8667\n" in own.text


class TestTheFirstStart:
    async def test_all_that_ask_at_once_get_the_same_key(self, provd):
        keys = {
            given.provisioning_key
            for given in await asyncio.gather(*(provd.app.state.parameters.get() for _ in range(12)))
        }
        assert len(keys) == 1
        assert keys == {await provd.key()}


class TestWithTheKey:
    async def test_files_tell_the_phone_its_whole_url(self, provd):
        key = await provd.key()
        for path in (COMMON, OWN):
            assert f"http://10.34.1.11:8667/{key}\n" in (await provd.get(PHONE, path)).text

    async def test_urls_get_the_key_once_whatever_the_template_wrote(self, provd, api):
        templates = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "templates"
        text = (
            "{{ http_base_url }}/a http://{{ ip }}:{{ http_port }}/b http://{{ ip }}:{{ http_port }}0/c {{ ip }} "
            "{{ ip }}:{{ http_port }} 1{{ ip }}:{{ http_port }} x.{{ ip }}:{{ http_port }}"
        )
        templates.joinpath("base.tpl").write_text(text)
        await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
        server = f"10.34.1.11:8667/{await provd.key()}"
        assert (await provd.get(PHONE, OWN)).text == (
            f"http://{server}/a http://{server}/b http://10.34.1.11:86670/c 10.34.1.11 "
            f"{server} 110.34.1.11:8667 x.10.34.1.11:8667"
        )

    async def test_phones_with_a_path_of_its_own_get_it_there(self, make_provd):
        # CC-053
        agent = "Aastra57i MAC:00-08-5D-2E-EC-FB V:3.3.1.2235-SIP"
        async with make_provd(first_plugins=["xivo-aastra-3.3.1-SP2"]) as provd:
            text = (await provd.get(PHONE, "/Aastra/aastra.cfg", agent)).text
            assert f"\nhttp path: {await provd.key()}/Aastra\n" in text
            assert "\nhttp path: Aastra\n" in (await provd.plain_get(PHONE, "/Aastra/aastra.cfg", agent)).text

    async def test_a_template_that_knows_no_keys_gets_it_in_such_a_path(self, provd, api):
        # CC-053
        templates = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "templates"
        key = await provd.key()
        wanted = f"http server: 10.34.1.11\nhttp path: {key}/Aastra\nhttp port: 8667"
        for path in ("Aastra", "/Aastra", "{{ provisioning_key }}/Aastra"):
            text = f"http server: {{{{ ip }}}}\nhttp path: {path}\nhttp port: {{{{ http_port }}}}"
            templates.joinpath("base.tpl").write_text(text)
            await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
            assert (await provd.get(PHONE, OWN)).text == wanted
        elsewhere = "http server: 10.34.1.99\nhttp path: Aastra"
        templates.joinpath("base.tpl").write_text(elsewhere)
        await api.post("/pg_mgr/reload", json={"id": "xivo-yealink-v80"})
        assert (await provd.get(PHONE, OWN)).text == elsewhere

    async def test_it_outlives_a_restart(self, provd, make_provd):
        key = await provd.key()
        async with make_provd(configs=False, uri=provd.settings.db_uri) as again:
            assert await again.key() == key

    async def test_it_opens_last_good_files_while_the_database_is_away(self, make_provd, pg):
        uri = pg.uri("xivo_provd")
        async with make_provd(uri=uri) as provd:
            await provd.get(PHONE, OWN)
        async with make_provd(configs=False, uri="postgresql+asyncpg://nobody@/gone?host=/nowhere") as provd:
            assert AUTOPROV_PASSWORD in (await provd.get(PHONE, OWN)).text
            assert (await provd.plain_get(PHONE, OWN)).status_code == 503

    async def test_another_one_is_learnt_from_the_files_of_before(self, provd, api, caplog):
        # API-161
        old = await provd.key()
        assert AUTOPROV_PASSWORD in (await provd.get(PHONE, OWN)).text
        assert (await api.put("/configure/provisioning_key", json={"param": {"value": None}})).status_code == 204
        new = await provd.key()
        assert new != old
        text = (await provd.plain_get(PHONE, f"/{old}{OWN}")).text
        assert f"http://10.34.1.11:8667/{new}\n" in text
        assert old not in text
        with caplog.at_level(logging.INFO, "audit"):
            assert (await api.get("/configure/provisioning_key")).json() == {"param": {"value": new}}
        assert [record.message for record in caplog.records if record.name == "audit"] == ["provisioning key read"]

    async def test_the_one_of_before_ends_after_a_while(self):
        now = [1_000_000.0]
        service = ParameterService(Parameters(None), Keyring([KEY]), lambda: now[0])
        stored = service._sealed("the-new-one", "the-old-one")
        assert service._keys(stored) == {"provisioning_key": "the-new-one", "previous_key": "the-old-one"}
        now[0] += PREVIOUS_KEY_SECONDS
        assert service._keys(stored) == {"provisioning_key": "the-new-one", "previous_key": None}

    async def test_it_is_in_no_log(self, provd, caplog):
        with caplog.at_level(logging.DEBUG):
            for get in (provd.get, provd.get, provd.plain_get):
                await get(PHONE, OWN)
            for _ in range(20):
                await provd.get(OTHER, OWN)
        ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
        assert any("BANNED" in message for message in ours)
        assert await provd.key() not in "".join(ours)


class TestTftp:
    def reader(self, provd):
        return phone_reader(provd.app.state.phones, provd.settings.phones.tftp_networks)

    async def test_the_phones_networks_need_no_key(self, provd):
        assert b"autoprov" in await self.reader(provd)(PHONE, ReadRequest(OWN[1:], "octet"))
        assert (await provd.key()).encode() not in await self.reader(provd)(PHONE, ReadRequest(COMMON[1:], "octet"))

    async def test_nobody_else_is_answered(self, provd):
        for address in ("203.0.113.5", "2001:db8::5", "::ffff:203.0.113.5"):
            for name in (OWN[1:], COMMON[1:], f"{await provd.key()}{OWN}"):
                with pytest.raises(TftpRefusal) as refusal:
                    await self.reader(provd)(address, ReadRequest(name, "octet"))
                assert refusal.value.code is ErrorCode.ACCESS_VIOLATION

    async def test_a_name_with_the_key_is_understood(self, provd):
        answer = await provd.tftp(PHONE, f"{await provd.key()}{OWN}")
        assert answer.outcome is Outcome.SERVED


class TestCertificates:
    """A proxy that ends TLS has verified the phone's own certificate."""

    SUBJECT = {"X-Client-Certificate": "CN=001565123456,OU=SIP,O=Yealink", "X-Forwarded-For": PHONE}

    @pytest.fixture
    async def behind(self, make_provd):
        async with make_provd(phones=PhoneSettings(trusted_proxies=["10.99.0.0/24"])) as made:
            yield made

    async def test_it_stands_for_the_key_and_names_the_phone(self, behind):
        own = await behind.plain_get("10.99.0.1", OWN, "Yealink SIP-T46G 28.80.0.125", **self.SUBJECT)
        assert AUTOPROV_PASSWORD in own.text
        async with behind.caller() as api:
            device = await only_device(api)
        assert (device["mac"], device["ip"]) == (YEALINK_MAC, PHONE)

    async def test_it_may_come_from_anywhere(self, behind):
        await behind.plain_get("10.99.0.1", OWN, **self.SUBJECT)
        moved = {**self.SUBJECT, "X-Forwarded-For": f"1.2.3.4, {OTHER}"}
        assert (await behind.plain_get("10.99.0.1", OWN, **moved)).status_code == 200

    async def test_it_opens_no_other_phones_files(self, behind):
        agent = "Yealink SIP-T46G 28.80.0.125"
        assert (await behind.plain_get("10.99.0.1", "/001565123457.cfg", agent, **self.SUBJECT)).status_code == 403

    async def test_nobody_else_is_believed(self, behind, provd):
        assert (await behind.plain_get(OTHER, OWN, **self.SUBJECT)).status_code == 403
        assert (await provd.plain_get("10.99.0.1", OWN, **self.SUBJECT)).status_code == 403


async def test_a_visit_without_a_key_of_its_own_is_not_kept_in_memory(provd):
    visit = Visit(TFTPRequest(PHONE, OWN[1:]), RequestType.TFTP, None)
    assert (await provd.app.state.phones.answer(visit)).outcome is Outcome.SERVED
    assert len(provd.app.state.rendered) == 0
