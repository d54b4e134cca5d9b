# SPDX-License-Identifier: GPL-3.0-or-later
"""Avaya (Nortel) 1220 and 1230."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

import pytest
from xivo_provd.plugin import RawConfigError
from xivo_provd.rawconfig import normalize

from .family_suite import FULL, HOST, FamilySuite, Settings, install, raw_line

MAC = "00:24:b5:12:ab:cd"
AGENT = "AVAYA/SIP12x0\xff/04.01.13.00"


class TestAvaya(FamilySuite):
    PLUGIN = "xivo-avaya-4.1.13"
    DEVICE = {"id": "9", "mac": MAC, "vendor": "Avaya", "model": "1220 IP", "version": "4.1.13"}
    GOLDEN = "avaya-{}.cfg"
    OWN = "SIP0024B512ABCD.cfg"
    BOOT = ("/1220SIP.cfg", f"/{OWN}")
    BOOT_TFTP = ("1220SIP.cfg", OWN)
    AGENT = "AVAYA/SIP12x0/04.01.13.00"
    AGENTS: ClassVar = (
        (AGENT, "/1220SIP.cfg", {"vendor": "Avaya", "model": "1220 IP", "version": "4.1.13"}),
        (AGENT, f"/{OWN}", {"vendor": "Avaya", "mac": MAC, "version": "4.1.13"}),
        ("AVAYA/SIP12x0\x17/04.00.04.01", "/x", {"vendor": "Avaya", "version": "4.0.4.1"}),
    )
    FILES = (
        ("1220.cfg", {"vendor": "Avaya", "model": "1220 IP"}),
        ("1230SIP.cfg", {"vendor": "Avaya", "model": "1230 IP"}),
        (OWN, {"vendor": "Avaya", "mac": MAC}),
        ("SIPAABBCCDDEEFF.cfg", None),
    )
    VENDOR_CLASSES = (
        (b"Nortel-SIP-Phone-A", {"vendor": "Avaya"}),
        (b"Nortel-SIP-Phone-A\0", {"vendor": "Avaya"}),
        (b"Nortel-i2004-A", None),
    )
    COMMON = "1220SIP.cfg"
    ACCOUNT = "AUTOLOGIN_ID_KEY01"

    @pytest.fixture
    async def plugin(self, tmp_path, noted):
        plugin = await install(self.PLUGIN, tmp_path / "installed", noted)
        plugin.now = lambda: datetime(2030, 7, 1, tzinfo=UTC)
        return plugin

    def values(self, content: bytes) -> Settings:
        values: Settings = {}
        for line in content.decode().splitlines():
            assert 0 < len(line) < 80
            name, separator, value = line.partition(" ")
            assert separator
            assert name not in values
            values[name] = value
        return values

    def test_the_account(self, plugin):
        values = self.own(plugin)
        assert values["AUTOLOGIN_ID_KEY01"] == "user1@10.34.1.11"
        assert (values["AUTOLOGIN_AUTHID_KEY01"], values["AUTOLOGIN_PASSWD_KEY01"]) == ("auth1", "p<ss&1")
        assert (values["SERVER_IP1_1"], values["SERVER_IP1_2"]) == ("10.34.1.11", "10.34.1.21")

    def test_the_offset_is_that_of_the_moment(self, plugin):
        assert self.own(plugin)["TIMEZONE_OFFSET"] == "7200"
        plugin.now = lambda: datetime(2030, 1, 1, tzinfo=UTC)
        assert self.own(plugin)["TIMEZONE_OFFSET"] == "3600"
        assert "TIMEZONE_OFFSET" not in self.own(plugin, {"timezone": "Mars/Olympus"})

    def test_codecs_have_an_order(self, plugin):
        values = self.own(plugin)
        assert [values[f"AUDIO_CODEC{number}"] for number in range(1, 5)] == ["G722", "PCMA", "PCMU", "NONE"]

    def test_a_line_that_it_cannot_read_is_refused(self, plugin):
        with pytest.raises(RawConfigError, match="too long"):
            self.own(plugin, {"sip_lines": {"1": raw_line(password="p" * 64)}})

    @pytest.mark.parametrize(("transport", "tls_port"), [("udp", "0"), ("tcp", "0"), ("tls", None)])
    def test_what_needs_a_licence_is_off(self, plugin, transport, tls_port):
        values = self.own(plugin, {**FULL, "sip_transport": transport})
        names = ("ENABLE_SERVICE_PACKAGE", "EXP_MODULE_ENABLE", "VQMON_PUBLISH", "AVAYA_AUTOMATIC_QoS")
        assert [values[name] for name in names] == ["NO"] * 4
        assert (values["IM_MODE"], values.get("SIP_TLS_PORT")) == ("DISABLED", tls_port)

    def test_software_is_named_when_it_is_there(self, plugin, tmp_path):
        # ADM-014
        common = plugin.render_common(normalize(FULL, HOST))
        assert b"[FW]" not in common["1220SIP.cfg"] + common["1220.cfg"]
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot"
        folder.joinpath("SIP12x004.01.13.00.bin").touch()
        common = plugin.render_common(normalize(FULL, HOST))
        assert b"FILENAME SIP12x004.01.13.00.bin\nPROTOCOL HTTP\n" in common["1220SIP.cfg"]
        assert b"FILENAME SIP12x004.01.13.00.bin\nPROTOCOL TFTP\n" in common["1220.cfg"]
