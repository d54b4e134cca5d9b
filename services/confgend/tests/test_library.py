# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialplan library that comes with Asterisk's image: each file is written as it should be, no name comes twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from xivo_asterisk.conf_parser import parse_conf
from xivo_asterisk.dialplan_check import check_dialplan
from xivo_confgend.generators.extensions import SUBROUTINES
from xivo_confgend.generators.library import is_free

LIBRARY = Path(__file__).resolve().parents[3] / "asterisk" / "extensions_lib"
FILES = sorted(LIBRARY.glob("*.conf"))


def contexts(file: Path) -> set[str]:
    return {section.name for section in parse_conf(file.read_text()).sections}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_passes_the_check(file: Path) -> None:
    assert check_dialplan(file.read_text()) == []


def test_a_context_is_in_one_file() -> None:
    names = [name for file in FILES for name in sorted(contexts(file))]
    assert sorted(set(names)) == sorted(names)


def test_each_type_of_number_has_its_subroutine() -> None:
    assert set(SUBROUTINES.values()) <= {name for file in FILES for name in contexts(file)}


def test_no_context_of_confd_may_be_merged_with_one_of_these() -> None:
    assert not [name for file in FILES for name in contexts(file) if is_free(name)]
