# SPDX-License-Identifier: GPL-3.0-or-later
"""Fanvil C62P."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
from xivo_provd.packages.database import PackageDatabase
from xivo_provd.rawconfig import normalize

from .family_suite import HOST, FamilySuite, Settings

MAC = "00:a8:59:aa:bb:cc"
AGENT = "Fanvil C62P 2.3 00a859aabbcc"
C62P = {"vendor": "Fanvil", "model": "C62P"}


class TestFanvil(FamilySuite):
    PLUGIN = "xivo-fanvil-2.3"
    DEVICE = {"id": "8", "mac": MAC, **C62P, "version": "2.3"}
    GOLDEN = "fanvil-{}.cfg"
    OWN = "00a859aabbcc.cfg"
    BOOT = ("/f0C00620000.cfg", "/Fanvil/00a859aabbcc.cfg", f"/{OWN}")
    BOOT_TFTP = ("f0C00620000.cfg", OWN)
    AGENT = AGENT
    AGENTS: ClassVar = (
        (AGENT, "/x", {**C62P, "version": "2.3", "mac": MAC}),
        # Early firmware is known by its files only.
        ("", "/f0C00620000.cfg", C62P),
        ("", f"/Fanvil/{OWN}", {"vendor": "Fanvil", "mac": MAC}),
        ("", "/001565123456.cfg", None),
        ("curl/8", "/f0C00620000.cfg", None),
    )
    FILES = (("f0C00620000.cfg", C62P), (OWN, {"vendor": "Fanvil", "mac": MAC}), ("f0X4000000.cfg", None))
    VENDOR_CLASSES = ((b"Fanvil C62P", C62P), (b"fanvil", {"vendor": "Fanvil"}))
    COMMON = "f0C00620000.cfg"
    ACCOUNT = "SIP.SIP1 Phone Number"

    def values(self, content: bytes) -> Settings:
        lines = content.decode().splitlines()
        assert lines[0] == "<<VOIP CONFIG FILE>>Version:2.0002"
        assert lines[-1] == "<<END OF FILE>>"
        values: Settings = {}
        module = ""
        for line in lines[1:-1]:
            if match := re.fullmatch(r"<(\w+) CONFIG MODULE>", line):
                module = match[1]
            elif line and not line.startswith("--"):
                # The colon is in the twentieth column.
                assert line[19] == ":", line
                name = f"{module}.{line[:19].rstrip()}"
                assert name not in values, name
                values[name] = line[20:]
        return values

    def test_both_lines_and_servers(self, plugin):
        # ADM-011
        values = self.own(plugin)
        assert [values[f"SIP.SIP{number} Register User"] for number in (1, 2)] == ["auth1", "user2"]
        assert (values["SIP.SIP1 Proxy Addr"], values["SIP.SIP1 BakProxy Addr"]) == ("10.34.1.11", "10.34.1.21")
        assert (values["SIP.SIP2 Register Port"], values["SIP.SIP2 MWI Num"]) == ("5070", "*971002")

    def test_keys(self, plugin):
        # ADM-005 ADM-007
        values = self.own(plugin)
        assert [values[f"PHONE.Fkey{number} Value"] for number in range(8, 13)] == [
            "1005@1/b*81005",
            "1006@1/f",
            "",
            "701@1/c",
            "",
        ]
        assert values["PHONE.Fkey8 Title"] == "Zoé & Co"
        assert "PHONE.Fkey13 Value" not in values

    def test_do_not_disturb_and_forwards_dial(self, plugin):
        # ADM-009
        values, empty = self.own(plugin), self.own(plugin, {})
        names = [f"{service}{state} SvcCode" for service in ("DND", "CFU", "CFB", "CFN") for state in ("On", "Off")]
        for number in (1, 2):
            codes = [values[f"SIP.SIP{number} {name}"] for name in names]
            assert codes == ["*25", "*25", "*21", "*21", "*23", "*23", "*22", "*22"]
            assert values[f"SIP.SIP{number} SvcCode Mode"] == "1"
        assert {empty[f"SIP.SIP1 {name}"] for name in names} == {""}
        assert empty["SIP.SIP1 SvcCode Mode"] == "0"

    def test_summer_time(self, plugin):
        # DEV-193
        values = self.own(plugin)
        parts = ("Mon", "Week", "Wday", "Hour", "Min")
        assert [values[f"GLOBAL.DayLight Start {part}"] for part in parts] == ["3", "5", "0", "2", "0"]
        assert [values[f"GLOBAL.DST Start {part}"] for part in parts] == ["3", "-1", "0", "2", "0"]
        assert (values["GLOBAL.Enable DST"], values["GLOBAL.DST Min Offset"]) == ("2", "60")
        without = self.own(plugin, {"timezone": "Asia/Kolkata"})
        assert (without["GLOBAL.Enable Daylight"], without["GLOBAL.Enable DST"]) == ("0", "0")
        assert "GLOBAL.DST Start Mon" not in without

    @pytest.mark.parametrize(
        ("zone", "number"),
        [
            ("Europe/Paris", "27"),
            ("Asia/Shanghai", "56"),
            ("America/New_York", "13"),
            ("America/St_Johns", "18"),
            ("Asia/Kolkata", "48"),
            ("Asia/Kathmandu", "49"),
        ],
    )
    def test_zones_have_numbers(self, plugin, zone, number):
        # DEV-193
        assert self.own(plugin, {"timezone": zone})["GLOBAL.Time Zone"] == number

    def test_a_zone_without_a_number_is_said(self, plugin, caplog):
        assert "GLOBAL.Time Zone" not in self.own(plugin, {"timezone": "Australia/Eucla"})
        assert "none like Australia/Eucla" in caplog.text

    def test_vlan_of_the_other_port(self, plugin):
        values = self.own(plugin)
        names = ("VLAN ID", "Signalling Priority", "Voice Priority", "Enable PVID", "PVID Value")
        assert [values[f"QOS.{name}"] for name in names] == ["341", "5", "5", "1", "342"]
        assert self.own(plugin, {"vlan_enabled": True, "vlan_id": 341})["QOS.Enable PVID"] == "0"

    def test_installed_firmware_is_offered(self, plugin, tmp_path):
        # ADM-014
        assert b"Auto Image" not in plugin.render_common(normalize({}, HOST))[self.COMMON]
        folder = tmp_path / "installed" / self.PLUGIN
        (package,) = PackageDatabase.read(folder / "pkgs" / "pkgs.db").packages.values()
        path = folder / "var" / "tftpboot" / "Fanvil" / "firmware" / package.files[0].filename
        path.parent.mkdir(parents=True)
        path.touch()
        values = self.values(plugin.render_common(normalize({}, HOST))[self.COMMON])
        assert values["AUTOUPDATE.Auto Image Url"] == "http://10.34.1.11:8667/Fanvil/firmware/2012070649327421.z"

    def test_codecs_have_an_order(self, plugin):
        values = self.own(plugin)
        assert [values[f"DSP.P1 Voice Codec{number}"] for number in range(1, 5)] == ["9", "1", "0", "-1"]
