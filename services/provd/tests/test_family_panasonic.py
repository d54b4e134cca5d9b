# SPDX-License-Identifier: GPL-3.0-or-later
"""Panasonic KX-UT113, 123, 133 and 136 (KX-HT in the manual's table)."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
from xivo_provd.packages import PackageDatabase

from .family_suite import FULL, FamilySuite, Settings, raw_line

MAC = "00:80:f0:c8:c3:81"
AGENT = "Panasonic_KX-UT133/01.133 (0080f0c8c381)"
_SETTING = re.compile(r'^([A-Z0-9_]{1,32})="([^"]{0,500})"$')


class TestPanasonic(FamilySuite):
    PLUGIN = "xivo-panasonic-01.133"
    DEVICE = {"id": "7", "mac": MAC, "vendor": "Panasonic", "model": "KX-HT133", "version": "01.133"}
    GOLDEN = "panasonic-{}.cfg"
    OWN = "Panasonic/Config0080F0C8C381.cfg"
    BOOT = ("/KX-UT133.cfg", f"/{OWN}")
    BOOT_TFTP = ("KX-UT133.cfg", OWN)
    AGENT = AGENT
    AGENTS: ClassVar = ((AGENT, "/KX-UT133.cfg", {key: value for key, value in DEVICE.items() if key != "id"}),)
    FILES = (
        ("KX-UT113.cfg", {"vendor": "Panasonic", "model": "KX-HT113"}),
        (OWN, {"vendor": "Panasonic", "mac": MAC}),
        ("Panasonic/ConfigAABBCCDDEEFF.cfg", None),
    )
    COMMON = "KX-UT133.cfg"
    ACCOUNT = "SIP_URI_1"

    def values(self, content: bytes) -> Settings:
        text = content.decode()
        assert text.startswith("# Panasonic SIP Phone Standard Format File #")
        assert text.endswith("\r\n\r\n")
        assert "\n" not in text.replace("\r\n", "")
        values: Settings = {}
        for line in text.split("\r\n"):
            assert len(line.encode()) < 537
            if line and not line.startswith("#"):
                match = _SETTING.match(line)
                assert match, line
                assert match[1] not in values
                values[match[1]] = match[2]
        return values

    def test_the_account(self, plugin):
        # ADM-011
        values = self.own(plugin)
        assert values["SIP_URI_1"] == "sip:user1@10.34.1.11"
        assert (values["SIP_AUTHID_1"], values["SIP_PASS_1"]) == ("auth1", "p<ss&1")
        assert (values["SIP_RGSTR_ADDR_1"], values["SIP_2NDRGSTR_ADDR_1"]) == ("10.34.1.11", "10.34.1.21")
        assert (values["DTMF_METHOD_1"], values["SIP_TRANSPORT_1"]) == ("2", "1")

    def test_codecs_have_an_order(self, plugin):
        values = self.own(plugin)
        assert [values.get(f"CODEC_PRIORITY{codec}_1") for codec in (0, 1, 3, 4)] == ["1", "2", None, "3"]
        assert [values[f"CODEC_ENABLE{codec}_1"] for codec in (0, 1, 3, 4)] == ["Y", "Y", "N", "Y"]

    @pytest.mark.parametrize(
        ("zone", "rule"),
        [
            ("Europe/Paris", "STD-1DST-2,M3.5.0/2,M10.5.0/3"),
            ("America/New_York", "STD5DST4,M3.2.0/2,M11.1.0/2"),
            ("Asia/Kolkata", "STD-5:30"),
            ("America/St_Johns", "STD3:30DST2:30,M3.2.0/2,M11.1.0/2"),
        ],
    )
    def test_time_zones_are_rules(self, plugin, zone, rule):
        assert self.own(plugin, {"timezone": zone})["LOCAL_TIME_ZONE_POSIX"] == rule

    def test_keys_follow_the_line_key(self, plugin):
        # ADM-013
        values = self.own(plugin)
        keys = [
            (values[f"FLEX_BUTTON_FACILITY_ACT{number}"], values[f"FLEX_BUTTON_FACILITY_ARG{number}"])
            for number in range(1, 6)
        ]
        assert keys == [
            ("X_PANASONIC_IPTEL_DN", "1"),
            ("X_PANASONIC_IPTEL_CONTACT", "1005"),
            ("X_PANASONIC_IPTEL_ONETOUCH", "1006"),
            ("", ""),
            ("X_PANASONIC_IPTEL_ONETOUCH", "701"),
        ]
        assert "FLEX_BUTTON_LABEL25" not in values
        assert not [name for name in self.own(plugin, model="KX-HT113") if name.startswith("FLEX")]

    def test_sip_over_tls_with_srtp(self, plugin):
        raw = {"sip_transport": "tls", "sip_srtp_mode": "required", "sip_lines": {"1": raw_line(registrar_port=5061)}}
        values = self.own(plugin, raw)
        assert (values["SIP_TRANSPORT_1"], values["SRTP_CONNECT_MODE_1"]) == ("2", "0")
        assert values["SIP_RGSTR_PORT_1"] == "5061"

    def test_it_is_empty_again_without_a_line(self, plugin):
        values = self.own(plugin, {**FULL, "sip_lines": {}})
        assert (values["LINE_ENABLE_1"], values["SIP_PASS_1"]) == ("Disabled", "")

    @pytest.mark.parametrize(
        ("model", "name"), [("KX-HT113", "UT11x12x-01.133_HW1.fw"), ("KX-HT136", "UT13x-01.133_HW1.fw")]
    )
    def test_firmware_is_named_when_it_is_there(self, plugin, tmp_path, model, name):
        # ADM-014
        values = self.own(plugin, model=model)
        assert values["FIRM_UPGRADE_ENABLE"] == "N"
        assert "FIRM_FILE_PATH" not in values
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "firmware"
        folder.mkdir()
        folder.joinpath(name).touch()
        values = self.own(plugin, model=model)
        names = ("FIRM_UPGRADE_ENABLE", "FIRM_UPGRADE_AUTO", "FIRM_VERSION", "FIRM_FILE_PATH")
        assert [values[name] for name in names] == ["Y", "Y", "01.133", f"http://10.34.1.11:8667/firmware/{name}"]

    @pytest.mark.parametrize(
        ("package", "name"),
        [("KX-UT11x12x-fw", "UT11x12x-01.133_HW1.fw"), ("KX-UT13x-fw", "UT13x-01.133_HW1.fw")],
    )
    def test_its_packages_bring_the_firmware_that_is_named(self, plugin, tmp_path, package, name):
        # ADM-014 DEV-183
        database = PackageDatabase.read(tmp_path / "installed" / self.PLUGIN / "pkgs" / "pkgs.db")
        [file] = database.packages[package].files
        downloaded = tmp_path / file.filename
        downloaded.touch()
        (tmp_path / "scratch").mkdir()
        [folder] = database.packages[package].installer.run([downloaded], tmp_path / "scratch")
        assert [path.relative_to(folder).as_posix() for path in folder.rglob("*.fw")] == [f"firmware/{name}"]
        assert name in plugin.FIRMWARE.values()
