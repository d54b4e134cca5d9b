# SPDX-License-Identifier: GPL-3.0-or-later
"""xivo_in_callerid.conf and confd's rules: how the numbers of callers from outside are written."""

import asyncio
import configparser
import logging
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from xivo_agid.administrators_files import AdministratorsFiles
from xivo_agid.in_callerid.file import RulesFile, parse
from xivo_agid.in_callerid.service import InCalleridRules
from xivo_agid.settings import Settings
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd, eventually

SHIPPED = Path(__file__).parents[1] / "etc" / "xivo_in_callerid.conf"
MANUAL = "[national1]\ncallerid = ^0[1-9]\\d{8}$\nstrip = 1\nadd = +33\n"
"""The manual's own example, 1.2.3."""
FOR_EVER = "^(1|11|12|2|21)*[5-6]$"
"""Tries every way to cut a number of ones and twos."""


def parsed(text: str) -> RulesFile:
    return parse(text, Path("f.conf"))


async def read(rules: InCalleridRules, settings: Settings, text: str) -> None:
    settings.in_callerid.rules.write_text(text)
    await rules.read()


async def confd_says(confd: Confd, store: SnapshotStore, *rules: dict[str, Any]) -> None:
    confd.change(settings={"caller_id_transformations": {"rules": list(rules)}})
    await store.fetch()


class TestTheShippedFile:  # SYS-028
    def test_has_sections_for_national_and_international_numbers_to_edit(self) -> None:
        ini = configparser.RawConfigParser()
        ini.read(SHIPPED)
        assert ini.sections() == [
            *(f"national{number}" for number in range(1, 5)),
            *(f"international{number}" for number in range(1, 4)),
        ]
        assert all(set(ini[name]) == {"callerid", "strip", "add"} for name in ini.sections())

    def test_each_section_is_a_rule(self) -> None:
        shipped = parse(SHIPPED.read_text(), SHIPPED)
        assert (len(shipped.rules), shipped.problems) == (7, ())

    @pytest.mark.parametrize(
        ("number", "written"),
        [
            ("0123456789", "0123456789"),
            ("123456789", "0123456789"),
            ("+33123456789", "0123456789"),
            ("33123456789", "0123456789"),
            ("+442071234567", "00442071234567"),
            ("00442071234567", "00442071234567"),
            ("442071234567", "00442071234567"),
            ("1001", "1001"),
            ("anonymous", "anonymous"),
        ],
    )
    async def test_writes_numbers_as_they_are_dialled_in_france(
        self, in_callerid: InCalleridRules, settings: Settings, number: str, written: str
    ) -> None:
        await read(in_callerid, settings, SHIPPED.read_text())
        assert in_callerid.transformed(number) == written

    @pytest.mark.parametrize(
        ("number", "written"),
        [("0123456789", "00123456789"), ("+33123456789", "00123456789"), ("+442071234567", "000442071234567")],
    )
    async def test_with_the_prefix_of_an_outside_line_in_every_add(
        self, in_callerid: InCalleridRules, settings: Settings, number: str, written: str
    ) -> None:
        await read(
            in_callerid, settings, SHIPPED.read_text().replace("\nadd = ", "\nadd = 0").replace("add =\n", "add = 0\n")
        )
        assert in_callerid.transformed(number) == written


class TestSections:  # SYS-027
    def test_the_manuals_example(self) -> None:
        (rule,) = parsed(MANUAL).rules
        assert rule.applied("0123456789") == "+33123456789"

    @pytest.mark.parametrize(
        ("number", "written"),
        [
            ("0123456789", "+33123456789"),
            ("0999", "999"),
            ("0112", "0112"),
            ("99", "99"),
            ("", ""),
            ("0" * 41, "0" * 41),
        ],
    )
    async def test_the_first_that_matches_counts_and_none_leaves_the_number(
        self, in_callerid: InCalleridRules, settings: Settings, number: str, written: str
    ) -> None:
        order = (
            "[zzz]\ncallerid = ^0112$\n" + MANUAL + "[aaa]\ncallerid = 0\nstrip = 1\n[never]\ncallerid = ^09\nadd = 7\n"
        )
        await read(in_callerid, settings, order)
        assert in_callerid.transformed(number) == written

    async def test_as_old_files_are_written(self, in_callerid: InCalleridRules, settings: Settings) -> None:
        """Windows' line ends, a byte order mark, comments behind values, colons, capitals, nothing after `add =`."""
        first = "[A b] ; first\r\nCallerId: ^(?:1|2)\\d$ ; two\r\nstrip =\r\nadd =\r\n"
        text = f"\ufeff; ours\r\n{first}[c]\r\ncallerid=^3\r\nadd=0\r\n"
        settings.in_callerid.rules.write_bytes(text.encode() + b"; caf\xe9\r\n")
        await in_callerid.read()
        assert in_callerid.status()["problems"] == []
        assert [in_callerid.transformed(number) for number in ("12", "31", "4")] == ["12", "031", "4"]


class TestASectionThatIsWrong:  # SYS-027
    @pytest.mark.parametrize(
        ("section", "problem"),
        [
            ("[bad]\ncallerid = ^(0\n", "f.conf:6: [bad] callerid is no regular expression: missing ) at position 3"),
            ("[bad]\nstrip = 1\n", "f.conf:5: [bad] callerid is missing"),
            ("[bad]\ncallerid = 0\nstrip = one\n", "f.conf:7: [bad] strip is no number from 0 to 40"),
            ("[bad]\ncallerid = 0\nstrip = -1\n", "f.conf:7: [bad] strip is no number from 0 to 40"),
            ("[bad]\ncallerid = 0\nadd = x\n", "f.conf:7: [bad] add has more than 20 characters, or others than"),
            ("[bad]\ncallerid = 0\ncallerid = 1\n", "f.conf:7: [bad] has callerid twice"),
            ("[bad]\ncallerid\n", "f.conf:6: 'callerid"),
            ("[bad\ncallerid = 0\n", "f.conf:5: '[bad' is no section"),
            ("[national1]\ncallerid = 0\n", "f.conf:5: [national1] is there already"),
            ("[bad]\n [bad]\ncallerid = 0\n", "f.conf:6: [bad] is there already"),
            ("[bad]\ncallerid = 0\n  strip = 1\n", "f.conf:6: [bad] callerid has '\\n', which cannot be used"),
            ("[bad]\ncallerid = (?R)\n", "f.conf:6: [bad] callerid has '(?', which cannot be used"),
            ("[bad]\ncallerid = (?:12){e<3}\n", "f.conf:6: [bad] callerid has '{', which cannot be used"),
            ("[bad]\ncallerid = ((1{999}){999}){999}\n", "f.conf:6: [bad] callerid repeats too often"),
            (f"[bad]\ncallerid = {'1' * 201}\n", "f.conf:6: [bad] callerid has more than 200 characters"),
        ],
    )
    def test_is_told_with_its_line_and_costs_itself_only(self, section: str, problem: str) -> None:
        file = parsed(f"{MANUAL}{section}[last]\ncallerid = ^9\nadd = 1\n")
        assert [rule.where.partition(" ")[2] for rule in file.rules] == ["[national1]", "[last]"]
        (told,) = file.problems
        assert told.startswith(problem)

    def test_so_is_what_stands_before_the_first_one(self) -> None:
        file = parsed("callerid = 0\n" + MANUAL)
        assert len(file.rules) == 1
        assert file.problems == ("f.conf:1: 'callerid = 0' is no section",)

    def test_an_option_that_means_nothing_is_told_and_costs_nothing(self) -> None:
        file = parsed(MANUAL + "stirp = 1\n")
        assert len(file.rules) == 1
        assert file.problems == ("f.conf:5: [national1] stirp means nothing",)

    async def test_is_in_the_log_and_in_the_status(
        self, in_callerid: InCalleridRules, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        await read(in_callerid, settings, MANUAL + "[bad]\ncallerid = [\n")
        problem = f"{settings.in_callerid.rules}:6: [bad] callerid is no regular expression"
        assert next(record.message for record in caplog.records if record.levelno == logging.ERROR).startswith(problem)
        assert in_callerid.status()["problems"][0].startswith(problem)
        assert in_callerid.status()["rules"] == [f"{settings.in_callerid.rules}:1 [national1]"]


class TestARuleThatRunsForEver:  # SYS-027
    NUMBER = "12" * 20

    @pytest.mark.parametrize("source", ["file", "confd"])
    async def test_delays_one_call_for_a_moment_and_is_left_out(
        self,
        in_callerid: InCalleridRules,
        settings: Settings,
        confd: Confd,
        store: SnapshotStore,
        caplog: pytest.LogCaptureFixture,
        source: str,
    ) -> None:
        if source == "confd":
            await confd_says(confd, store, {"name": "slow", "callerid": FOR_EVER, "strip": 0, "add": ""})
        slow = f"[slow]\ncallerid = {FOR_EVER}\n" if source == "file" else ""
        await read(in_callerid, settings, f"{slow}[next]\ncallerid = ^12\nadd = 0\n")
        assert in_callerid.transformed(self.NUMBER) == "0" + self.NUMBER
        assert in_callerid.transformed(self.NUMBER) == "0" + self.NUMBER
        told = [record.message for record in caplog.records if record.levelno == logging.ERROR]
        assert len(told) == 1  # the second call did not try it
        assert "[slow] takes more than" in told[0]
        assert "[slow] takes too long" in in_callerid.status()["problems"][0]

    async def test_and_fifty_of_them_do_so_together(self, in_callerid: InCalleridRules, settings: Settings) -> None:
        """Those that one call has no time for, the next ones find out."""
        await read(in_callerid, settings, "".join(f"[slow{n}]\ncallerid = {FOR_EVER}\n" for n in range(50)))
        assert in_callerid.transformed(self.NUMBER) == self.NUMBER
        assert 1 <= len(in_callerid.status()["problems"]) <= 3


class TestTheFileAndConfd:
    async def test_confds_rules_come_first(
        self, in_callerid: InCalleridRules, settings: Settings, confd: Confd, store: SnapshotStore
    ) -> None:
        await read(in_callerid, settings, MANUAL)
        await confd_says(confd, store, {"name": "one", "callerid": r"^01\d{8}$", "strip": 2, "add": "9"})
        assert in_callerid.transformed("0123456789") == "923456789"
        assert in_callerid.transformed("0623456789") == "+33623456789"
        await confd_says(confd, store)
        assert in_callerid.transformed("0123456789") == "+33123456789"

    async def test_one_of_confds_that_cannot_be_used_costs_itself_only(
        self, in_callerid: InCalleridRules, confd: Confd, store: SnapshotStore
    ) -> None:
        bad = {"name": "bad", "callerid": "(", "strip": 0, "add": ""}
        await confd_says(confd, store, bad, {**bad, "name": "good", "callerid": "^1", "add": "0"})
        assert in_callerid.transformed("12") == "012"

    async def test_a_call_is_shown_by_the_file(
        self, call: Call, in_callerid: InCalleridRules, settings: Settings
    ) -> None:
        """Also before confd was ever heard."""
        await read(in_callerid, settings, MANUAL)
        told = await call("in_callerid", agi_callerid="0123456789", agi_calleridname="0123456789")
        assert (told["CALLERID(num)"], told["CALLERID(name)"]) == ("+33123456789", "+33123456789")


class TestReading:  # SYS-030
    async def test_at_the_start_and_at_the_signal_hup(self, in_callerid: InCalleridRules, settings: Settings) -> None:
        settings.in_callerid.rules.write_text(MANUAL)
        files = AdministratorsFiles([in_callerid])
        await files.start()
        try:
            assert in_callerid.transformed("0123456789") == "+33123456789"
            settings.in_callerid.rules.write_text(MANUAL.replace("+33", "0033"))
            assert in_callerid.transformed("0123456789") == "+33123456789"
            os.kill(os.getpid(), signal.SIGHUP)
            await eventually(lambda: in_callerid.transformed("0123456789") == "0033123456789", within=10)
        finally:
            await files.stop()

    async def test_without_a_file_the_shipped_one_counts(
        self, in_callerid: InCalleridRules, settings: Settings
    ) -> None:
        await in_callerid.read()
        assert in_callerid.transformed("0123456789") == "0123456789"
        settings.in_callerid.shipped.write_text(MANUAL)
        await in_callerid.read()
        assert in_callerid.transformed("0123456789") == "+33123456789"
        settings.in_callerid.rules.write_text("")
        await in_callerid.read()
        assert in_callerid.transformed("0123456789") == "0123456789"

    async def test_one_that_cannot_be_read_is_told(self, in_callerid: InCalleridRules, settings: Settings) -> None:
        await asyncio.to_thread(settings.in_callerid.rules.mkdir)
        await in_callerid.read()
        assert in_callerid.status()["problems"] == [f"{settings.in_callerid.rules}: Is a directory"]
        assert in_callerid.transformed("0123456789") == "0123456789"
