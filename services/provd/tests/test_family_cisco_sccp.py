# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import configparser
import xml.etree.ElementTree as ET
from typing import ClassVar

import pytest
from xivo_provd.phones.answers import Outcome
from xivo_provd.plugin import SynchronizeError
from xivo_provd.rawconfig import normalize

from .conftest import only_device
from .family_suite import FULL, HOST, PHONE, FamilySuite, Settings
from .test_api import finished

MAC = "00:17:5a:4a:a3:6d"
OWN = "SEP00175A4AA36D.cnf.xml"


class TestSccp(FamilySuite):
    PLUGIN = "xivo-cisco-sccp-9.0.3"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Cisco", "model": "7941G", "version": "9.0.3"}
    GOLDEN = "cisco-7941g-{}.xml"
    OWN = OWN
    BOOT = (f"/{OWN}",)
    BOOT_TFTP = ("XMLDefault.cnf.xml", OWN)
    COMMON = "XMLDefault.cnf.xml"
    PROTOCOL = "SCCP"
    NOTIFY = None
    AGENT = "Cisco"
    AGENTS = (
        ("", f"/{OWN}", {"vendor": "Cisco", "mac": MAC}),
        ("", "/XMLDefault.cnf.xml", {"vendor": "Cisco"}),
    )
    FILES = (
        (OWN, {"vendor": "Cisco", "mac": MAC}),
        ("CTLSEP00175A4AA36D.tlv", {"vendor": "Cisco", "mac": MAC}),
        ("XMLDefault.cnf.xml", {"vendor": "Cisco"}),
    )
    VENDOR_CLASSES = (
        (b"Cisco Systems, Inc. IP Phone CP-7940G\x00", {"vendor": "Cisco", "model": "7940G"}),
        (b"Cisco Systems, Inc. IP Phone CP-7941G-GE\x00", {"vendor": "Cisco", "model": "7941G-GE"}),
        (b"Cisco Systems, Inc. IP Phone 7912", {"vendor": "Cisco", "model": "7912G"}),
        (b"Cisco Systems Inc. Wireless Phone 7921", {"vendor": "Cisco", "model": "7921G"}),
        (b"Cisco Systems, Inc.", {"vendor": "Cisco"}),
    )

    def values(self, content: bytes) -> Settings:
        """The texts of the elements by their path; members by priority."""
        root = ET.fromstring(content)
        assert root.tag in ("device", "Default")
        settings: Settings = {}

        def walk(element: ET.Element, path: str) -> None:
            if not len(element):
                assert path not in settings, path
                settings[path] = element.text or ""
            for child in element:
                walk(child, f"{path}/{child.tag}{child.get('priority', '')}")

        walk(root, root.tag)
        return settings

    MEMBER = "device/devicePool/callManagerGroup/members/member{}/callManager/processNodeName"

    async def test_boots_by_http(self, make_provd):
        # CC-053  these phones ask by TFTP; some by HTTP too
        async with self._provd(make_provd) as provd, provd.caller() as api:
            assert (await provd.get(PHONE, f"/{OWN}", "")).status_code == 200
            device = await only_device(api)
            assert device.items() >= {"mac": MAC, "vendor": "Cisco", "plugin": self.PLUGIN}.items()
            await self._gets_its_line(provd, api, f"/{OWN}")

    async def test_the_dhcp_server_tells_the_model(self, make_provd):
        # CC-061 CC-073 API-142
        plugins = ["xivo-cisco-sccp-9.0.3", "xivo-cisco-sccp-legacy", "xivo-cisco-spa-7.4.8"]
        async with make_provd(first_plugins=plugins) as provd, provd.caller() as api:
            assert (await provd.tftp(PHONE, OWN)).outcome is Outcome.SERVED
            assert (await only_device(api))["plugin"].startswith("xivo-cisco-sccp-")
            option = "060" + ".".join(f"{octet:02x}" for octet in b"Cisco Systems, Inc. IP Phone CP-7940G")
            info = {"op": "commit", "ip": PHONE, "mac": MAC, "options": [option]}
            assert (await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": info})).status_code == 204
            device = await only_device(api)
            assert (device["model"], device["plugin"]) == ("7940G", "xivo-cisco-sccp-legacy")

    def test_both_servers(self, plugin):
        # ADM-011
        raw = {**FULL, "sip_registrar_ip": "10.34.1.11", "sip_backup_registrar_ip": "10.34.1.21"}
        settings = self.own(plugin, raw)
        assert [settings[self.MEMBER.format(number)] for number in (0, 1)] == ["10.34.1.11", "10.34.1.21"]
        raw["sccp_call_managers"] = {"2": {"ip": "10.0.0.2"}, "1": {"ip": "10.0.0.1", "port": 2100}}
        settings = self.own(plugin, raw)
        assert [settings[self.MEMBER.format(number)] for number in (0, 1)] == ["10.0.0.1", "10.0.0.2"]
        assert settings[self.MEMBER.format(0).replace("processNodeName", "ports/ethernetPhonePort")] == "2100"

    @pytest.mark.parametrize(
        ("zone", "name"),
        [
            ("Europe/Paris", "Romance Standard/Daylight Time"),
            ("Europe/Berlin", "Romance Standard/Daylight Time"),
            ("America/Toronto", "Eastern Standard/Daylight Time"),
            ("Asia/Tokyo", "Tokyo Standard Time"),
        ],
    )
    def test_clock(self, plugin, zone, name):
        # CC-076
        path = "device/devicePool/dateTimeSetting/timeZone"
        assert self.own(plugin, {"timezone": zone})[path] == name
        assert path not in self.own(plugin, {"timezone": zone}, model="7940G")

    def test_directory(self, plugin):
        # ADM-010
        assert self.own(plugin)["device/directoryURL"].endswith("/phonebook/menu/")
        assert self.own(plugin, {})["device/directoryURL"] == ""

    def test_installed_firmware_and_language_are_named(self, plugin, tmp_path):
        # CC-048 CC-076
        assert self.own(plugin)["device/loadInformation"] == ""
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot"
        (folder / "SCCP41.9-0-3S.loads").write_bytes(b"x")
        (folder / "i18n" / "french_france").mkdir(parents=True)
        settings = self.own(plugin)
        assert settings["device/loadInformation"] == "SCCP41.9-0-3S"
        assert settings["device/userLocale/name"] == "i18n/french_france"
        assert settings["device/networkLocale"] == "i18n/france"

    def test_keys_that_the_server_sends_are_not_complained_of(self, plugin, caplog):
        # ADM-021 CC-077
        self.own(plugin, {"funckeys": {"9": {"type": "speeddial", "value": "*373"}}})
        assert "beyond the keys" not in caplog.text

    async def test_notify_is_not_for_them(self, plugin, noted):
        with pytest.raises(SynchronizeError, match="SCCP"):
            await plugin.synchronize(self.DEVICE, normalize(FULL, HOST))
        assert noted.notified == []

    async def test_an_order_to_synchronize_tells_what_to_do(self, make_provd):
        # API-140 API-157 CC-075
        async with self._provd(make_provd) as provd, provd.caller() as api:
            await provd.tftp(PHONE, OWN)
            answer = await api.post("/dev_mgr/synchronize", json={"id": (await only_device(api))["id"]})
            location = answer.headers["location"]
            assert await finished(api, location) == "fail"
            told = (await api.get(location.removeprefix("/provd"))).json()
            assert "by hand" in told["reason"]
            assert provd.amid.actions == []


class TestSccpLegacy(TestSccp):
    PLUGIN = "xivo-cisco-sccp-legacy"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Cisco", "model": "7940G", "version": "8.1.2"}
    GOLDEN = "cisco-7940g-{}.xml"
    test_clock = None
    test_the_dhcp_server_tells_the_model = None
    test_installed_firmware_and_language_are_named = None

    def test_a_7940g_has_a_directory_and_a_7920_none(self, plugin):
        # ADM-010
        assert self.own(plugin)["device/directoryURL"]
        assert self.own(plugin, model="7920")["device/directoryURL"] == ""

    def test_packages_of_the_manual(self, tmp_path, plugin):
        # ADM-016 ADM-017
        packages = configparser.RawConfigParser()
        packages.read(tmp_path / "installed" / self.PLUGIN / "pkgs" / "pkgs.db", "utf-8")
        for name, version in (("7940-7960-fw", "8.1.2"), ("networklocale", "9.0.2"), ("userlocale_fr_FR", "9.0.2")):
            assert packages[f"pkg_{name}"]["version"] == version
        assert "paid service" in plugin.info()["description"]


class TestSccpWireless(TestSccp):
    PLUGIN = "xivo-cisco-sccp-wireless-1.4.5"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Cisco", "model": "7921G", "version": "1.4.5"}
    GOLDEN = "cisco-7921g-{}.xml"
    test_the_dhcp_server_tells_the_model = None
    test_installed_firmware_and_language_are_named = None
    test_boots_by_http = None
    test_boots_by_tftp = None
    test_an_order_to_synchronize_tells_what_to_do = None

    def test_directory(self, plugin):
        # ADM-010
        assert self.own(plugin)["device/directoryURL"] == ""
