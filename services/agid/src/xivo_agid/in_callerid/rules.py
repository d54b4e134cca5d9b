# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule for numbers from outside, and how long it may take."""

import math
import re
from dataclasses import dataclass
from typing import Self

import regex

LONGEST_NUMBER = 40
LONGEST_EXPRESSION = 200
MOST_REPETITIONS = 100_000
"""Of all ``{n}`` of an expression together: ``regex`` takes memory for each while it compiles."""
RULE_SECONDS = 0.05
"""Of the processor; an honest rule takes a few millionths. The slower one is left out from then on."""
_COUNTS = re.compile(r"\{(\d*),?(\d*)\}")
_FOREIGN = re.compile(r"\(\?(?!:|=|!|<=|<!)|(?<!\\)\{(?!\d*,?\d*\})|\n")
"""What ``regex`` knows beyond Python's ``re`` (recursion, fuzzy matches), and a value that goes on in the next line."""
_ADD = re.compile(r"[+0-9*#]{0,20}")


class BadRule(Exception):
    """The rule cannot be used. ``option`` is the one that is wrong, the text says why."""

    def __init__(self, option: str, problem: str) -> None:
        super().__init__(problem)
        self.option = option


class RuleTooSlow(Exception):
    """The expression did not say in time whether it matches."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Of a number that ``callerid`` matches, ``strip`` characters go, then ``add`` comes in front.

    ``where`` is what an administrator finds the rule by.
    """

    where: str
    callerid: regex.Pattern[str]
    strip: int
    add: str

    @classmethod
    def made(cls, where: str, callerid: str, strip: str = "", add: str = "") -> Self:
        """Raises BadRule."""
        if strip and not (strip.isascii() and strip.isdecimal() and int(strip) <= LONGEST_NUMBER):
            raise BadRule("strip", f"strip is no number from 0 to {LONGEST_NUMBER}")
        if not _ADD.fullmatch(add):
            raise BadRule("add", "add has more than 20 characters, or others than + 0-9 * #")
        return cls(where, _expression(callerid), int(strip or 0), add)

    def matches(self, number: str) -> bool:
        """From the number's first character on. Raises RuleTooSlow."""
        try:
            return self.callerid.match(number, timeout=RULE_SECONDS) is not None
        except TimeoutError:
            raise RuleTooSlow(f"{self.where} takes more than {RULE_SECONDS} s") from None

    def applied(self, number: str) -> str:
        return self.add + number[self.strip :]


def _expression(text: str) -> regex.Pattern[str]:
    if not text:
        raise BadRule("callerid", "callerid is missing")
    if len(text) > LONGEST_EXPRESSION:
        raise BadRule("callerid", f"callerid has more than {LONGEST_EXPRESSION} characters")
    if found := _FOREIGN.search(text):
        raise BadRule("callerid", f"callerid has {found[0]!r}, which cannot be used")
    counts = (max(int(one or 1), int(other or 1), 1) for one, other in _COUNTS.findall(text))
    if math.prod(counts) > MOST_REPETITIONS:
        raise BadRule("callerid", "callerid repeats too often")
    try:
        return regex.compile(text)
    except (regex.error, ValueError) as error:
        raise BadRule("callerid", f"callerid is no regular expression: {error}") from error
