# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's eleven questions for a new brand (1.11.7, "Testing a new SIP phone"): asked of who writes a family, and
answered for each of ours.
"""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
from xivo_provd.plugin.build import sources
from xivo_provd.plugin.sip_family import Fingerprint

from .conftest import FAMILIES
from .family_suite import install

REPOSITORY = FAMILIES.parents[2]
NAMES = sorted(path.name for path in FAMILIES.iterdir() if path.is_dir())
QUESTIONS = (
    "Worth the time?",
    "Vendor, model, MAC address, firmware",
    "Administrator's guide",
    "Latest firmware",
    "Other files",
    "DHCP and HTTP, or TFTP?",
    "Accounts of delivery, reset",
    "DHCP options",
    "Files for one line",
    "Its own keys, characters",
    "What else is set",
)
FEATURES = (
    "NTP",
    "zone",
    "summer time",
    "Lamp of messages",
    "unction keys",
    "Language",
    "DTMF",
    "Hard keys",
    "beyond ASCII",
    "Backup registrar and proxy",
    "aging",
)


def answers_of(family: str) -> dict[str, str]:
    """By number, of the table at the end of the README."""
    text = (FAMILIES / family / "README.md").read_text("utf-8")
    table = text.partition("## The eleven questions")[2]
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", table, re.MULTILINE)
    assert [question for _, question, _ in rows] == list(QUESTIONS)
    return {number: answer.strip() for number, _, answer in rows}


def test_sixteen_families():
    assert len(NAMES) == 16


@pytest.mark.parametrize("family", NAMES)
class TestEachFamily:
    def test_answers_all_eleven(self, family):
        # DEV-192
        answers = answers_of(family)
        assert list(answers) == [str(number) for number in range(1, 12)]
        assert [answer for answer in answers.values() if not re.fullmatch(r"[^<>].{8,}\.", answer)] == []

    async def test_names_the_prefixes_that_it_is_known_by(self, family, tmp_path):
        # DEV-192
        plugin_id = next(source.plugin_id for source in sources(FAMILIES) if source.family.name == family)
        extractor = (await install(plugin_id, tmp_path)).http_dev_info_extractor
        prefixes = set(extractor.ouis) - {""} if isinstance(extractor, Fingerprint) else set()
        assert set(re.findall(r"`((?:[0-9a-f]{2}:){2}[0-9a-f]{2})`", answers_of(family)["2"])) == prefixes

    def test_says_where_its_firmware_is_from(self, family):
        # DEV-192
        urls = set()
        for path in (FAMILIES / family).glob("*/pkgs/pkgs.db"):
            packages = configparser.RawConfigParser()
            packages.read(path, "utf-8")
            urls |= {packages[name].get("url") for name in packages.sections() if name.startswith("file_")} - {None}
        said = " ".join(answers_of(family)[number] for number in ("4", "5"))
        assert bool(urls) is ("`pkgs/pkgs.db`" in said or "`.cop.sgn`" in said)

    def test_names_dhcp_templates_that_are_there(self, family):
        # DEV-192
        names = re.findall(r"`([\w-]+\.conf)`", answers_of(family)["8"])
        folder = REPOSITORY / "deploy" / "dhcp" / "templates" / "dhcpd_update"
        assert [name for name in names if not (folder / name).is_file()] == []

    def test_says_of_each_standard_feature_how_it_stands(self, family):
        # DEV-192
        answer = answers_of(family)["11"]
        assert [feature for feature in FEATURES if feature not in answer] == []


class TestTheTemplate:
    def test_is_a_checklist_of_the_eleven(self):
        # DEV-192
        text = (Path(FAMILIES).parent / "family-template" / "README.md").read_text("utf-8")
        numbers = re.findall(r"^- \[ \] (\d+)\. \S", text, re.MULTILINE)
        assert numbers == [str(number) for number in range(1, 12)]
        assert "TR-069 is not supported" in text
        assert "English and French" in text
