# SPDX-License-Identifier: GPL-3.0-or-later
"""Search filters of LDAP (RFC 4515), with blanks and without the outer parentheses as the manual prints them."""

from __future__ import annotations

import re

_COMPARISON = re.compile(r"\s*[A-Za-z0-9.;:-]+\s*(?:=|~=|>=|<=)(?:[^()\\]|\\[0-9A-Fa-f]{2})*")
DEEPEST = 32


class FilterError(ValueError):
    """The text says where and why."""


def check_filter(text: str) -> None:
    """Raises FilterError for what no server would understand."""
    reader = _Reader(text)
    reader.component()
    reader.end()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def component(self, depth: int = 0) -> None:
        """``(...)``, or what stands in the parentheses."""
        if depth > DEEPEST:
            raise FilterError(f"column {self._at + 1}: more than {DEEPEST} levels")
        if self._take("("):
            self._inside(depth)
            if not self._take(")"):
                raise FilterError(f"column {self._at + 1}: ) is expected")
        else:
            self._inside(depth)

    def end(self) -> None:
        if self._text[self._at :].strip():
            raise FilterError(f"column {self._at + 1}: nothing more is expected")

    def _inside(self, depth: int) -> None:
        if self._take("&") or self._take("|"):
            count = 0
            while self._next() == "(":
                self.component(depth + 1)
                count += 1
            if not count:
                raise FilterError(f"column {self._at + 1}: ( is expected")
        elif self._take("!"):
            self.component(depth + 1)
        else:
            self._comparison()

    def _comparison(self) -> None:
        found = _COMPARISON.match(self._text, self._at)
        if found is None:
            raise FilterError(f"column {self._at + 1}: attribute=value is expected")
        self._at = found.end()

    def _next(self) -> str:
        while self._at < len(self._text) and self._text[self._at] == " ":
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _take(self, sign: str) -> bool:
        if self._next() != sign:
            return False
        self._at += 1
        return True
