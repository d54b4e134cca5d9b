# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import ClassVar

import pytest
from xivo_provd.rawconfig import normalize

from .conftest import FAMILIES, only_device
from .family_suite import FULL, HOST, PHONE, FamilySuite, Settings, raw_line

MAC = "00:0f:d3:05:12:ab"


class TestDigium(FamilySuite):
    PLUGIN = "xivo-digium-1.1.0.0"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Digium", "model": "D70", "version": "1.1.0.0.48178"}
    GOLDEN = "digium-{}.xml"
    OWN = "Digium/000fd30512ab.cfg"
    BOOT = ("/Digium/000fd30512ab.cfg", "/Digium/000fd30512ab-contacts.xml")
    ACCOUNT = "account 0 username"
    AGENT = "Digium D70 1_1_0_0_48178"
    AGENTS = (
        (AGENT, "/x", {"vendor": "Digium", "model": "D70", "version": "1.1.0.0.48178"}),
        ("libcurl", "/Digium/000fd30512ab.cfg", {"vendor": "Digium", "mac": MAC}),
        ("libcurl", "/Digium/000000000000.cfg", {"vendor": "Digium"}),
        ("libcurl", "/000fd30512ab.cfg", None),
    )
    FILES = (("000fd30512ab.cfg", {"vendor": "Digium", "mac": MAC}),)
    VENDOR_CLASSES = (
        (b"digium_D40_1_0_5_46476", {"vendor": "Digium", "model": "D40", "version": "1.0.5.46476"}),
        (b"digium_D70_1_1_0_0_48178", {"vendor": "Digium", "model": "D70", "version": "1.1.0.0.48178"}),
    )

    def values(self, content: bytes) -> Settings:
        """``config`` with settings by id and accounts by index, or the ``phonebooks`` with its contacts."""
        root = ET.fromstring(content)
        settings: Settings = {}

        def add(name: str, value: str) -> None:
            assert name not in settings, name
            settings[name] = value

        if root.tag == "phonebooks":
            for number, contact in enumerate(root.iter("contact"), 1):
                add(f"contact {number}", contact.attrib["first_name"])
                add(f"contact {number} subscribe_to", contact.get("subscribe_to", ""))
                add(f"contact {number} dial", contact.find("numbers/number").attrib["dial"])
            return settings
        assert root.tag == "config"
        for element in root.iter("setting"):
            add(element.attrib["id"], element.attrib["value"])
        for element in root.iter("account"):
            for name, value in element.attrib.items():
                add(f"account {element.attrib['index']} {name}", value)
            for host in element:
                for name, value in host.attrib.items():
                    add(f"account {element.attrib['index']} {host.tag} {name}", value)
        for codec in root.iter("codec"):
            if codec.attrib["enabled"] == "1":
                add(f"codec {codec.attrib['id']}", codec.attrib["priority"])
        return settings

    def contacts(self, plugin, **device) -> Settings:
        files = plugin.render({**self.DEVICE, **device}, normalize(FULL, HOST))
        return self.values(files["Digium/000fd30512ab-contacts.xml"])

    def test_keys_follow_the_lines(self, plugin):
        # ADM-013
        contacts = self.contacts(plugin)
        assert contacts["contact 1"] == "Zoé & Co"
        assert contacts["contact 1 subscribe_to"] == "sip:1005@10.34.1.11"
        assert (contacts["contact 2"], contacts["contact 2 subscribe_to"]) == ("1006", "")
        assert contacts["contact 3 dial"] == "701"
        assert contacts["contact 4 dial"] == "1030"
        assert "contact 5" not in contacts

    def test_a_d40_with_two_lines_has_no_key_left(self, plugin):
        # ADM-005 ADM-013
        assert self.contacts(plugin, model="D40") == {}

    def test_both_servers(self, plugin):
        # ADM-011 CC-224
        settings = self.own(plugin)
        assert settings["account 0 host_primary server"] == "10.34.1.11"
        assert settings["account 0 host_alternate server"] == "10.34.1.21"
        assert "account 1 host_alternate server" not in settings
        assert settings["account 1 host_primary port"] == "5070"

    def test_clock(self, plugin):
        # DEV-193  the phone knows the zones' rules
        assert self.own(plugin, {"timezone": "Europe/Paris"})["time_zone"] == "Europe/Paris"
        assert "time_zone" not in self.own(plugin, {"timezone": "Moon/Base"})

    @pytest.mark.parametrize(
        ("level", "word"),
        [
            ("critical", "error"),
            ("error", "error"),
            ("warning", "warning"),
            ("info", "information"),
            ("debug", "debug"),
        ],
    )
    def test_log(self, plugin, level, word):
        # DEV-193
        settings = self.own(plugin, {**FULL, "syslog_level": level})
        names = ("syslog_server", "syslog_port", "syslog_level")
        assert [settings[name] for name in names] == ["10.34.1.13", "514", word]
        assert self.own(plugin, {})["syslog_server"] == ""

    def test_vlans_are_set_by_hand_or_heard_of(self, plugin):
        settings, empty = self.own(plugin), self.own(plugin, {})
        names = ("network_vlan_discovery_mode", "network_vlan_id", "network_vlan_qos")
        assert [settings[name] for name in names] == ["MANUAL", "341", "5"]
        assert settings["pc_vlan_id"] == "342"
        assert empty["network_vlan_discovery_mode"] == "LLDP"
        assert empty["pc_vlan_id"] == "0"

    def test_codecs_have_an_order(self, plugin):
        settings = self.own(plugin)
        codecs = {name.split()[1]: int(value) for name, value in settings.items() if name.startswith("codec ")}
        assert sorted(codecs, key=codecs.__getitem__, reverse=True) == ["G722", "PCMA", "PCMU"]
        assert not [name for name in self.own(plugin, {"codecs": ["unknown"]}) if name.startswith("codec ")]

    @pytest.mark.parametrize("model", ["D40", "D50", "D70"])
    @pytest.mark.parametrize("mode", ["RTP-in-band", "SIP-INFO"])
    def test_dtmf_is_rfc_2833_whatever_the_line_says(self, plugin, caplog, model, mode):
        # ADM-022
        def files(mode: str) -> dict[str, bytes]:
            raw = {"sip_dtmf_mode": mode, "sip_lines": {"1": raw_line()}}
            return plugin.render({**self.DEVICE, "model": model}, normalize(raw, HOST))

        as_they_do_it = files("RTP-out-of-band")
        assert "RFC 2833" not in caplog.text
        assert files(mode) == as_they_do_it
        assert f"line 1: these phones send DTMF as RFC 2833 only, not as {mode}" in caplog.text

    def test_a_supervised_key_picks_nothing_up(self, plugin):
        # ADM-022
        raw = {**FULL, "funckeys": {"1": {"type": "blf", "value": "1005", "line": 1}}}
        contacts = plugin.render(self.DEVICE, normalize(raw, HOST))["Digium/000fd30512ab-contacts.xml"]
        assert self.values(contacts)["contact 1 subscribe_to"] == "sip:1005@10.34.1.11"
        assert b"*8" not in contacts

    def test_its_limits_are_documented(self):
        # ADM-022
        readme = (FAMILIES / "digium" / "README.md").read_text("utf-8")
        for limit in (
            "No directed pickup by a supervised key",
            "DTMF only as RFC 2833",
            "keys that the lines leave free",
            "Do not change settings in the phone's own pages",
            "Paging does not work",
            "Cisco ESW520 PoE switch",
        ):
            assert limit in readme, limit

    def test_msgs_dials_the_voicemail(self, plugin):
        # ADM-009
        content = plugin.render(self.DEVICE, normalize(FULL, HOST))[self.OWN]
        account = ET.fromstring(content).find("accounts/account")
        assert (account.attrib["voicemail"], account.attrib["visual_voicemail"]) == ("sip:*98@10.34.1.11", "0")

    def test_there_is_no_sip_over_tls(self, plugin, caplog):
        settings = self.own(plugin, {"sip_transport": "tls", "sip_lines": {"1": raw_line()}})
        assert settings["account 0 host_primary transport"] == "udp"
        assert "no SIP over tls" in caplog.text

    def test_the_installed_firmware_is_named(self, plugin, tmp_path):
        # CC-048
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot" / "Digium" / "firmware"
        folder.mkdir(parents=True)
        (folder / "1_1_0_0_48178_D70_firmware.eff").write_bytes(b"x")
        content = plugin.render(self.DEVICE, normalize(FULL, HOST))[self.OWN]
        firmware = ET.fromstring(content).find("firmwares/firmware")
        assert firmware.attrib["version"] == "1_1_0_0_48178"
        assert firmware.attrib["url"].endswith(":8667/Digium/firmware/1_1_0_0_48178_D70_firmware.eff")

    @pytest.mark.parametrize("model", ["D40", "D50", "D70"])
    async def test_the_dhcp_server_tells_the_model(self, make_provd, model):
        # ADM-012 CC-061 API-142
        async with self._provd(make_provd) as provd, provd.caller() as api:
            await provd.get(PHONE, f"/{self.OWN}", "libcurl")
            vendor_class = f"digium_{model}_1_1_0_0_48178".encode()
            option = "060" + ".".join(f"{octet:02x}" for octet in vendor_class)
            info = {"op": "commit", "ip": PHONE, "mac": MAC, "options": [option]}
            answer = await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})
            assert answer.status_code == 204
            assert (await only_device(api))["model"] == model


class TestDigium14(TestDigium):
    PLUGIN = "xivo-digium-1.4.0.0"
    DEVICE: ClassVar = {**TestDigium.DEVICE, "version": "1.4.0.0.57389"}
    AGENT = "Digium D70 1_4_0_0_57389"
    test_the_dhcp_server_tells_the_model = None
