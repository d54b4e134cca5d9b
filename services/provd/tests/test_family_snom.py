# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom: desk phones, and DECT bases."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any, ClassVar

import pytest
from xivo_provd.packages.database import PackageDatabase
from xivo_provd.plugin import DeviceSupport, HTTPRequest, RequestType
from xivo_provd.rawconfig import normalize

from .conftest import SNOM_AGENT, SNOM_MAC
from .family_suite import FULL, HOST, PHONE, FamilySuite, Settings, install, raw_line

_BASE_AGENT = "Mozilla/4.0 (compatible; Snom M700 05.20.0001 0004136abcde)"


def snom_values(content: bytes) -> Settings:
    """Of each setting the text, or of a function key all that it says; names with their index."""
    root = ET.fromstring(content)
    assert root.tag == "settings"
    values: Settings = {}
    for node in root.iter():
        name = f"{node.tag}.{node.get('idx')}" if node.get("idx") else node.tag
        if node.tag != "fkey" and len(node):
            continue
        assert name not in values, f"{name} is there twice"
        values[name] = (node.text or "") if node.tag != "fkey" else f"{node.get('context')} {node.text or ''}"
        if label := node.get("label"):
            values[f"{name}.label"] = label
    return values


class TestSnom(FamilySuite):
    PLUGIN = "xivo-snom-8.7.5.17"
    DEVICE = {"id": "2", "mac": SNOM_MAC, "vendor": "Snom", "model": "720", "version": "8.7.5.17"}
    GOLDEN = "snom-{}.xml"
    OWN = "000413ABCDEF.xml"
    BOOT = ("/snom720.htm", "/snom720-000413ABCDEF.htm")
    BOOT_TFTP = ("snom720.htm", "snom720-000413ABCDEF.htm")
    AGENT = SNOM_AGENT
    AGENTS: ClassVar = (
        (SNOM_AGENT, "/snom720.htm", {key: value for key, value in DEVICE.items() if key != "id"}),
        (
            "Mozilla/4.0 (compatible; snom320-SIP 8.7.5.17 1.1.3-s)",
            "/snom320-000413ABCDEF.htm",
            {"vendor": "Snom", "model": "320", "version": "8.7.5.17", "mac": SNOM_MAC},
        ),
        (
            "Mozilla/4.0 (compatible; snomD725-SIP 8.7.5.44)",
            "/x",
            {"vendor": "Snom", "model": "D725", "version": "8.7.5.44"},
        ),
        (
            "Mozilla/4.0 (compatible; snom lid 3605; snom 320-SIP 8.7.3.19 1.1)",
            "/x",
            {"vendor": "Snom", "model": "320", "version": "8.7.3.19"},
        ),
    )
    FILES = (
        ("snom720.htm", {"vendor": "Snom", "model": "720"}),
        ("snom725.htm", {"vendor": "Snom", "model": "D725"}),
        ("snom720-000413ABCDEF.htm", {"vendor": "Snom", "model": "720", "mac": SNOM_MAC}),
        ("000413ABCDEF.xml", {"vendor": "Snom", "mac": SNOM_MAC}),
        ("aabbccddeeff.xml", None),
        ("snom999.htm", None),
    )
    VENDOR_CLASSES = ((b"snom720", {"vendor": "Snom", "model": "720"}), (b"snom", {"vendor": "Snom"}))
    COMMON = "snom720.htm"
    ACCOUNT = "user_name.1"
    NOTIFY = "check-sync;reboot=false"

    def values(self, content: bytes) -> Settings:
        return snom_values(content)

    def test_endless_user_agents_are_nobodys(self, plugin):
        for text in ("snom" + "0" * 60_000, "snom 320-SIP 1" + ".1" * 30_000, "snom1-SIP 1.1 " * 4_000, "(" * 60_000):
            request = HTTPRequest(PHONE, "/x", {"user-agent": text})
            assert plugin.extract(request, RequestType.HTTP) is None

    def test_both_names_have_the_same_content(self, plugin):
        files = plugin.render(self.DEVICE, normalize(FULL, HOST))
        assert list(files) == ["000413ABCDEF.xml", "snom720-000413ABCDEF.htm"]
        assert len(set(files.values())) == 1

    def test_values_are_as_they_are(self, plugin):
        # DEV-193 ADM-009
        values = self.own(plugin)
        assert values["user_realname.1"] == "Elès 01"
        assert values["user_pass.1"] == "p<ss&1"
        assert values["dkey_dnd"] == "speed *25"
        assert values["dkey_retrieve"] == "speed *98"
        assert values["dst"] == "3600 03.05.07 02:00:00 10.05.07 03:00:00"
        assert values["fkey.2.label"] == "Zoé & Co"

    def test_the_backup_server_is_an_identity_more(self, plugin):
        # ADM-011 CC-224
        values = self.own(plugin)
        assert (values["user_failover_identity.1"], values["user_host.3"]) == ("3", "10.34.1.21")
        assert (values["hide_identity.1"], values["hide_identity.3"]) == ("false", "true")
        assert values["status_msgs_that_are_blocked"].endswith(" Identity03IsNotRegistered")

    def test_keys_follow_the_line_keys(self, plugin):
        # ADM-013 ADM-026
        values = self.own(plugin)
        assert [values[f"fkey.{index}"] for index in range(4)] == [
            "1 line",
            "2 line",
            "1 blf sip:1005@10.34.1.11|*8",
            "1 speed 1006",
        ]
        assert values["fkey.5"] == "1 orbit 701"
        assert values["fkey.31"] == "2 speed 1030"
        assert "fkey.32" not in values

    def test_on_the_3xx_keys_are_not_shared(self, plugin):
        values = self.own(plugin, model="320")
        assert values["fkey.0"] == "1 blf sip:1005@10.34.1.11|*8"
        assert "fkey.12" not in values

    @pytest.mark.parametrize(
        ("model", "has_key", "has_soft_key"),
        [("720", True, False), ("710", True, True), ("320", True, False), ("PA1", False, False)],
    )
    def test_the_directory_has_a_key(self, plugin, model, has_key, has_soft_key):
        # ADM-010
        content = plugin.render({**self.DEVICE, "model": model}, normalize(FULL, HOST))[self.OWN]
        root = ET.fromstring(content)
        assert (root.find(".//dkey_directory") is not None) is has_key
        assert (root.find(".//gui_fkey1") is not None) is has_soft_key

    def test_a_switchboard_takes_one_call_at_a_time(self, plugin):
        # SYS-096 CC-087 CC-093
        assert self.own(plugin)["call_waiting"] == "on"
        options = {"switchboard": True}
        keys = {"1": {"type": "speeddial", "value": "1", "label": ""}, "2": {"type": "speeddial", "value": "2"}}
        values = self.own(plugin, {"funckeys": keys}, options=options)
        assert values["call_waiting"] == "off"
        assert (values["fkey.0"], values["fkey.1"]) == ("active none", "1 speed 2")
        assert self.own(plugin, model="710", options=options)["call_waiting"] == "on"

    def test_sip_over_tls_with_srtp(self, plugin):
        raw = {
            "sip_transport": "tls",
            "sip_srtp_mode": "required",
            "sip_lines": {"1": raw_line(registrar_port=5061, proxy_port=5061)},
        }
        values = self.own(plugin, raw)
        assert values["user_outbound.1"] == "10.34.1.11:5061;transport=tls"
        assert (values["user_srtp.1"], values["user_savp.1"]) == ("on", "mandatory")

    def test_firmware_is_named_when_it_is_there(self, plugin, tmp_path):
        # ADM-014
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "firmware"
        assert "firmware" not in snom_values(plugin.render_common(normalize({}, HOST))["snom720.htm"])
        folder.mkdir()
        folder.joinpath("snom720-8.7.5.35-SIP-r.bin").touch()
        common = plugin.render_common(normalize({}, HOST))
        values = snom_values(common["snom720.htm"])
        assert values["firmware"] == "http://10.34.1.11:8667/firmware/snom720-8.7.5.35-SIP-r.bin"
        assert (values["update_policy"], self.own(plugin)["update_policy"]) == ("auto_update", "auto_update")
        assert "firmware" not in snom_values(common["snom760.htm"])

    async def test_the_360_has_a_version_of_its_own(self, tmp_path):
        # ADM-002
        plugin = await install("xivo-snom-8.4.35", tmp_path)
        device = {**self.DEVICE, "model": "360", "version": "8.4.35"}
        assert plugin.pg_associator.associate(device) is DeviceSupport.EXACT
        assert snom_values(plugin.render(device, normalize(FULL, HOST))[self.OWN])["fkey.11"] == "active none"


class TestSnomDect(FamilySuite):
    PLUGIN = "xivo-snom-dect-05.20.0001"
    DEVICE = {"id": "3", "mac": "00:04:13:6a:bc:de", "vendor": "Snom", "model": "M700", "version": "05.20.0001"}
    GOLDEN = "snom-dect-{}.xml"
    OWN = "0004136ABCDE.xml"
    BOOT = ("/snomM700.htm", "/snomM700-0004136ABCDE.htm", "/0004136ABCDE.xml")
    BOOT_TFTP = ("snomM700.htm", "snomM700-0004136ABCDE.htm", "0004136ABCDE.xml")
    AGENT = _BASE_AGENT
    AGENTS: ClassVar = (
        (_BASE_AGENT, "/x", {key: value for key, value in DEVICE.items() if key != "id"}),
        (
            "Mozilla/4.0 (compatible; Snom M300 05.20.0001)",
            "/snomM300-0004136ABCDE.htm",
            {"vendor": "Snom", "model": "M300", "version": "05.20.0001", "mac": DEVICE["mac"]},
        ),
    )
    FILES = (
        ("snomM700.htm", {"vendor": "Snom", "model": "M700"}),
        ("snomM700-0004136ABCDE.htm", {"vendor": "Snom", "model": "M700", "mac": DEVICE["mac"]}),
        # That may be a telephone's.
        ("0004136ABCDE.xml", None),
    )
    VENDOR_CLASSES = ((b"snomM700", {"vendor": "Snom", "model": "M700"}),)
    COMMON = "snomM700.htm"
    ACCOUNT = "user_name.1"
    NOTIFY = "check-sync;reboot=true"

    def values(self, content: bytes) -> Settings:
        return snom_values(content)

    def test_lines_beyond_the_models_are_left_out(self, plugin):
        lines = {str(number): raw_line(f"account{number}") for number in range(1, 31)}
        few = self.own(plugin, {"sip_lines": lines}, model="M300")
        many = self.own(plugin, {"sip_lines": lines})
        assert [sum(name.startswith("user_name.") for name in values) for values in (few, many)] == [20, 30]

    def test_handsets_share_the_servers(self, plugin):
        values = self.own(plugin)
        assert (values["user_host.1"], values["user_host.2"]) == ("10.34.1.11", "10.34.1.11:5070")
        assert (values["subscr_sip_ua_data_server_id.1"], values["subscr_sip_ua_data_server_id.2"]) == ("1", "2")
        assert (values["subscr_sip_hs_idx.2"], values["subscr_dect_ac_code.2"]) == ("2", "0002")

    @pytest.mark.parametrize(
        ("zone", "name"),
        [("Europe/Paris", "FRA+1"), ("America/St_Johns", "CAN-3.5"), ("Asia/Kolkata", "IND+5.5")],
    )
    def test_time_zones_have_names(self, plugin, zone, name):
        # DEV-193
        values = self.own(plugin, {"timezone": zone})
        assert (values["timezone"], values["timezone_by_country_region"]) == (name, "off")
        assert (values["dst_by_country_region"], values["dst_enable"]) == ("on", "auto")

    def test_log(self, plugin):
        # DEV-193
        values = self.own(plugin)
        assert (values["syslog_server"], values["log_level"]) == ("10.34.1.13", "6")
        assert self.own(plugin, {**FULL, "syslog_level": "warning"})["log_level"] == "4"
        assert self.own(plugin, {})["syslog_server"] == ""

    @pytest.mark.parametrize(
        ("mode", "word"), [("disabled", "disabled"), ("preferred", "optional"), ("required", "mandatory")]
    )
    def test_sip_over_tls_with_srtp(self, plugin, mode, word):
        raw = {"sip_transport": "tls", "sip_srtp_mode": mode, "sip_lines": {"1": raw_line()}}
        values = self.own(plugin, raw)
        assert (values["srv_sip_transport.1"], values["user_srtp.1"]) == ("tls", word)
        # RFC 4568's suites authenticate.
        assert values["srv_srtp_auth.1"] == ("off" if word == "disabled" else "on")

    def test_installed_firmware_is_offered(self, plugin, tmp_path):
        # ADM-014
        def firmware_of(model: str) -> dict[tuple[str, str | None], str | None]:
            content = plugin.render({**self.DEVICE, "model": model}, normalize({}, HOST))[self.OWN]
            settings = ET.fromstring(content).find("firmware-settings")
            return {} if settings is None else {(one.tag, one.get("type")): one.text for one in settings}

        assert firmware_of("M700") == {}
        folder = tmp_path / "installed" / self.PLUGIN
        for package in PackageDatabase.read(folder / "pkgs" / "pkgs.db").packages.values():
            if package.package_id in ("M700-fw", "M65-fw"):
                path = folder / "var" / "tftpboot" / package.package_id.removesuffix("-fw") / package.files[0].filename
                path.parent.mkdir(parents=True)
                path.touch()
        handset = {("pp_fwu_sw_version", "M65"): "0520", ("pp_fwu_branch_version", "M65"): "0001"}
        server = {("firmware", None): "http://10.34.1.11:8667"}
        base = {("fp_fwu_sw_version", None): "0520", ("fp_fwu_branch_version", None): "0001"}
        assert firmware_of("M700") == {**server, **base, **handset}
        assert firmware_of("M900") == {**server, **handset}

    def test_a_zone_without_a_name_is_said(self, plugin, caplog):
        assert "timezone" not in self.own(plugin, {"timezone": "Asia/Kathmandu"})
        assert "no name for Asia/Kathmandu" in caplog.text

    def test_servers_have_transport_and_codecs(self, plugin):
        values = self.own(plugin)
        assert [values[f"srv_sip_transport.{number}"] for number in (1, 2)] == ["tcp", "tcp"]
        assert values["codec_priority_list.1"] == "g722, pcma, pcmu"
        assert self.own(plugin, {**FULL, "sip_transport": "tls"})["srv_sip_transport.1"] == "tls"

    def test_the_mailbox_has_a_number(self, plugin):
        # ADM-009
        values = self.own(plugin)
        assert (values["user_mailnumber.1"], values["user_mailnumber.2"]) == ("*98", "*971002")

    def test_an_eleventh_server_is_too_many(self, plugin):
        lines: dict[str, Any] = {
            str(number): raw_line(f"account{number}", registrar_ip=f"10.34.2.{number}") for number in range(1, 13)
        }
        values = self.own(plugin, {"sip_lines": lines})
        assert "user_host.10" in values
        assert "user_host.11" not in values
        assert "user_name.11" not in values

    def test_its_own_name_points_to_the_settings(self, plugin):
        files = plugin.render(self.DEVICE, normalize(FULL, HOST))
        pointer = ET.fromstring(files["snomM700-0004136ABCDE.htm"])
        assert pointer.find("./setting-files/file").get("url") == "http://10.34.1.11:8667/0004136ABCDE.xml"
