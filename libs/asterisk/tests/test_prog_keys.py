# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from xivo_asterisk.prog_keys import parts_of, programmed

KEYS = [  # ADM-007
    (("_*735.", 1, "*25"), "*7351***225", ("1", "*25")),
    (("_*735.", 1, "_*21.", "102"), "*7351***221*102", ("1", "*21", "102")),
    (("_*735.", 42, "_*30.", "*5"), "*73542***230***35", ("42", "*30", "*5")),
    (("_*735.", 7, "_*22.", "*98"), "*7357***222***398", ("7", "*22", "*98")),
]


@pytest.mark.parametrize(("key", "number", "parts"), KEYS)
def test_a_key_is_one_number_and_can_be_taken_apart(key, number, parts):
    assert programmed(*key) == number
    assert parts_of(number.removeprefix("*735")) == parts


@pytest.mark.parametrize("digits", ["1***325", "1**225*", "**", ""])
def test_what_no_key_dials_is_refused(digits):
    with pytest.raises(ValueError, match="no programmed key"):
        parts_of(digits)
