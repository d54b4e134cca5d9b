# SPDX-License-Identifier: GPL-3.0-or-later
"""Yealink: four lines of firmware, desk phones and a DECT base."""

from __future__ import annotations

from typing import ClassVar

import pytest
from xivo_provd.matrix import models_of
from xivo_provd.packages.database import PackageDatabase
from xivo_provd.plugin import DeviceSupport
from xivo_provd.rawconfig import normalize

from .conftest import YEALINK_AGENT, YEALINK_MAC
from .family_suite import FULL, HOST, FamilySuite, Settings, check_golden, install, raw_line

T46G = {"vendor": "Yealink", "model": "T46G", "version": "28.80.0.125", "mac": YEALINK_MAC}
HEADER = "#!version:1.0.0.1"


def yealink_values(content: bytes) -> Settings:
    lines = content.decode().splitlines()
    assert lines[0] == HEADER
    values: Settings = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, separator, value = line.partition(" = ")
            assert separator, line
            # The only name that a file says twice: once for each account of its pages.
            assert name not in values or name.endswith("security.user_password"), line
            values[name] = value
    return values


class YealinkSuite(FamilySuite):
    OWN = "001565123456.cfg"
    ACCOUNT = "account.1.user_name"

    def values(self, content: bytes) -> Settings:
        return yealink_values(content)

    def test_the_firmware_of_each_package_is_offered(self, plugin, tmp_path):
        # ADM-014 ADM-030
        folder = tmp_path / "installed" / self.PLUGIN
        packages = PackageDatabase.read(folder / "pkgs" / "pkgs.db").packages.values()
        assert packages
        (folder / "var" / "tftpboot" / "firmware").mkdir(parents=True)
        for package in packages:
            (folder / "var" / "tftpboot" / "firmware" / f"Txx-{package.version}.rom").touch()
        offered = b"".join(plugin.render_common(normalize({}, HOST)).values()).decode()
        for package in packages:
            assert f"= http://10.34.1.11:8667/firmware/Txx-{package.version}.rom\n" in offered, package.package_id


class TestYealinkV80(YealinkSuite):
    PLUGIN = "xivo-yealink-v80"
    DEVICE = {"id": "1", **T46G}
    GOLDEN = "yealink-{}.cfg"
    BOOT = ("/y000000000028.cfg", "/001565123456.cfg")
    BOOT_TFTP = ("y000000000028.cfg", "001565123456.cfg")
    AGENT = YEALINK_AGENT
    AGENTS: ClassVar = (
        (YEALINK_AGENT, "/y000000000028.cfg", T46G),
        ("Yealink SIP-T46G 28.80.0.125", "/001565123456.cfg", T46G),
        (
            "Yealink W52P 25.80.0.15 00:15:65:00:00:01",
            "/x",
            {"vendor": "Yealink", "model": "W52P", "version": "25.80.0.15", "mac": "00:15:65:00:00:01"},
        ),
        (
            "Yealink W56P 25.80.0.15 00:15:65:00:00:01",
            "/x",
            {"vendor": "Yealink", "model": "W52P", "version": "25.80.0.15", "mac": "00:15:65:00:00:01"},
        ),
        (
            "yealink SIP-T21P_E2 52.80.0.95 001565000001",
            "/x",
            {"vendor": "Yealink", "model": "T21P_E2", "version": "52.80.0.95", "mac": "00:15:65:00:00:01"},
        ),
        (
            "Yealink SIP VP-T49G 51.80.0.10 00:15:65:00:00:01",
            "/x",
            {"vendor": "Yealink", "model": "T49G", "version": "51.80.0.10", "mac": "00:15:65:00:00:01"},
        ),
        (
            "Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0",
            "/001565123456.cfg",
            {"vendor": "Yealink", "model": "T46G", "version": "28.71.0.81", "mac": YEALINK_MAC},
        ),
        (
            "W52P 25.30.0.2 00:15:65:00:00:01",
            "/x",
            {"vendor": "Yealink", "model": "W52P", "version": "25.30.0.2", "mac": "00:15:65:00:00:01"},
        ),
        ("T46G 28.80.0.125", "/001565123456.cfg", None),
    )
    FILES = (
        ("y000000000028.cfg", {"vendor": "Yealink", "model": "T46G"}),
        ("y000000000099.cfg", None),
        ("001565123456.cfg", {"vendor": "Yealink", "mac": YEALINK_MAC}),
        ("aabbccddeeff.cfg", None),
    )
    VENDOR_CLASSES = ((b"yealink", {"vendor": "Yealink"}),)
    COMMON = "y000000000028.cfg"

    def test_each_key_is_written_once(self, plugin):
        # ADM-005 ADM-013
        values = self.own(plugin)
        assert [values[f"linekey.{number}.type"] for number in range(1, 7)] == ["15", "15", "16", "13", "0", "10"]
        # The code of the pickup stands alone: the telephone dials the supervised number behind it.
        assert (values["linekey.3.value"], values["linekey.3.extension"]) == ("1005", "*8")
        assert values["linekey.4.extension"] == "%NULL%"
        assert values["linekey.27.type"] == "0"
        assert "linekey.28.type" not in values

    def test_keys_beyond_the_phones_own_go_to_the_module(self, plugin):
        # ADM-029
        values = self.own(plugin)
        assert values["expansion_module.1.key.5.value"] == "1030"
        assert not [name for name in self.own(plugin, model="T42G") if name.startswith("expansion_module")]

    def test_both_servers(self, plugin):
        # ADM-011 CC-224
        values = self.own(plugin)
        assert values["account.1.sip_server.1.address"] == "10.34.1.11"
        assert values["account.1.sip_server.2.address"] == "10.34.1.21"
        assert values["account.2.sip_server.2.address"] == "%NULL%"

    def test_accounts_that_are_gone_are_emptied(self, plugin):
        values = self.own(plugin)
        assert [values[f"account.{number}.enable"] for number in range(1, 7)] == ["1", "1", "0", "0", "0", "0"]
        assert values["account.3.password"] == "%NULL%"

    def test_it_has_no_directory(self, plugin):
        # ADM-010
        assert "phonebook" not in "\n".join(self.own(plugin).values())

    def test_a_switchboard_listens_to_notify(self, plugin):
        # SYS-096 CC-087 CC-094
        plain, switchboard = self.own(plugin), self.own(plugin, options={"switchboard": True})
        names = ("push_xml.sip_notify", "call_waiting.enable")
        assert [[values[name] for name in names] for values in (plain, switchboard)] == [["0", "1"], ["1", "0"]]
        assert self.own(plugin, model="T48G", options={"switchboard": True})["call_waiting.enable"] == "1"

    def test_sip_over_tls_with_srtp(self, plugin):
        raw = {"sip_transport": "tls", "sip_srtp_mode": "required", "sip_lines": {"1": raw_line(registrar_port=5061)}}
        values = self.own(plugin, raw)
        assert values["account.1.sip_server.1.transport_type"] == "2"
        assert values["account.1.sip_server.1.port"] == "5061"
        assert values["account.1.srtp_encryption"] == "2"

    def test_firmware_is_named_when_it_is_there(self, plugin, tmp_path):
        # ADM-014
        assert b"firmware.url" not in plugin.render_common(normalize({}, HOST))["y000000000028.cfg"]
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "firmware"
        folder.mkdir()
        folder.joinpath("28.80.0.125.rom").touch()
        common = plugin.render_common(normalize({}, HOST))
        assert (
            yealink_values(common["y000000000028.cfg"])["firmware.url"]
            == "http://10.34.1.11:8667/firmware/28.80.0.125.rom"
        )
        assert b"firmware.url" not in common["y000000000029.cfg"]

    def test_the_newest_firmware_is_offered(self, plugin, tmp_path):
        # ADM-014
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "firmware"
        folder.mkdir()
        for name in ("28.80.0.70.rom", "T46-28.80.0.125.rom", "28.81.0.1.rom", "T41-36.80.0.130.rom", "28.80.0.rom"):
            folder.joinpath(name).touch()
        common = plugin.render_common(normalize({}, HOST))["y000000000028.cfg"]
        assert yealink_values(common)["firmware.url"] == "http://10.34.1.11:8667/firmware/T46-28.80.0.125.rom"


class TestYealinkV72(YealinkSuite):
    PLUGIN = "xivo-yealink-72.0"
    DEVICE = {**TestYealinkV80.DEVICE, "model": "T26P", "version": "6.72.0.30"}
    GOLDEN = "yealink-t26p-{}.cfg"
    BOOT = ("/y000000000004.cfg", "/001565123456.cfg")
    BOOT_TFTP = ("y000000000004.cfg", "001565123456.cfg")
    AGENT = f"Yealink SIP-T26P 6.72.0.30 {YEALINK_MAC}"
    AGENTS: ClassVar = (
        (AGENT, "/x", {"vendor": "Yealink", "model": "T26P", "version": "6.72.0.30", "mac": YEALINK_MAC}),
    )
    COMMON = "y000000000004.cfg"

    def test_a_line_names_its_server_in_the_old_way_too(self, plugin):
        values = self.own(plugin)
        assert (values["account.1.sip_server_host"], values["account.2.sip_server_port"]) == ("10.34.1.11", "5070")
        assert values["account.1.transport"] == "1"

    def test_keys_go_on_from_line_to_memory_keys(self, plugin):
        # ADM-013
        values = self.own(plugin)
        assert [values[f"linekey.{number}.type"] for number in (1, 2, 3)] == ["15", "15", "16"]
        assert values["linekey.3.pickup_value"] == "*8"
        assert values["memorykey.1.value"] == "1006"
        assert values["expansion_module.1.key.19.value"] == "1030"


class TestYealinkV70(TestYealinkV72):
    PLUGIN = "xivo-yealink-70.0"
    DEVICE = {**TestYealinkV72.DEVICE, "version": "6.70.0.100"}
    AGENT = f"Yealink SIP-T26P 6.70.0.100 {YEALINK_MAC}"
    AGENTS: ClassVar = (
        (AGENT, "/x", {"vendor": "Yealink", "model": "T26P", "version": "6.70.0.100", "mac": YEALINK_MAC}),
        (
            f"Yealink VP530P 23.70.0.40 {YEALINK_MAC}",
            "/y000000000023.cfg",
            {"vendor": "Yealink", "model": "VP530P", "version": "23.70.0.40", "mac": YEALINK_MAC},
        ),
        (
            f"VP530 23.70.0.41 {YEALINK_MAC}",
            "/x",
            {"vendor": "Yealink", "model": "VP530P", "version": "23.70.0.41", "mac": YEALINK_MAC},
        ),
    )

    def test_some_count_the_lines_of_supervised_keys_from_zero(self, plugin):
        raw = {
            "sip_lines": {"1": raw_line()},
            "funckeys": {
                "1": {"type": "blf", "value": "1005", "line": 1},
                "2": {"type": "speeddial", "value": "1006", "line": 1},
            },
        }
        lines = [self.own(plugin, raw, model="T38G")[f"linekey.{number}.line"] for number in (1, 2, 3)]
        assert lines == ["1", "0", "1"]
        assert self.own(plugin, raw)["linekey.2.line"] == "1"


class TestYealinkW52P(YealinkSuite):
    PLUGIN = "xivo-yealink-25.73.0.20"
    DEVICE = {**TestYealinkV80.DEVICE, "model": "W52P", "version": "25.73.0.20"}
    GOLDEN = "yealink-w52p-{}.cfg"
    BOOT = ("/y000000000025.cfg", "/001565123456.cfg")
    BOOT_TFTP = ("y000000000025.cfg", "001565123456.cfg")
    AGENT = f"Yealink W52P 25.73.0.20 {YEALINK_MAC}"
    AGENTS: ClassVar = (
        (AGENT, "/x", {"vendor": "Yealink", "model": "W52P", "version": "25.73.0.20", "mac": YEALINK_MAC}),
    )
    COMMON = "y000000000025.cfg"

    def test_five_handsets_without_keys(self, plugin):
        # ADM-002 ADM-005
        values = self.own(plugin)
        assert "account.5.enable" in values
        assert not [name for name in values if "key." in name]
        assert (values["custom.handset.language"], values["lang.wui"]) == ("1", "French")

    def test_codecs_go_by_their_names(self, plugin):
        values = self.own(plugin)
        assert {name: values[f"account.1.codec.{name}.enable"] for name in ("pcmu", "g722", "g729")} == {
            "pcmu": "1",
            "g722": "1",
            "g729": "0",
        }

    def test_base_and_handsets_have_firmware_of_their_own(self, plugin, tmp_path):
        # ADM-030
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "firmware"
        folder.mkdir()
        for name in ("25.73.0.20.rom", "W52H.rom"):
            folder.joinpath(name).touch()
        values = yealink_values(plugin.render_common(normalize({}, HOST))[self.COMMON])
        base, handsets = values["firmware.url"], values["over_the_air.url"]
        assert (base, handsets) == (
            "http://10.34.1.11:8667/firmware/25.73.0.20.rom",
            "http://10.34.1.11:8667/firmware/W52H.rom",
        )


class TestYealinkW60B(YealinkSuite):
    PLUGIN = "xivo-yealink-v83"
    DEVICE = {**TestYealinkV80.DEVICE, "model": "W60B", "version": "77.83.0.85"}
    GOLDEN = "yealink-w60b-{}.cfg"
    BOOT = ("/y000000000077.cfg", "/001565123456.cfg")
    BOOT_TFTP = ("y000000000077.cfg", "001565123456.cfg")
    AGENT = f"Yealink W60B 77.83.0.85 {YEALINK_MAC}"
    AGENTS: ClassVar = (
        (AGENT, "/x", {"vendor": "Yealink", "model": "W60B", "version": "77.83.0.85", "mac": YEALINK_MAC}),
    )
    COMMON = "y000000000077.cfg"

    def test_eight_handsets_without_keys(self, plugin):
        # ADM-002 ADM-005
        values = self.own(plugin)
        assert "account.8.enable" in values
        assert not [name for name in values if "key." in name]
        assert values["custom.handset.language"] == "1"

    def test_settings_of_the_base_have_names_of_their_own(self, plugin):
        # ADM-002
        values = self.own(plugin)
        old = ("network.", "syslog.", "security.", "auto_provision.")
        assert [name for name in values if name.startswith(old)] == []
        assert values["static.network.vlan.internet_port_vid"] == "341"
        assert (values["static.syslog.enable"], values["static.syslog.server"]) == ("1", "10.34.1.13")
        assert values["static.security.user_password"] == "user:usr"
        assert self.own(plugin, {**FULL, "syslog_level": "debug"})["static.syslog.level"] == "6"
        common = yealink_values(plugin.render_common(normalize({}, HOST))[self.COMMON])
        assert common["static.auto_provision.server.url"] == "http://10.34.1.11:8667"

    def test_each_kind_of_handset_has_firmware_of_its_own(self, plugin, tmp_path):
        # ADM-030
        assert b"over_the_air" not in plugin.render_common(normalize({}, HOST))[self.COMMON]
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "firmware"
        folder.mkdir()
        for name in ("W53H.rom", "W56H.rom"):
            folder.joinpath(name).touch()
        values = yealink_values(plugin.render_common(normalize({}, HOST))[self.COMMON])
        assert values["over_the_air.url.w53h"] == "http://10.34.1.11:8667/firmware/W53H.rom"
        assert values["over_the_air.url.w56h"] == "http://10.34.1.11:8667/firmware/W56H.rom"
        assert "over_the_air.url.w52h" not in values


class TestWhichPlugin:
    @pytest.mark.parametrize(
        ("model", "version", "exact"),
        [
            ("T46G", "28.80.0.125", "xivo-yealink-v80"),
            ("T46G", "28.72.0.25", "xivo-yealink-72.0"),
            ("T26P", "6.72.0.30", "xivo-yealink-72.0"),
            ("T26P", "6.70.0.100", "xivo-yealink-70.0"),
            ("W52P", "25.73.0.20", "xivo-yealink-25.73.0.20"),
            ("W52P", "25.80.0.15", "xivo-yealink-v80"),
            ("W60B", "77.83.0.85", "xivo-yealink-v83"),
            ("T46G", "28.81.0.1", None),
            ("T99X", "1.2.3.4", None),
        ],
    )
    async def test_the_one_of_the_firmware(self, tmp_path, model, version, exact):
        # ADM-002 CC-046
        found = []
        for plugin_id in ("70.0", "72.0", "25.73.0.20", "v80", "v83"):
            plugin = await install(f"xivo-yealink-{plugin_id}", tmp_path)
            info = {"vendor": "Yealink", "model": model, "version": version}
            if plugin.pg_associator.associate(info) is DeviceSupport.EXACT:
                found.append(plugin.id)
        assert found == ([exact] if exact else [])

    def test_every_official_model_has_one(self):
        # ADM-001 ADM-002
        wanted = ["T19P", "T20P", "T21P", "T22P", "T26P", "T28P", "T32G", "T38G", "T41P", "T42G", "T46G", "W52P"]
        official = {
            row.name
            for plugin_id in ("70.0", "72.0", "25.73.0.20", "v80")
            for row in models_of(f"xivo-yealink-{plugin_id}")
            if row.support_class == "official" and row.in_manual
        }
        assert official == set(wanted)


async def test_the_golden_file_of_an_old_telephone(tmp_path):
    # ADM-013
    plugin = await install("xivo-yealink-72.0", tmp_path)
    content = plugin.render(TestYealinkV72.DEVICE, normalize(FULL, HOST))["001565123456.cfg"]
    check_golden("yealink-t26p-full.cfg", content)
