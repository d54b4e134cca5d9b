# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of every text field."""

from typing import Annotated

import pytest
from pydantic import Field, ValidationError
from xivo_confd.edge.bodies import Body, Line, Text


class Fields(Body):
    number: Annotated[Line, Field(pattern=r"^[^;]*$")] | None = None
    names: list[Annotated[Line, Field(max_length=9)]] = []
    story: Annotated[Text, Field(pattern=r"^[^;]*$")] | None = None


@pytest.mark.parametrize(
    "fields", [{"number": "1\x00"}, {"number": "1\n"}, {"names": ["a\r"]}, {"story": "a\x00"}, {"number": "1;"}]
)
def test_control_characters_are_refused_whatever_else_a_field_demands(fields):  # API-214
    with pytest.raises(ValidationError):
        Fields(**fields)


def test_a_text_may_have_lines():
    assert Fields(story="one\ntwo", number="1").story == "one\ntwo"
