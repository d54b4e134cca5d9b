# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from ...edge.bodies import Body, Line

_NESTED = re.compile(r"[+*}|][^()]*\)[+*{]")
"""A repetition of what repeats or chooses itself: on some numbers it takes for ever."""


def _regular_expression(text: str) -> str:
    if _NESTED.search(text):
        raise ValueError("repeats what repeats itself or has alternatives")
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


Expression = Annotated[
    Line,
    Field(min_length=1, max_length=100, pattern=r"^[0-9dDwWXZ^$\\+*?.|(){}\[\]<>=!:,#-]*$"),
    AfterValidator(_regular_expression),
]


class CallerIdRule(Body):
    """Of a number that ``callerid`` matches from its start, ``strip`` characters go, then ``add`` comes in front."""

    name: Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
    callerid: Expression
    strip: Annotated[int, Field(ge=0, le=20)] = 0
    add: Annotated[Line, Field(max_length=20, pattern=r"^[+0-9*#]*$")] = ""
    comment: Annotated[Line, Field(max_length=200)] = ""


class CallerIdTransformations(Body):
    """How the numbers of callers from outside are shown; the first rule that matches counts (SYS-027).

    Numbers that none matches go on to the sections of agid's ``xivo_in_callerid.conf``.
    """

    rules: Annotated[list[CallerIdRule], Field(default_factory=list, max_length=100)]
