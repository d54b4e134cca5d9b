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
    """Of a number that ``callerid`` matches, ``strip`` characters go, then ``add`` comes in front."""

    name: Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
    callerid: Expression
    strip: Annotated[int, Field(ge=0, le=20)] = 0
    add: Annotated[Line, Field(max_length=20, pattern=r"^[+0-9*#]*$")] = ""
    comment: Annotated[Line, Field(max_length=200)] = ""


def _rule(name: str, callerid: str, strip: int, add: str, comment: str) -> CallerIdRule:
    return CallerIdRule(name=name, callerid=callerid, strip=strip, add=add, comment=comment)


def french_rules() -> list[CallerIdRule]:
    """Every number as somebody in France would dial it."""
    return [
        _rule("national1", r"^0[1-9]\d{8}$", 0, "", "national"),
        _rule("national2", r"^[1-9]\d{8}$", 0, "0", "national without its prefix"),
        _rule("national3", r"^\+33[1-9]\d{8}$", 3, "0", "national, written internationally"),
        _rule("national4", r"^33[1-9]\d{8}$", 2, "0", "the same without +"),
        _rule("international1", r"^\+(?!33)\d{4,}$", 1, "00", "another country, with +"),
        _rule("international2", r"^00\d{6,}$", 0, "", "another country, as it is dialled"),
        _rule("international3", r"^(?![0+])\d{11,}$", 0, "00", "another country, without +"),
    ]


class CallerIdTransformations(Body):
    """How the numbers of callers from outside are shown; the first rule that matches counts (SYS-027)."""

    rules: Annotated[list[CallerIdRule], Field(default_factory=french_rules, max_length=100)]
