# SPDX-License-Identifier: GPL-3.0-or-later
"""The softphone Jitsi: known by a UUID, one file of Java properties."""

from __future__ import annotations

import base64
import re
from typing import ClassVar

import httpx
import pytest
from xivo_provd.phones.http import PhoneApp
from xivo_provd.plugin import RawConfigError, SynchronizeError
from xivo_provd.rawconfig import normalize

from .conftest import LINE_PASSWORD, give_line, only_device
from .family_suite import FULL, HOST, PHONE, FamilySuite, Settings, raw_line

UUID = "0b7d1d3c-9a58-4a31-8c2f-0a6f3d1f9e10"
ACCOUNT = "net.java.sip.communicator.impl.protocol.sip.accxivo"
_PAIR = re.compile(r"^((?:[^\\=: ]|\\.)+)=((?:[^\\]|\\u[0-9a-f]{4}|\\.)*)$")


def _plain(text: str) -> str:
    return re.sub(r"\\(?:u([0-9a-f]{4})|(.))", lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def jitsi_values(content: bytes) -> Settings:
    """As java.util.Properties reads them."""
    values: Settings = {}
    for line in content.decode("ascii").splitlines():
        if line and not line.startswith("#"):
            match = _PAIR.match(line)
            assert match, line
            assert _plain(match[1]) not in values
            values[_plain(match[1])] = _plain(match[2])
    return values


class TestJitsi(FamilySuite):
    PLUGIN = "xivo-jitsi-1"
    DEVICE = {"id": "5", "uuid": UUID, "vendor": "Jitsi", "model": "Jitsi", "version": "1.0-build.3408"}
    GOLDEN = "jitsi-{}.properties"
    OWN = "jitsi"
    BOOT = (f"/jitsi?uuid={UUID}",)
    AGENT = "Jitsi/1.0-build.3408"
    AGENTS: ClassVar = (
        (AGENT, "/jitsi", None),
        (AGENT, "/other", None),
        (f"{AGENT} x", "/jitsi", None),
    )
    ACCOUNT = f"{ACCOUNT}.USER_ID"
    NOTIFY = None

    def values(self, content: bytes) -> Settings:
        return jitsi_values(content)

    def test_without_a_mac_there_is_no_file(self, plugin):
        for device in ({"id": "1"}, {"id": "1", "uuid": "../etc/passwd"}):
            with pytest.raises(RawConfigError):
                plugin.render(device, normalize(FULL, HOST))

    def test_found_by_vendor_class(self, plugin):
        pytest.skip("a program on a computer asks for no lease")

    def test_files_with_an_account_are_secret(self, plugin):
        assert plugin.is_sensitive_filename("jitsi")
        assert plugin.get_remote_state_trigger_filename(self.DEVICE) == "jitsi"

    def test_the_account(self, plugin):
        # CC-070
        values = self.own(plugin)
        assert values[ACCOUNT] == "accxivo"
        assert values[f"{ACCOUNT}.USER_ID"] == "user1@10.34.1.11"
        assert values[f"{ACCOUNT}.AUTHORIZATION_NAME"] == "auth1"
        assert values[f"{ACCOUNT}.DISPLAY_NAME"] == "Elès 01"
        assert base64.b64decode(values[f"{ACCOUNT}.PASSWORD"]).decode() == "p<ss&1"
        assert (values[f"{ACCOUNT}.DTMF_METHOD"], values[f"{ACCOUNT}.SAVP_OPTION"]) == ("SIP_INFO_DTMF", "2")
        assert values[f"{ACCOUNT}.VOICEMAIL_CHECK_URI"] == "sip:*98@10.34.1.11"
        codecs = {name: values[f"{ACCOUNT}.Encodings.{name}"] for name in ("G722/8000", "PCMA/8000", "GSM/8000")}
        assert codecs == {"G722/8000": "700", "PCMA/8000": "690", "GSM/8000": "0"}

    @pytest.mark.parametrize(("locale", "found"), [("fr_FR", "fr_FR"), ("de", "de"), ("x=y", None), (None, None)])
    def test_it_speaks_the_users_language(self, plugin, locale, found):
        values = self.own(plugin, {"locale": locale})
        assert values.get("net.java.sip.communicator.service.resources.DefaultLocale") == found

    def test_sip_over_tls_with_srtp(self, plugin):
        raw = {"sip_transport": "tls", "sip_srtp_mode": "required", "sip_lines": {"1": raw_line()}}
        values = self.own(plugin, raw)
        assert values[f"{ACCOUNT}.PREFERRED_TRANSPORT"] == "TLS"
        assert (values[f"{ACCOUNT}.SAVP_OPTION"], values[f"{ACCOUNT}.DEFAULT_ENCRYPTION"]) == ("1", "true")

    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_it_starts_and_gets_its_line(self, make_provd, method):
        # CC-055 CC-056 CC-070
        async with self._provd(make_provd) as provd, provd.caller() as api:
            key = await provd.key()
            transport = httpx.ASGITransport(PhoneApp(provd.app.state.phones), client=(PHONE, 1024))

            async def asks(**query: str) -> httpx.Response:
                async with httpx.AsyncClient(
                    transport=transport, base_url="http://10.34.1.99:8667", headers={"User-Agent": self.AGENT}
                ) as jitsi:
                    return await jitsi.request(
                        method, f"/{key}/jitsi", **({"params": query} if method == "GET" else {"data": query})
                    )

            assert (await asks()).status_code == 404
            assert (await asks(uuid="not-one")).status_code == 404
            assert (await api.get("/dev_mgr/devices")).json() == {"devices": []}
            answer = await asks(uuid=UUID.upper())
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
            assert jitsi_values(answer.content)[f"{ACCOUNT}.USER_ID"] == "autoprov@10.34.1.11"
            device = await only_device(api)
            assert device.items() >= {"uuid": UUID, "plugin": self.PLUGIN, "configured": True}.items()
            await give_line(api, device)
            values = jitsi_values((await asks(uuid=UUID)).content)
            assert values[f"{ACCOUNT}.USER_ID"] == "je5qtq@10.34.1.11"
            assert base64.b64decode(values[f"{ACCOUNT}.PASSWORD"]).decode() == LINE_PASSWORD
            assert (await only_device(api))["remote_state_sip_username"] == "je5qtq"

    async def test_boots_by_http(self, make_provd):
        pytest.skip("see test_it_starts_and_gets_its_line")

    async def test_it_cannot_be_told_to_synchronize(self, plugin):
        # CC-070
        with pytest.raises(SynchronizeError, match="quit it"):
            await plugin.synchronize(self.DEVICE, normalize(FULL, HOST))
