# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, ClassVar

import pytest
from xivo_provd.matrix import models
from xivo_provd.rawconfig import normalize

from .conftest import give_line, only_device
from .family_suite import FULL, HOST, PHONE, FamilySuite, Settings, install, raw_line

MAC = "00:02:fd:ff:21:03"


class FlatProfile(FamilySuite):
    ACCOUNT = "User_ID_1_"

    def values(self, content: bytes) -> Settings:
        """A ``flat-profile`` whose elements have text only, each once."""
        root = ET.fromstring(content)
        assert root.tag == "flat-profile"
        settings: Settings = {}
        for element in root:
            assert not len(element)
            assert not element.attrib
            assert element.tag not in settings, element.tag
            settings[element.tag] = element.text or ""
        return settings


class TestCiscoSpa(FlatProfile):
    PLUGIN = "xivo-cisco-spa-7.4.8"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Cisco", "model": "SPA504G", "version": "7.4.8a"}
    GOLDEN = "cisco-spa504g-{}.xml"
    OWN = "0002fdff2103.xml"
    BOOT = ("/spa504G.cfg", "/0002fdff2103.xml")
    BOOT_TFTP = ("spa504G.cfg", "0002fdff2103.xml")
    COMMON = "spa504G.cfg"
    AGENT = "Cisco/SPA504G-7.4.8a (0002FDFF2103)(CBT141400UK)"
    AGENTS = (
        (
            AGENT,
            "/x",
            {"vendor": "Cisco", "model": "SPA504G", "version": "7.4.8a", "mac": MAC, "sn": "CBT141400UK"},
        ),
        (
            "Cisco/SPA525G-7.4.7 (CBT141900G7)",
            "/spa525G.cfg",
            {"vendor": "Cisco", "model": "SPA525G", "version": "7.4.7", "sn": "CBT141900G7"},
        ),
        (
            "Linksys/SPA-942-6.1.5(a) (88019FA42805)",
            "/000e08d3ab12.xml",
            {
                "vendor": "Cisco",
                "model": "SPA942",
                "version": "6.1.5a",
                "sn": "88019FA42805",
                "mac": "00:0e:08:d3:ab:12",
            },
        ),
        (
            "Linksys/PAP2T-5.1.6(LS) (FLI00H524826)",
            "/init.cfg",
            {"vendor": "Cisco", "model": "PAP2", "version": "5.1.6LS", "sn": "FLI00H524826"},
        ),
        ("Cisco/SPA504G", "/0002fdff2103.xml", None),
    )
    FILES = (
        ("/spa504G.cfg", {"vendor": "Cisco", "model": "SPA504G"}),
        ("spa3102.cfg", {"vendor": "Cisco", "model": "SPA3102"}),
        ("/init.cfg", {"vendor": "Cisco", "model": "PAP2"}),
        ("0002fdff2103.xml", {"vendor": "Cisco", "mac": MAC}),
        ("aabbccddeeff.xml", None),
    )
    VENDOR_CLASSES = (
        (b"LINKSYS SPA-942", {"vendor": "Cisco", "model": "SPA942"}),
        (b"Cisco SPA525g", {"vendor": "Cisco", "model": "SPA525G"}),
        (b"LINKSYS SPA8000", {"vendor": "Cisco", "model": "SPA8000"}),
    )

    def test_keys_follow_the_lines(self, plugin):
        # ADM-013
        settings = self.own(plugin)
        assert [settings[f"Extension_{position}_"] for position in range(1, 5)] == ["1", "2", "Disabled", "Disabled"]
        assert settings["Extended_Function_1_"] == settings["Extended_Function_2_"] == ""
        assert settings["Extended_Function_3_"] == "fnc=sd+blf+cp;sub=1005@$PROXY;nme=Zoé & Co"
        assert settings["Extended_Function_4_"] == "fnc=sd;ext=1006@$PROXY"
        assert settings["Short_Name_4_"] == "1006"

    def test_keys_dial_the_systems_extensions(self, plugin):
        # ADM-009
        settings = self.own(plugin)
        assert settings["Voice_Mail_Number"] == "*98"
        assert settings["PSK_1"] == "fnc=sd;ext=*25@$PROXY;nme=NPD"
        assert [settings[f"PSK_{number}"].split(";")[1] for number in range(2, 6)] == [
            f"ext={exten}@$PROXY" for exten in ("*21", "*23", "*22", "*20")
        ]
        own = ("DND_Serv", "Cfwd_All_Serv", "Cfwd_Busy_Serv", "Cfwd_No_Ans_Serv")
        assert [settings[name] for name in own] == ["No"] * 4
        assert settings["Idle_Key_List"] == (
            "redial|1;dir|2;psk1|3;psk2|4;psk3|5;psk4|6;psk5|7;lcr|8;pickup|9;gpickup|10;"
        )

    def test_without_extensions_it_keeps_its_own(self, plugin):
        settings = self.own(plugin, {"exten_fwd_busy": "*23"})
        assert [settings[name] for name in ("DND_Serv", "Cfwd_All_Serv", "Cfwd_Busy_Serv")] == ["Yes", "Yes", "No"]
        assert settings["Idle_Key_List"].startswith("redial|1;dir|2;cfwd|3;dnd|4;psk3|5;lcr|6;")
        assert settings["PSK_1"] == ""
        assert self.own(plugin, {})["Programmable_Softkey_Enable"] == "No"

    def test_further_keys_are_on_the_modules(self, plugin):
        # ADM-034
        settings = self.own(plugin)
        # The fourth key comes sixth, after two lines, of which four are the phone's.
        assert settings["Unit_1_Key_2"] == "fnc=sd+blf;sub=701@$PROXY;nme=Parc"
        assert settings["Unit_1_Key_28"] == "fnc=sd;ext=1030@$PROXY;vid=2;nme=Module"
        assert not any(name.startswith("Unit_") for name in self.own(plugin, model="SPA301"))

    def test_a_key_cannot_add_a_function(self, plugin):
        raw = {
            "sip_lines": {"1": raw_line()},
            "funckeys": {"1": {"type": "speeddial", "value": "1;fnc=sd", "label": "a;ext=666@evil"}},
        }
        function = self.own(plugin, raw)["Extended_Function_2_"]
        assert function == "fnc=sd;ext=1 fnc sd@$PROXY;nme=a ext 666 evil"

    def test_both_servers(self, plugin):
        # ADM-011 CC-224
        settings = self.own(plugin)
        assert settings["Proxy_1_"] == "servers1:SRV=10.34.1.11:5060:p=0|10.34.1.21:5060:p=1"
        assert (settings["Use_DNS_SRV_1_"], settings["Use_DNS_SRV_2_"]) == ("Yes", "No")
        assert settings["Proxy_2_"] == "10.34.1.11:5070"

    @pytest.mark.parametrize(
        ("zone", "offset", "rule"),
        [
            ("Europe/Paris", "GMT+01:00", "start=3/-1/7/2:0:0;end=10/-1/7/3:0:0;save=1:0:0"),
            ("America/New_York", "GMT-05:00", "start=3/8/7/2:0:0;end=11/1/7/2:0:0;save=1:0:0"),
            ("Asia/Kolkata", "GMT+05:30", ""),
        ],
    )
    def test_clock(self, plugin, zone, offset, rule):
        # DEV-193
        settings = self.own(plugin, {"timezone": zone})
        assert (settings["Time_Zone"], settings["Daylight_Saving_Time_Rule"]) == (offset, rule)
        assert settings["Daylight_Saving_Time_Enable"] == ("Yes" if rule else "No")

    def test_what_a_line_had_goes_with_it(self, plugin):
        settings = self.own(plugin, {"sip_lines": {"2": raw_line()}})
        assert (settings["Line_Enable_1_"], settings["User_ID_1_"], settings["Password_1_"]) == ("No", "", "")

    def test_directory(self, plugin):
        # ADM-010
        assert self.own(plugin)["XML_Directory_Service_URL"].endswith("/phonebook/search/")

    @pytest.mark.parametrize(("mode", "secure"), [("disabled", "No"), ("preferred", "Yes"), ("required", "Yes")])
    def test_tls_and_srtp(self, plugin, mode, secure):
        raw = {"sip_transport": "tls", "sip_srtp_mode": mode, "sip_lines": {"1": raw_line()}}
        settings = self.own(plugin, raw)
        names = ("SIP_Transport_1_", "SRTP_Method", "Secure_Call_Setting")
        assert [settings[name] for name in names] == ["TLS", "s-descriptor", secure]

    def test_the_installed_firmware_and_language_are_named(self, plugin, tmp_path):
        # CC-048
        assert self.own(plugin)["Upgrade_Rule"] == self.own(plugin)["Dictionary_Server_Script"] == ""
        folder = tmp_path / "installed" / self.PLUGIN / "var" / "tftpboot"
        for name in ("firmware/spa50x-30x-7-4-8a.bin", "i18n/spa50x_30x_fr.xml", "i18n/spa525_fr.xml"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(b"x")
        settings = self.own(plugin)
        assert settings["Upgrade_Rule"] == "http://10.34.1.11:8667/firmware/spa50x-30x-7-4-8a.bin"
        assert (
            settings["Dictionary_Server_Script"] == "serv=http://10.34.1.11:8667/i18n/;d0=French;x0=spa50x_30x_fr.xml"
        )


class TestCiscoSpa75(FlatProfile):
    PLUGIN = "xivo-cisco-spa-7.5.4"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Cisco", "model": "SPA525G2", "version": "7.5.4"}
    GOLDEN = "cisco-spa525g2-{}.xml"
    OWN = "0002fdff2103.xml"
    BOOT = ("/spa525G2.cfg", "/0002fdff2103.xml")
    BOOT_TFTP = ("spa525G2.cfg", "0002fdff2103.xml")
    COMMON = "spa525G2.cfg"
    AGENT = "Cisco/SPA525G2-7.5.4 (CBT141900G7)"
    AGENTS = ((AGENT, "/x", {"vendor": "Cisco", "model": "SPA525G2", "version": "7.5.4", "sn": "CBT141900G7"}),)


class TestCiscoSpaLegacy(FlatProfile):
    PLUGIN = "xivo-cisco-spa-legacy"
    DEVICE: ClassVar = {
        "id": "1",
        "mac": "00:0e:08:d3:ab:12",
        "vendor": "Cisco",
        "model": "SPA942",
        "version": "6.1.5a",
    }
    GOLDEN = "cisco-spa942-{}.xml"
    OWN = "000e08d3ab12.xml"
    BOOT = ("/spa942.cfg", "/000e08d3ab12.xml")
    BOOT_TFTP = ("spa942.cfg", "000e08d3ab12.xml")
    COMMON = "spa942.cfg"
    AGENT = "Linksys/SPA-942-6.1.5(a) (88019FA42805)"
    AGENTS = ((AGENT, "/x", {"vendor": "Cisco", "model": "SPA942", "version": "6.1.5a", "sn": "88019FA42805"}),)

    def test_it_keeps_its_own_do_not_disturb(self, plugin):
        # ADM-009
        settings = self.own(plugin)
        assert settings["Voice_Mail_Number"] == "*98"
        assert not [name for name in settings if re.match(r"PSK_|DND_Serv|Cfwd_All_Serv|Idle_Key_List", name)]

    async def test_a_missing_firmware_is_said_once(self, make_provd, caplog):
        # ADM-033
        async with self._provd(make_provd) as provd:
            for path in (*self.BOOT, *["/firmware/spa942-6-1-5a.bin"] * 3):
                status = (await provd.get(PHONE, path, self.AGENT)).status_code
                assert status == (404 if path.endswith(".bin") else 200)
        said = [message for message in caplog.messages if "asks for the firmware" in message]
        package = "spa922-942-fw of xivo-cisco-spa-legacy"
        assert said == [f"a phone asks for the firmware spa942-6-1-5a.bin: install the package {package}"]


class TestCiscoSpa122(FlatProfile):
    """An adapter of the official list; the others differ by names and numbers of ports."""

    PLUGIN = "xivo-cisco-spa100-1.3.5"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Cisco", "model": "SPA122", "version": "1.3.5"}
    GOLDEN = "cisco-spa122-{}.xml"
    OWN = "0002fdff2103.xml"
    BOOT = ("/spa122.cfg", "/0002fdff2103.xml")
    BOOT_TFTP = ("spa122.cfg", "0002fdff2103.xml")
    COMMON = "spa122.cfg"
    AGENT = "Cisco/SPA122-1.3.5(004p) (0002FDFF2103)(CCQ16500A1B)"
    AGENTS = (
        (
            AGENT,
            "/x",
            {"vendor": "Cisco", "model": "SPA122", "version": "1.3.5004p", "mac": MAC, "sn": "CCQ16500A1B"},
        ),
    )

    def test_it_has_no_keys_no_screen_and_no_directory(self, plugin):
        # ADM-010
        settings = self.own(plugin)
        assert not [name for name in settings if re.match(r"Extension_|Unit_|XML_Directory|Language", name)]

    def test_fax_goes_through(self, plugin):
        # ADM-019
        settings = self.own(plugin, {"sip_lines": {"1": raw_line()}})
        assert settings["FAX_Enable_T38_1_"] == "Yes"
        assert settings["FAX_Passthru_Codec_1_"] == "G711a"

    @pytest.mark.parametrize(
        ("codecs", "wanted"), [(["g722", "pcmu", "pcma"], "G711u"), (["g729"], "G711a"), ([], "G711a")]
    )
    def test_no_other_codec_than_a_fax_goes_through(self, plugin, codecs, wanted):
        settings = self.own(plugin, {"codecs": codecs, "sip_lines": {"1": raw_line()}})
        names = ("Preferred_Codec_1_", "FAX_Passthru_Codec_1_", "RTP-Start-Loopback_Codec", "Use_Pref_Codec_Only_1_")
        assert [settings[name] for name in names] == [wanted, wanted, wanted, "yes"]

    def test_its_package_is_the_administrators_to_download(self, tmp_path, plugin):
        # ADM-015
        text = (tmp_path / "installed" / self.PLUGIN / "pkgs" / "pkgs.db").read_text()
        assert "[pkg_spa100-fw]" in text
        assert "version: 1.3.5 (XU)" in text
        assert "filename: SPA112-SPA122_1.3.5_XU_FW.zip" in text

    def test_srtp_is_not_asked_of_those_without(self, plugin):
        raw = {"sip_srtp_mode": "required", "sip_lines": {"1": raw_line()}}
        assert not [name for name in self.own(plugin, raw) if re.match(r"SRTP_|Secure_Call_Setting", name)]


# What the manual has an administrator add to the template of an SPA3102 (1.8.13, "Using analog gateways").
FAX_BLOCK = (Path(__file__).parent / "manual_fax_block.tpl").read_text("utf-8")
FAX_LINE = dict(re.findall(r"<(\w+)_\{\{ line_no \}\}_ [^>]*>([^<]*)<", FAX_BLOCK))
FAX_DEVICE = dict(re.findall(r"<([\w-]+) ua=[^>]*>([^<]*)<", FAX_BLOCK))
# These are not in the plugins: who needs them writes a template.
ECHO = ("Echo_Canc_Adapt_Enable", "Echo_Supp_Enable", "Echo_Canc_Enable")
ADAPTERS = [(row.name, plugin) for row in models() if row.type == "ata" for plugin in row.plugins]


class TestFaxes:
    @pytest.mark.parametrize(("model", "plugin_id"), ADAPTERS)
    async def test_of_europe_need_no_template_of_ones_own(self, tmp_path, model, plugin_id):
        # SYS-081 ADM-202
        plugin = await install(plugin_id, tmp_path)
        device = {"id": "1", "mac": MAC, "model": model}
        settings = FlatProfile().values(plugin.render(device, normalize(FULL, HOST))["0002fdff2103.xml"])
        assert (len(FAX_LINE), len(FAX_DEVICE)) == (18, 8)
        wanted = {f"{name}_1_": value for name, value in FAX_LINE.items() if name not in ECHO}
        assert settings.items() >= {**wanted, **FAX_DEVICE}.items()
        assert not [name for name in settings if name.startswith("Echo_")]


class TestSpa3102(FlatProfile):
    PLUGIN = "xivo-cisco-spa3102-5.1.10"
    DEVICE: ClassVar = {"id": "1", "mac": MAC, "vendor": "Cisco", "model": "SPA3102", "version": "5.1.10"}
    GOLDEN = "cisco-spa3102-{}.xml"
    OWN = "0002fdff2103.xml"
    BOOT = ("/spa3102.cfg", "/0002fdff2103.xml")
    BOOT_TFTP = ("spa3102.cfg", "0002fdff2103.xml")
    COMMON = "spa3102.cfg"
    AGENT = "Linksys/SPA3102-5.1.10(GW) (FM500F123456)"
    AGENTS = ((AGENT, "/x", {"vendor": "Cisco", "model": "SPA3102", "version": "5.1.10GW", "sn": "FM500F123456"}),)


class TestTheManualsTemplate:
    """`base.tpl` copied to `var/templates`, with the block before its last tag."""

    PLUGIN = "xivo-cisco-spa8000-6.1.3"
    AGENT = "Linksys/SPA8000-6.1.3 (FMM00F123456)"
    OWN = "/0002fdff2103.xml"

    @staticmethod
    def last_values(content: bytes) -> dict[str, str]:
        """An adapter takes a parameter that comes twice as it comes last."""
        root = ET.fromstring(content)
        assert root.tag == "flat-profile"
        return {element.tag: element.text or "" for element in root}

    async def written(self, make_provd, block: str) -> dict[str, str]:
        """What a device gets after its plugin's template was copied and changed, and the device reconfigured."""
        async with make_provd(first_plugins=[self.PLUGIN]) as provd, provd.caller() as api:
            assert (await provd.get(PHONE, self.OWN, self.AGENT)).status_code == 200
            device = await only_device(api)
            await give_line(api, device)
            config = (await api.get(f"/cfg_mgr/configs/{device['id']}")).json()["config"]
            config["raw_config"]["sip_lines"]["3"] = raw_line("third")
            body = {"config": config}
            assert (await api.put(f"/cfg_mgr/configs/{device['id']}", json=body)).status_code == 204
            folder = provd.settings.plugins.directory / self.PLUGIN
            template = (folder / "templates" / "base.tpl").read_text()
            assert template.count("</flat-profile>") == 1
            custom = folder / "var" / "templates" / "base.tpl"
            custom.write_text(template.replace("</flat-profile>", f"{block}</flat-profile>"))
            answer = await api.post("/dev_mgr/reconfigure", json={"id": device["id"]})
            assert answer.status_code == 204, answer.text
            return self.last_values((await provd.get(PHONE, self.OWN, self.AGENT)).content)

    async def test_gives_each_line_its_values(self, make_provd):
        # ADM-203
        written = await self.written(make_provd, FAX_BLOCK)
        for number in ("1", "3"):
            assert written.items() >= {f"{name}_{number}_": value for name, value in FAX_LINE.items()}.items()
        assert not [name for name in written if re.fullmatch(r"Echo_\w+_[24-8]_", name)]
        assert (written["User_ID_1_"], written["User_ID_3_"]) == ("je5qtq", "third")

    async def test_sets_what_differs_by_country(self, make_provd):
        # ADM-205
        country = {
            "Ring_Frequency": "20",
            "Ring_Voltage": "90",
            "Ring_Waveform": "Trapezoid",
            "FXS_Port_Impedance": "600",
            "RTP_Packet_Size": "0.030",
            "RTP-Start-Loopback_Codec": "G711u",
        }
        block = FAX_BLOCK.replace(">G711a<", ">G711u<")
        for name, value in country.items():
            block = re.sub(rf"(<{name} [^>]*>)[^<]*<", rf"\g<1>{value}<", block)
        written = await self.written(make_provd, block)
        assert written.items() >= country.items()
        names = [f"{name}_{number}_" for name in ("Preferred_Codec", "FAX_Passthru_Codec") for number in (1, 3)]
        assert [written[name] for name in names] == ["G711u"] * 4


class TestOtherAdapters:
    @pytest.mark.parametrize(
        ("plugin_id", "agent", "first", "lines"),
        [
            ("xivo-cisco-spa3102-5.1.10", "Linksys/SPA3102-5.1.10(GW) (FM500F123456)", "/spa3102.cfg", 1),
            ("xivo-cisco-spa8000-6.1.3", "Linksys/SPA8000-6.1.3 (FMM00F123456)", "/spa8000.cfg", 8),
            ("xivo-cisco-spa2102-5.2.12", "Linksys/SPA2102-5.2.12 (FM500F123456)", "/spa2102.cfg", 2),
            ("xivo-cisco-spa8800-6.1.7", "Cisco/SPA8800-6.1.7 (CCQ16500A1B)", "/spa8800.cfg", 8),
            ("xivo-cisco-pap2t-5.1.6", "Linksys/PAP2T-5.1.6(LS) (FLI00H524826)", "/init.cfg", 2),
        ],
    )
    async def test_from_its_first_file_to_its_own(self, make_provd, plugin_id, agent, first, lines):
        # ADM-018
        async with make_provd(first_plugins=[plugin_id]) as provd, provd.caller() as api:
            answer = await provd.get(PHONE, first, agent)
            profile = FlatProfile().values(answer.content)
            assert profile["Profile_Rule_B"] == f"http://10.34.1.11:8667/{await provd.key()}/$MA.xml"
            own = FlatProfile().values((await provd.get(PHONE, "/0002fdff2103.xml", agent)).content)
            assert own["User_ID_1_"] == "autoprov"
            assert len([name for name in own if name.startswith("Line_Enable_")]) == lines
            devices: Any = (await api.get("/dev_mgr/devices")).json()["devices"]
            assert [(device["plugin"], device["mac"]) for device in devices] == [(plugin_id, MAC)]

    async def test_every_adapter_has_its_files(self, tmp_path):
        # ADM-002
        for row in models():
            if row.vendor == "Cisco" and row.type == "ata":
                for plugin_id in row.plugins:
                    plugin = await install(plugin_id, tmp_path / row.name)
                    device = {"id": "1", "mac": MAC, "model": row.name}
                    for content in plugin.render(device, normalize(FULL, HOST)).values():
                        FlatProfile().values(content)
