# SPDX-License-Identifier: GPL-3.0-or-later
"""The grammar of skill rules (CC-177 to CC-181).

A rule is ``[dynamic part ,] skill part``. A part compares variables with integers (``! = > <``: not equal, equal,
greater, less), joined by ``&`` and ``|``, with parentheses. Variables of the dynamic part are ``WT`` and ``EWT``,
those of the skill part names of skills or ``$names`` of them, and one alone means ``! 0``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:(?P<number>-?\d+)|(?P<name>\$?[A-Za-z_][A-Za-z0-9_-]*)|(?P<sign>[!=<>&|(),]))")
DYNAMIC = frozenset({"WT", "EWT"})
COMPARISONS = frozenset("!=><")


class RuleError(ValueError):
    """``column`` counts from 1."""

    def __init__(self, column: int, explanation: str) -> None:
        super().__init__(f"column {column}: {explanation}")
        self.column = column


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def skills_of(rule: str) -> list[str]:
    """The skills that a rule names, in order, without those that come with the call. Raises RuleError."""
    tokens = list(_tokens(rule))
    commas = [position for position, token in enumerate(tokens) if token.text == ","]
    if len(commas) > 1:
        raise RuleError(tokens[commas[1]].column, "one comma divides the dynamic part from the skills")
    end = _Token("end", "", len(rule.rstrip()) + 1)
    if not commas:
        return _Part([*tokens, end], dynamic=False).read()
    comma = commas[0]
    _Part([*tokens[:comma], _Token("end", "", tokens[comma].column)], dynamic=True).read()
    return _Part([*tokens[comma + 1 :], end], dynamic=False).read()


def _tokens(rule: str) -> Iterator[_Token]:
    position = 0
    while rule[position:].strip():
        found = _TOKEN.match(rule, position)
        if found is None:
            column = position + len(rule[position:]) - len(rule[position:].lstrip()) + 1
            raise RuleError(column, f"{rule[column - 1]} is not understood")
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind], found.start(kind) + 1)
        position = found.end()


class _Part:
    """One part, read from left to right."""

    def __init__(self, tokens: list[_Token], *, dynamic: bool) -> None:
        self._tokens = tokens
        self._position = 0
        self._dynamic = dynamic
        self._skills: list[str] = []

    def read(self) -> list[str]:
        self._expression()
        if self._next.kind != "end":
            raise RuleError(self._next.column, f"{self._next.text} is one too many")
        return self._skills

    @property
    def _next(self) -> _Token:
        return self._tokens[self._position]

    def _take(self) -> _Token:
        token = self._next
        self._position += 1
        return token

    def _expression(self) -> None:
        self._operand()
        while self._next.text in {"&", "|"}:
            self._take()
            self._operand()

    def _operand(self) -> None:
        if self._next.text != "(":
            self._comparison()
            return
        opening = self._take()
        self._expression()
        if self._next.text != ")":
            raise RuleError(opening.column, "this parenthesis is not closed")
        self._take()

    def _comparison(self) -> None:
        variable = self._next
        if variable.kind != "name":
            what = variable.text or "the end"
            raise RuleError(variable.column, f"a {self._wanted} is expected before {what}")
        self._take()
        self._check(variable)
        if self._next.text not in COMPARISONS:
            if self._dynamic:
                raise RuleError(self._next.column, f"{variable.text} is compared with ! = > or <")
            return
        self._take()
        if self._next.kind != "number":
            raise RuleError(self._next.column, f"{variable.text} is compared with a number")
        self._take()

    def _check(self, variable: _Token) -> None:
        if self._dynamic:
            if variable.text not in DYNAMIC:
                raise RuleError(variable.column, f"{variable.text} is no WT or EWT")
        elif variable.text in DYNAMIC:
            raise RuleError(variable.column, f"{variable.text} stands before the comma")
        elif not variable.text.startswith("$"):
            self._skills.append(variable.text)

    @property
    def _wanted(self) -> str:
        return "WT or EWT" if self._dynamic else "skill"
