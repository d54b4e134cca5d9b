# SPDX-License-Identifier: GPL-3.0-or-later
"""Asterisk's patterns of numbers, for what is compared outside the dialplan."""

import re
from functools import lru_cache

_CLASSES = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
_DIGITS = {"X": 10, "Z": 9, "N": 8, ".": 98, "!": 99}
_PARTS = re.compile(r"\[([0-9A-Za-z*#+-]+)\]|(.)")


def matches(pattern: str, number: str) -> bool:
    """Whether a number is the one written, or begins with ``_`` and its pattern fits it."""
    if not pattern.startswith("_"):
        return pattern == number
    return _compiled(pattern).fullmatch(number) is not None


def breadth(pattern: str) -> tuple[int, ...]:
    """Of two patterns that fit a number, Asterisk takes the lower: compared from the left, fewer digits come first."""
    if not pattern.startswith("_"):
        return ()
    return tuple(_breadth(match) for match in _PARTS.finditer(pattern[1:]))


def _breadth(match: re.Match[str]) -> int:
    members, single = match.groups()
    return len(members) if members is not None else _DIGITS.get(single.upper(), 1)


@lru_cache(maxsize=10_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_translated(match) for match in _PARTS.finditer(pattern[1:])))


def _translated(match: re.Match[str]) -> str:
    members, single = match.groups()
    if members is not None:
        return f"[{_members(members)}]"
    return _CLASSES.get(single.upper()) or re.escape(single)


def _members(members: str) -> str:
    # a - is a range between two digits or letters, everything else stands for itself
    return re.sub(r"[*#+]", lambda match: "\\" + match[0], members)
