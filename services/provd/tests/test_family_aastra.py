# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, ClassVar

import pytest
from xivo_provd.rawconfig import normalize

from .family_suite import FULL, HOST, FamilySuite, Settings, install, raw_line

MAC = "00:08:5d:2e:ec:fb"


def keys(count: int) -> dict[str, Any]:
    return {
        "sip_lines": {"1": raw_line()},
        "funckeys": {str(n): {"type": "speeddial", "value": f"1{n:03}", "label": ""} for n in range(1, count + 1)},
    }


class TestAastra(FamilySuite):
    PLUGIN = "xivo-aastra-3.3.1-SP2"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Aastra", "model": "6757i", "version": "3.3.1.2235"}
    GOLDEN = "aastra-{}.cfg"
    OWN = "Aastra/00085D2EECFB.cfg"
    BOOT = ("/Aastra/aastra.cfg", "/Aastra/00085D2EECFB.cfg")
    BOOT_TFTP = ("aastra.cfg", "00085D2EECFB.cfg")
    COMMON = "Aastra/aastra.cfg"
    ACCOUNT = "sip line1 user name"
    AGENT = "Aastra57i MAC:00-08-5D-2E-EC-FB V:3.3.1.2235-SIP"
    AGENTS = (
        (AGENT, "/x", {"vendor": "Aastra", "model": "6757i", "version": "3.3.1.2235", "mac": MAC}),
        (
            "Aastra6731i MAC:00-08-5D-23-74-29 V:2.6.0.1008-SIP",
            "/Aastra/aastra.cfg",
            {"vendor": "Aastra", "model": "6731i", "version": "2.6.0.1008", "mac": "00:08:5d:23:74:29"},
        ),
        (
            "Aastra9480iCT MAC:00-08-5D-23-74-29 V:2.6.0.2019-SIP",
            "/Aastra/aastra.cfg",
            {"vendor": "Aastra", "model": "9480CT", "version": "2.6.0.2019", "mac": "00:08:5d:23:74:29"},
        ),
        ("Aastra6731i MAC:00-08-5D", "/Aastra/00085D2EECFB.cfg", None),
    )
    FILES = (
        ("aastra.cfg", {"vendor": "Aastra"}),
        ("00085D2EECFB.cfg", {"vendor": "Aastra", "mac": MAC}),
        ("aabbccddeeff.cfg", None),
    )
    VENDOR_CLASSES = (
        (b"AastraIPPhone6731i", {"vendor": "Aastra", "model": "6731i"}),
        (b"AastraIPPhone57i", {"vendor": "Aastra", "model": "6757i"}),
    )

    def values(self, content: bytes) -> Settings:
        """One ``name: value`` a line, each name once; the phone takes ``#`` at the beginning for a comment."""
        settings: Settings = {}
        for line in content.decode("utf-8").splitlines():
            if line and not line.startswith("#"):
                name, separator, value = line.partition(":")
                assert separator
                assert name == name.strip()
                assert name not in settings, name
                settings[name] = value.strip()
        return settings

    def test_thirty_keys_of_a_6757i(self, plugin):
        # ADM-005
        settings = self.own(plugin, keys(30))
        assert len([name for name in settings if name.endswith(" type")]) == 30
        assert settings["topsoftkey10 value"] == "1010"
        assert settings["softkey1 value"] == "1011"
        assert settings["softkey20 value"] == "1030"

    def test_eight_keys_of_a_6731i_of_nine(self, plugin, caplog):
        # ADM-005
        settings = self.own(plugin, keys(9), model="6731i")
        assert len([name for name in settings if name.endswith(" type")]) == 8
        assert "function key 9 is beyond the keys of the 6731i" in caplog.text

    def test_further_keys_are_on_the_modules(self, plugin):
        # ADM-031
        settings = self.own(plugin, keys(92))
        assert settings["expmod1 key1 value"] == "1031"
        assert settings["expmod1 key60 value"] == "1090"
        assert settings["expmod2 key2 value"] == "1092"

    def test_both_servers(self, plugin):
        # ADM-011 CC-224
        settings = self.own(plugin)
        assert settings["sip line1 registrar ip"] == "10.34.1.11"
        assert settings["sip line1 backup registrar ip"] == "10.34.1.21"
        assert settings["sip line2 backup registrar ip"] == "0.0.0.0"
        assert settings["sip line2 registrar port"] == "5070"

    @pytest.mark.parametrize(
        ("zone", "expected"),
        [
            (
                "Europe/Paris",
                {"time zone minutes": "-60", "dst config": "3", "dst start week": "-1", "dst end day": "1"},
            ),
            ("America/New_York", {"time zone minutes": "300", "dst start week": "2", "dst start month": "3"}),
            ("Asia/Tokyo", {"time zone minutes": "-540", "dst config": "0"}),
        ],
    )
    def test_clock(self, plugin, zone, expected):
        # DEV-193
        assert self.own(plugin, {"timezone": zone}).items() >= expected.items()

    def test_an_unknown_zone_is_left_out(self, plugin, caplog):
        assert "time zone name" not in self.own(plugin, {"timezone": "Moon/Base"})
        assert "no time zone is set" in caplog.text

    def test_the_directory_key_opens_the_directory(self, plugin):
        # ADM-010
        url = "http://10.34.1.11/service/ipbx/web_services.php/phonebook/search/"
        assert self.own(plugin)["directory script"] == url

    def test_the_directory_is_reached_without_ssl(self, plugin):
        # SYS-080: these telephones can do SSL 3.0 only
        settings = self.own(plugin, {"X_xivo_phonebook_ip": "10.34.1.77"})
        urls = [value for value in settings.values() if "phonebook" in value]
        assert urls == ["http://10.34.1.77/service/ipbx/web_services.php/phonebook/search/"] * 2
        assert "https:" not in plugin.render(self.DEVICE, normalize(FULL, HOST))[self.OWN].decode()

    def test_switchboard(self, plugin):
        # ADM-004 API-155
        device = {**self.DEVICE, "options": {"switchboard": True}}
        settings = self.values(plugin.render(device, normalize(FULL, HOST))[self.OWN])
        assert (settings["sip xml notify event"], settings["call waiting"]) == ("1", "0")
        assert "sip xml notify event" not in self.own(plugin)
        device["model"] = "6753i"
        assert "sip xml notify event" not in self.values(plugin.render(device, normalize(FULL, HOST))[self.OWN])

    def test_tls_and_srtp(self, plugin):
        raw = {"sip_transport": "tls", "sip_srtp_mode": "required", "sip_lines": {"1": raw_line()}}
        settings = self.own(plugin, raw)
        assert (settings["sip transport protocol"], settings["sips persistent tls"]) == ("4", "1")
        assert settings["sip line1 srtp mode"] == "2"


class TestAastra26(TestAastra):
    """The models of the community list, on their last firmware 2."""

    PLUGIN = "xivo-aastra-2.6.0.2019"
    DEVICE: ClassVar = {**TestAastra.DEVICE, "version": "2.6.0.2019"}
    GOLDEN = "aastra-2.6-{}.cfg"
    AGENT = "Aastra57i MAC:00-08-5D-2E-EC-FB V:2.6.0.2019-SIP"
    test_eight_keys_of_a_6731i_of_nine = None
    test_switchboard = None


class TestAastra41(TestAastra):
    PLUGIN = "xivo-aastra-4.1.0"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Aastra", "model": "6867i", "version": "4.1.0.128"}
    GOLDEN = "aastra-6867i-{}.cfg"
    AGENT = "Aastra6867i MAC:00-08-5D-2E-EC-FB V:4.1.0.128-SIP"
    test_thirty_keys_of_a_6757i = None
    test_eight_keys_of_a_6731i_of_nine = None
    test_switchboard = None

    def test_further_keys_are_on_the_modules(self, plugin):
        settings = self.own(plugin, keys(39 + 84))
        assert settings["softkey18 value"] == "1038"
        assert settings["expmod1 key84 value"] == "1122"
        assert settings["expmod2 key1 value"] == "1123"


class TestKey:
    async def test_the_path_keeps_the_key_of_the_provisioning_url(self, make_provd):
        # CC-053
        async with make_provd(first_plugins=[TestAastra.PLUGIN]) as provd:
            for get, path in ((provd.get, f"{await provd.key()}/Aastra"), (provd.plain_get, "Aastra")):
                common = await get("10.34.1.50", "/Aastra/aastra.cfg", TestAastra.AGENT)
                assert TestAastra().values(common.content)["http path"] == path


class TestSeveralVersions:
    async def test_the_one_for_the_phones_firmware_serves_it(self, tmp_path):
        # ADM-001 CC-046
        for version, wanted in (("2.6.0.2019", "xivo-aastra-2.6.0.2019"), ("3.3.1.2235", "xivo-aastra-3.3.1-SP2")):
            info = {"vendor": "Aastra", "model": "6753i", "version": version}
            levels = {
                name: (await install(name, tmp_path / version)).pg_associator.associate(info)
                for name in ("xivo-aastra-2.6.0.2019", "xivo-aastra-3.3.1-SP2")
            }
            assert max(levels, key=levels.__getitem__) == wanted
