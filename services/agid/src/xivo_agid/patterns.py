# SPDX-License-Identifier: GPL-3.0-or-later
"""Asterisk's patterns of numbers, for what is compared outside the dialplan."""

import re
from functools import lru_cache

_CLASSES = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
_DIGITS = {"X": 10, "Z": 9, "N": 8, ".": 98, "!": 99}
_MEMBER = re.compile(r"(.)-(.)|(.)")
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
    """Without what stands behind ``.`` or ``!``: Asterisk does not look at it, and ``re`` might do so for ever."""
    parts = []
    for match in _PARTS.finditer(pattern[1:]):
        parts.append(_translated(match))
        if match[2] in (".", "!"):
            break
    return re.compile("".join(parts))


def _translated(match: re.Match[str]) -> str:
    members, single = match.groups()
    if members is not None:
        return _set(members)
    return _CLASSES.get(single.upper()) or re.escape(single)


def _set(members: str) -> str:
    """``-`` is a range between two characters, and one that runs backwards has none of them, as in Asterisk."""
    found = [
        re.escape(single) if single else f"{re.escape(first)}-{re.escape(last)}"
        for first, last, single in _MEMBER.findall(members)
        if first <= last
    ]
    return f"[{''.join(found)}]" if found else "(?!)"
