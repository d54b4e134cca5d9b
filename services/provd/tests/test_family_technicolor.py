# SPDX-License-Identifier: GPL-3.0-or-later
"""Technicolor (Thomson) ST2022 and ST2030."""

from __future__ import annotations

import configparser
from typing import Any, ClassVar

import pytest
from xivo_provd.packages import PackageDatabase
from xivo_provd.plugin import RawConfigError
from xivo_provd.rawconfig import normalize

from .compat_vendor import zipped
from .family_suite import FULL, HOST, FamilySuite, Settings, raw_line

MAC = "00:14:7f:e1:47:b3"
AGENT = "THOMSON ST2030 hw5 fw2.74 00-14-7F-E1-47-B3"


def technicolor_values(content: bytes) -> Settings:
    """``section.setting``; no section and no setting may be there twice."""
    sections = configparser.RawConfigParser(strict=True, delimiters=("=",), comment_prefixes=(), interpolation=None)
    sections.optionxform = str
    sections.read_string(content.decode("iso-8859-1"))
    return {f"{name}.{key}": value for name in sections.sections() for key, value in sections[name].items()}


class TestTechnicolorST2030(FamilySuite):
    PLUGIN = "xivo-technicolor-ST2030-2.74"
    DEVICE = {"id": "4", "mac": MAC, "vendor": "Technicolor", "model": "ST2030", "version": "2.74"}
    GOLDEN = "technicolor-{}.txt"
    OWN = "ST2030S_00147FE147B3.txt"
    BOOT = ("/ST2030S.inf", f"/{OWN}")
    BOOT_TFTP = ("ST2030S.inf", OWN)
    AGENT = AGENT
    AGENTS: ClassVar = (
        (AGENT, "/ST2030S.inf", {key: value for key, value in DEVICE.items() if key != "id"}),
        (
            "Thomson TB30 hw1 fw1.74.0 00-1F-9F-84-F1-80",
            "/x",
            {"vendor": "Technicolor", "model": "TB30", "version": "1.74.0", "mac": "00:1f:9f:84:f1:80"},
        ),
    )
    FILES = (
        ("ST2030S.inf", {"vendor": "Technicolor", "model": "ST2030"}),
        (OWN, {"vendor": "Technicolor", "model": "ST2030", "mac": MAC}),
        ("ST2099S.inf", None),
    )
    COMMON = "ST2030S.inf"
    ACCOUNT = "sip.TEL1Number"

    def values(self, content: bytes) -> Settings:
        return technicolor_values(content)

    def test_nothing(self, plugin):
        # API-145
        super().test_nothing(plugin)
        values = self.own(plugin, {})
        assert [values[f"sip.TEL0{number}Use"] for number in range(1, 5)] == ["0"] * 4

    def test_keys_follow_the_line_keys(self, plugin):
        # ADM-013
        values = self.own(plugin)
        assert [values[f"sys.FeatureKeyExt{number:02}"] for number in range(1, 8)] == [
            "L/<sip:>",
            "L/<sip:>",
            "S/<sip:1005>",
            "L/<sip:1006>",
            "L/<sip:>",
            "L/<sip:701>",
            "L/<sip:>",
        ]
        assert values["sip.CallPkupSC"] == "*8X"

    def test_keys_of_the_phone_dial_the_systems_extensions(self, plugin):
        # ADM-009
        names = ("VoiceMailTelNum", "DNDFlg", "DNDOnSC", "DNDOffSC", "CallFwdFlg", "CallFwdAlwaysSC")
        names = (*names, "CallFwdBusySC", "CallFwdNoAnswerSC", "CallFwdOffSC")
        values, empty = self.own(plugin), self.own(plugin, {})
        # X stands for the number that the phone asks for.
        expected = ["*98", "sc", "*25", "*25", "sc", "*21X", "*23X", "*22X", "*20"]
        assert [values[f"sip.{name}"] for name in names] == expected
        assert [empty[f"sip.{name}"] for name in names] == ["", "local", "", "", "local", "", "", "", ""]

    @pytest.mark.parametrize(
        ("codecs", "priority"),
        [
            (
                ["g722", "pcma", "pcmu", "opus"],
                "g711a(2)g711mu(3)g729(4)g723(5)gsmwbamr(6)g722(1)l16(7)ilbc(8)ilbc133(9)",
            ),
            (["g729"], "g711a(2)g711mu(3)g729(1)g723(4)gsmwbamr(5)g722(6)l16(7)ilbc(8)ilbc133(9)"),
        ],
    )
    def test_codecs_have_an_order(self, plugin, codecs, priority):
        assert self.own(plugin, {"codecs": codecs})["sys.CodecPriority"] == priority

    def test_servers_have_ports(self, plugin):
        values = self.own(plugin)
        assert (values["sip.sip_reg_srv_portMP1"], values["sip.sip_reg_srv_portMP2"]) == ("5060", "5070")
        assert values["sip.sip_pxy_tls_srv_portMP1"] == "5061"
        backup = {"backup_proxy_ip": "10.34.1.21", "backup_proxy_port": 5072}
        line = raw_line(proxy_ip="10.34.1.11", proxy_port=5071, **backup)
        values = self.own(plugin, {"sip_transport": "tls", "sip_lines": {"1": line}})
        assert values["sip.TransportFlgMP1"] == "2"
        ports = (values["sip.sip_pxy_tls_srv_portMP1"], values["sip.sip_pxy_tls_srv_portBK1"])
        assert ports == ("5071", "5072")

    def test_both_servers(self, plugin):
        values = self.own(plugin)
        assert (values["sip.RegisterServerMP1"], values["sip.RegisterServerBK1"]) == ("10.34.1.11", "10.34.1.21")
        assert (values["sip.ProxyServerMP2"], values["sip.ProxyServerBK2"]) == ("10.34.1.11", "")

    @pytest.mark.parametrize(
        ("zone", "number"),
        [
            ("Europe/Paris", "22"),
            ("Europe/London", "21"),
            ("America/New_York", "11"),
            ("America/Bogota", "10"),
            ("Asia/Kolkata", "41"),
            ("Australia/Sydney", "56"),
            ("Africa/Cairo", "26"),
        ],
    )
    def test_time_zones_are_those_of_its_list(self, plugin, zone, number):
        # The last one changes by a rule that the list does not have: only its offset counts.
        assert self.own(plugin, {"timezone": zone})["ntp.NtpZoneNum"] == number

    def test_a_zone_that_the_list_lacks_is_left_out(self, plugin):
        assert "ntp.NtpZoneNum" not in self.own(plugin, {"timezone": "Asia/Pyongyang_"})
        assert "ntp.NtpZoneNum" not in self.own(plugin, {"timezone": "Pacific/Kiritimati"})

    def test_the_serial_number_changes_with_the_content_only(self, plugin):
        first, again = self.own(plugin)["sys.config_sn"], self.own(plugin)["sys.config_sn"]
        assert first == again
        assert len(first) == 12
        assert self.own(plugin, {**FULL, "locale": "de_DE"})["sys.config_sn"] != first

    def test_names_that_latin_1_lacks_do_not_hinder(self, plugin):
        raw = {"sip_lines": {"1": {"username": "u", "password": "p", "display_name": "Łukasz"}}}
        assert self.own(plugin, raw)["sip.DisplayName1"] == "?ukasz"

    def test_firmware_is_named_when_it_is_there(self, plugin, tmp_path):
        # ADM-014
        def common() -> Settings:
            return technicolor_values(plugin.render_common(normalize({}, HOST))["ST2030S.inf"])

        assert common() == {"config.config": "http://10.34.1.11:8667/"}
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "binary"
        folder.mkdir()
        folder.joinpath("v2030_boot_v111.zz").touch()
        assert common()["application.booturl"] == "http://10.34.1.11:8667/binary/v2030_boot_v111.zz"
        assert "application.fwurl" not in common()

    def test_its_package_brings_the_firmware_that_is_named(self, plugin, tmp_path):
        # ADM-014 DEV-183
        database = PackageDatabase.read(tmp_path / "installed" / self.PLUGIN / "pkgs" / "pkgs.db")
        archive = tmp_path / "firmware.zip"
        names = set(plugin.BINARIES.values())
        archive.write_bytes(zipped({f"ST2030_v2.74/Binary/{name}": b"zz" for name in (*names, "release.txt")}))
        (tmp_path / "scratch").mkdir()
        [folder] = database.packages["ST2030-fw"].installer.run([archive], tmp_path / "scratch")
        assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")} == {
            f"binary/{name}" for name in names
        }


class TestTechnicolorST2022(FamilySuite):
    PLUGIN = "xivo-technicolor-ST2022-4.78.1"
    DEVICE: ClassVar[dict[str, Any]] = {
        **TestTechnicolorST2030.DEVICE,
        "model": "ST2022",
        "version": "4.78.1",
    }
    GOLDEN = "technicolor-st2022-{}.txt"
    OWN = "ST2022S_00147FE147B3.txt"
    BOOT = ("/ST2022S.inf", f"/{OWN}")
    BOOT_TFTP = ("ST2022S.inf", OWN)
    AGENT = "THOMSON ST2022 hw2 fw4.78.1 00-14-7F-E1-47-B3"
    AGENTS: ClassVar = ((AGENT, "/x", {key: value for key, value in DEVICE.items() if key != "id"}),)
    COMMON = "ST2022S.inf"
    ACCOUNT = "sip.TEL1Number"

    def values(self, content: bytes) -> Settings:
        return technicolor_values(content)

    def test_without_a_mac_there_is_no_file(self, plugin):
        with pytest.raises(RawConfigError):
            plugin.render({"id": "1", "model": "ST2022"}, normalize(FULL, HOST))

    def test_its_five_keys(self, plugin):
        # ADM-013
        values = self.own(plugin)
        keys = [values[f"sys.FeatureKeyExt{number:02}"] for number in range(1, 6)]
        assert keys == ["L/<sip:>", "L/<sip:>", "S/<sip:1005>", "L/<sip:1006>", "L/<sip:>"]
        assert "sys.FeatureKeyExt06" not in values
