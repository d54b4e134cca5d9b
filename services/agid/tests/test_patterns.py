# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from xivo_agid.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "number", "expected"),
    [
        ("101", "101", True),
        ("101", "1012", False),
        ("_0[67]XXXXXXXX", "0612345678", True),
        ("_0[67]XXXXXXXX", "0512345678", False),
        ("_0[67]XXXXXXXX", "061234567", False),
        ("_.", "1", True),
        ("_.", "", False),
        ("_!", "", True),
        ("_Z", "0", False),
        ("_zn", "12", True),
        ("_ZN", "11", False),
        ("_*21!", "*21", True),
        ("_*21!", "*2155", True),
        ("_*21!", "1215", False),
        ("_+33[1-9]X.", "+33123", True),
        ("_+33[1-9]X.", "033123", False),
        ("_[*#]1", "#1", True),
        ("_[*#]1", "21", False),
        # as Asterisk: a range that runs backwards has no members, and nothing counts behind . or !
        ("_[9-0]X", "55", False),
        ("_[9-01]X", "15", True),
        ("_0.5", "0123", True),
        ("_0!5", "0", True),
        ("_" + "." * 20 + "1", "2" * 40, True),
    ],
)  # ADM-087
def test_a_number_and_a_pattern(pattern: str, number: str, expected: bool) -> None:
    assert matches(pattern, number) is expected
