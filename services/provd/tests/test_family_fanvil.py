# SPDX-License-Identifier: GPL-3.0-or-later
"""Fanvil C62P."""

from __future__ import annotations

import re
from typing import ClassVar

from .family_suite import FamilySuite, Settings

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
        values = self.own(plugin)
        assert values["GLOBAL.Time Zone"] == "4"
        start = [values[f"GLOBAL.DayLight Start {part}"] for part in ("Mon", "Week", "Wday", "Hour", "Min")]
        assert start == ["3", "5", "0", "2", "0"]
        assert self.own(plugin, {"timezone": "Asia/Kolkata"})["GLOBAL.Enable Daylight"] == "0"

    def test_codecs_have_an_order(self, plugin):
        values = self.own(plugin)
        assert [values[f"DSP.P1 {name} Codec"] for name in ("First", "Second", "Third", "Forth")] == [
            "9",
            "1",
            "0",
            "-1",
        ]
