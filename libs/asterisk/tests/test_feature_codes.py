# SPDX-License-Identifier: GPL-3.0-or-later
import re
from pathlib import Path

import pytest
from xivo_asterisk.feature_codes import FEATURE_CODES, FeatureCode, prefix

LIBRARY = Path(__file__).parents[3] / "asterisk" / "extensions_lib"


def contexts() -> set[str]:
    return set(re.findall(r"(?m)^\[([^\]]+)\]", "\n".join(file.read_text() for file in LIBRARY.glob("*.conf"))))


@pytest.mark.parametrize("name", sorted(name for name, code in FEATURE_CODES.items() if code.available))
def test_what_is_available_has_a_dialplan(name: str) -> None:  # ADM-294
    assert FEATURE_CODES[name].subroutine in contexts()


def test_default_numbers_are_distinct_and_acceptable() -> None:
    defaults = [code.exten for code in FEATURE_CODES.values()]
    assert len(set(defaults)) == len(defaults)
    assert all(code.accepts(code.exten) for code in FEATURE_CODES.values())


def test_the_argument_is_what_follows_the_configured_prefix() -> None:
    code = FeatureCode("_*21.", "Forward", "feature_forward,s,1(unc,{digits})")
    assert code.steps("_*21.") == {"_*21.": "Gosub(feature_forward,s,1(unc,${EXTEN:3}))"}
    assert code.steps("_*7!") == {"_*7!": "Gosub(feature_forward,s,1(unc,${EXTEN:2}))"}
    assert prefix("*98") == "*98"


def test_the_code_alone_is_a_number_of_a_service_that_asks() -> None:  # CC-119
    code = FeatureCode("_*21.", "Forward", "feature_forward,s,1(unc,{digits})", asks=True)
    assert code.steps("_*7.") == {
        "_*7.": "Gosub(feature_forward,s,1(unc,${EXTEN:2}))",
        "*7": "Gosub(feature_forward,s,1(unc,))",
    }


def test_a_service_may_want_its_own_code() -> None:
    assert FEATURE_CODES["phoneprogfunckey"].steps("_*735.") == {
        "_*735.": "Gosub(phoneprogfunckey,s,1(*735,${EXTEN:4}))"
    }


@pytest.mark.parametrize("exten", ["*7", "_*7", "_.", "_*X.", "_*7.5", "", "_*7. "])
def test_a_service_with_an_argument_needs_a_pattern_for_it(exten: str) -> None:
    assert not FEATURE_CODES["pickup"].accepts(exten)
