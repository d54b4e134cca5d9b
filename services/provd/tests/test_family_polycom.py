# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import ClassVar

import pytest
from xivo_provd.rawconfig import normalize

from .conftest import FAMILIES
from .family_suite import FULL, HOST, FamilySuite, Settings, raw_line

MAC = "00:04:f2:1c:8b:aa"


class Polycom(FamilySuite):
    OWN = "0004f21c8baa-user.cfg"
    BOOT = ("/000000000000.cfg", "/0004f21c8baa.cfg", "/0004f21c8baa-user.cfg")
    BOOT_TFTP = ("0004f21c8baa.cfg", "0004f21c8baa-user.cfg")
    COMMON = "000000000000.cfg"
    ACCOUNT = "reg.1.address"
    ROOT = "polycomConfig"

    def values(self, content: bytes) -> Settings:
        """One element whose attributes are the parameters; the parser refuses one that comes twice."""
        root = ET.fromstring(content)
        assert root.tag in (self.ROOT, "APPLICATION")
        assert not len(root)
        return dict(root.attrib)


class TestPolycomVvx(Polycom):
    PLUGIN = "xivo-polycom-5.3.0"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Polycom", "model": "VVX400", "version": "5.3.0.12768"}
    GOLDEN = "polycom-vvx400-{}.cfg"
    AGENT = "FileTransport PolycomVVX-VVX_400-UA/5.3.0.12768 Type/Application"
    AGENTS = (
        (AGENT, "/000000000000.cfg", {"vendor": "Polycom", "model": "VVX400", "version": "5.3.0.12768"}),
        (
            "FileTransport PolycomSoundStationIP-SSIP_6000-UA/5.0.3.1667 Type/Updater",
            "/0004f21c8baa.cfg",
            {"vendor": "Polycom", "model": "SPIP6000", "mac": MAC},
        ),
        (
            "FileTransport PolycomSoundPointIP-SPIP_335-UA/4.2.1.0275",
            "/0004f21c8baa.cfg",
            {"vendor": "Polycom", "model": "SPIP335", "mac": MAC},
        ),
        (
            "FileTransport PolycomSoundPointIP-SPIP_335-UA/3.2.1.0078",
            "/0004f21c8baa-user.cfg",
            {"vendor": "Polycom", "model": "SPIP335", "version": "3.2.1.0078", "mac": MAC},
        ),
    )
    FILES = (
        ("000000000000.cfg", {"vendor": "Polycom"}),
        ("0004f21c8baa.cfg", {"vendor": "Polycom", "mac": MAC}),
        ("0004f21c8baa-user.cfg", {"vendor": "Polycom", "mac": MAC}),
        ("aabbccddeeff.cfg", None),
    )
    VENDOR_CLASSES = (
        (b"Polycom-VVX400", {"vendor": "Polycom", "model": "VVX400"}),
        (b"Polycom-SSIP6000", {"vendor": "Polycom", "model": "SPIP6000"}),
    )

    def test_keys_follow_the_lines(self, plugin):
        # ADM-007 ADM-013
        settings = self.own(plugin)
        categories = [settings[f"lineKey.{position}.category"] for position in range(1, 7)]
        assert categories == ["Line", "Line", "BLF", "BLF", "Unassigned", "BLF"]
        assert [settings[f"lineKey.{position}.index"] for position in (1, 2, 3)] == ["1", "2", "0"]
        assert settings["attendant.resourceList.1.address"] == "1005"
        assert settings["attendant.resourceList.1.label"] == "Zoé & Co"
        assert settings["attendant.resourceList.2.type"] == "automata"
        assert settings["call.directedCallPickupString"] == "*8"

    def test_further_keys_are_on_the_modules(self, plugin):
        # ADM-025
        settings = self.own(plugin)
        assert settings["lineKey.32.category"] == "BLF"
        assert settings["attendant.resourceList.4.address"] == "1030"

    def test_both_servers(self, plugin):
        # ADM-011 CC-224
        settings = self.own(plugin)
        assert settings["reg.1.server.1.address"] == "10.34.1.11"
        assert settings["reg.1.server.2.address"] == "10.34.1.21"
        assert settings["reg.2.server.2.address"] == ""
        assert settings["reg.2.server.1.port"] == "5070"

    @pytest.mark.parametrize(
        ("zone", "expected"),
        [
            ("Europe/Paris", {"gmtOffset": "3600", "daylightSavings.start.dayOfWeek.lastInMonth": "1"}),
            ("America/New_York", {"gmtOffset": "-18000", "daylightSavings.start.date": "8"}),
            ("Asia/Tokyo", {"gmtOffset": "32400", "daylightSavings.enable": "0"}),
        ],
    )
    def test_clock(self, plugin, zone, expected):
        # DEV-193
        settings = self.own(plugin, {"timezone": zone})
        assert settings.items() >= {f"tcpIpApp.sntp.{name}": value for name, value in expected.items()}.items()

    def test_directory(self, plugin):
        # ADM-010
        assert self.own(plugin)["softkey.1.action"].endswith("/phonebook/search/")

    def test_do_not_disturb_and_forwards_dial(self, plugin):
        # ADM-009
        settings = self.own(plugin)
        assert [settings[f"softkey.{number}.action"] for number in range(2, 7)] == [
            "*25$Tinvite$",
            "*21$P1N20$$Tinvite$",
            "*23$P1N20$$Tinvite$",
            "*22$P1N20$$Tinvite$",
            "*20$Tinvite$",
        ]
        assert (settings["softkey.3.label"], settings["efk.efkprompt.1.label"]) == ("Renvoi", "Renvoyer vers")
        own = ("softkey.feature.doNotDisturb", "softkey.feature.forward")
        assert [settings[name] for name in own] == ["0", "0"]
        assert settings["msg.mwi.1.callBack"] == "*98"

    def test_without_extensions_the_phones_own_keys_stay(self, plugin):
        settings = self.own(plugin, {})
        assert not [name for name in settings if name.startswith(("softkey.", "efk."))]
        only_dnd = self.own(plugin, {"exten_dnd": "*25"})
        assert (only_dnd["softkey.feature.doNotDisturb"], only_dnd["softkey.feature.forward"]) == ("0", "1")

    def test_tls_and_srtp(self, plugin):
        raw = {"sip_transport": "tls", "sip_srtp_mode": "required", "sip_lines": {"1": raw_line()}}
        settings = self.own(plugin, raw)
        assert settings["reg.1.server.1.transport"] == "TLS"
        assert [settings[f"sec.srtp.{name}"] for name in ("enable", "offer", "require")] == ["1", "1", "1"]

    @pytest.mark.parametrize(
        ("mode", "expected"),
        [("RTP-in-band", ("0", "0")), ("RTP-out-of-band", ("1", "0")), ("SIP-INFO", ("0", "1")), (None, ("1", "0"))],
    )
    def test_dtmf(self, plugin, mode, expected):
        settings = self.own(plugin, {"sip_dtmf_mode": mode})
        names = ("tone.dtmf.rfc2833Control", "voIpProt.SIP.dtmfViaSignaling.rfc2976")
        assert tuple(settings[name] for name in names) == expected

    def test_it_can_be_locked_once_it_has_a_password_of_its_own(self, plugin):
        # SYS-113: the manual has the lock on with the password of delivery, which opens it to everybody
        settings = self.own(plugin)
        names = ("phoneLock.enabled", "feature.enhancedFeatureKeys.enabled", "device.auth.localUserPassword")
        assert [settings[name] for name in names] == ["1", "1", "usr"]
        only = self.own(plugin, {"user_password": "8642"})
        assert [only[name] for name in names] == ["1", "1", "8642"]
        for password in (None, "", "123"):
            assert self.own(plugin, {"user_password": password})["phoneLock.enabled"] == "0"

    def test_no_password_of_delivery_is_written(self, plugin):
        # SYS-113
        assert not [name for name in self.own(plugin, {}) if name.startswith("device.auth.")]

    def test_its_passwords_are_to_be_changed_says_its_readme(self):
        # SYS-113
        readme = (FAMILIES / "polycom" / "README.md").read_text("utf-8")
        assert "change both passwords" in readme

    def test_switchboard(self, plugin):
        # the manual's 1.8.31
        device = {**self.DEVICE, "options": {"switchboard": True}}
        settings = self.values(plugin.render(device, normalize(FULL, HOST))[self.OWN])
        assert (settings["apps.push.messageType"], settings["apps.push.username"]) == ("5", "xivo_switchboard")
        assert "apps.push.username" not in self.own(plugin)


class TestPolycomSoundPoint(Polycom):
    PLUGIN = "xivo-polycom-4.0.4"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Polycom", "model": "SPIP550", "version": "4.0.4.2906"}
    GOLDEN = "polycom-spip550-{}.cfg"
    AGENT = "FileTransport PolycomSoundPointIP-SPIP_550-UA/4.0.4.2906 Type/Application"
    AGENTS = ((AGENT, "/x", {"vendor": "Polycom", "model": "SPIP550", "version": "4.0.4.2906"}),)

    def test_the_models_without_a_directory_get_none(self, plugin):
        # ADM-010
        assert "mb.main.home" in self.own(plugin)
        assert "mb.main.home" not in self.own(plugin, model="SPIP335")

    def test_watched_numbers_fill_the_free_keys(self, plugin, caplog):
        # ADM-005
        settings = self.own(plugin)
        assert settings["attendant.resourceList.2.address"] == "1006"
        assert "attendant.resourceList.3.address" not in settings
        assert "lineKey.reassignment.enabled" not in settings
        assert "function key 4 is beyond the keys of the SPIP550" in caplog.text


class TestPolycomSip32(Polycom):
    PLUGIN = "xivo-polycom-3.2.4B"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Polycom", "model": "SPIP670", "version": "3.2.4.0267"}
    GOLDEN = "polycom-spip670-{}.cfg"
    ROOT = "config"
    AGENT = "FileTransport PolycomSoundPointIP-SPIP_670-UA/3.2.4.0267"
    AGENTS = ((AGENT, "/x", {"vendor": "Polycom", "model": "SPIP670"}),)


class TestPolycomSip31(Polycom):
    PLUGIN = "xivo-polycom-3.1.6"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Polycom", "model": "SPIP501", "version": "3.1.6.0017"}
    GOLDEN = "polycom-spip501-{}.cfg"
    ROOT = "config"
    AGENT = "FileTransport PolycomSoundPointIP-SPIP_501-UA/3.1.6.0017"
    AGENTS = ((AGENT, "/x", {"vendor": "Polycom", "model": "SPIP501"}),)

    def test_it_knows_no_lock(self, plugin):
        assert "phoneLock.enabled" not in self.own(plugin)

    def test_it_keeps_its_own_do_not_disturb(self, plugin):
        assert not [name for name in self.own(plugin) if name.startswith(("softkey.2", "softkey.feature.", "efk."))]
