# SPDX-License-Identifier: GPL-3.0-or-later
"""Which extension a dialled number is, and whose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Object = Mapping[str, Any]

_SET = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", "x": "[0-9]", "z": "[1-9]", "n": "[2-9]", ".": ".+", "!": ".*"}


class Numbers:
    """The contexts and extensions of a snapshot, looked up as Asterisk does."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self._contexts = {context["name"]: context for context in snapshot["contexts"]}
        self._extensions: dict[str, list[Object]] = defaultdict(list)
        for extension in snapshot["extensions"]:
            if not extension["commented"]:
                self._extensions[extension["context"]].append(extension)
        for outcall in snapshot.get("outcalls") or []:
            if outcall["enabled"]:
                self._extensions[outcall["context"]] += outgoing(outcall)
        self.line_of = {one["extension_id"]: one["line_id"] for one in snapshot["line_extensions"]}
        self.users_of: dict[int, list[int]] = defaultdict(list)
        self.lines_of: dict[int, list[int]] = defaultdict(list)
        for one in sorted(snapshot["user_lines"], key=lambda one: (not one["main_user"], not one["main_line"])):
            self.users_of[one["line_id"]].append(one["user_id"])
            self.lines_of[one["user_id"]].append(one["line_id"])

    def has(self, context: str) -> bool:
        return context in self._contexts

    def find(self, exten: str, context: str) -> Object | None:
        """The extension that takes the number, of this context or of one that it includes."""
        found = (matching(self._extensions[name], exten) for name in self._searched(context, set()))
        return next(filter(None, found), None)

    def _searched(self, context: str, seen: set[str]) -> Iterator[str]:
        """The context and what it includes, in Asterisk's order."""
        if context in seen or context not in self._contexts:
            return
        seen.add(context)
        yield context
        for name in self._contexts[context].get("includes") or []:
            yield from self._searched(name, seen)


def outgoing(outcall: Object) -> list[Object]:
    """Its patterns, as extensions of its context."""
    return [
        {
            **one,
            "exten": f"_{one['prefix']}{one['exten'].removeprefix('_')}",
            "context": outcall["context"],
            "type": "outcall",
            "typeval": outcall["id"],
        }
        for one in outcall["extensions"]
    ]


def matching(extensions: Iterable[Object], exten: str) -> Object | None:
    """The exact number, or else the most particular pattern."""
    patterns = []
    for extension in extensions:
        if extension["exten"] == exten:
            return extension
        if fits(extension["exten"], exten):
            patterns.append(extension)
    return min(patterns, key=lambda one: _breadth(one["exten"]), default=None)


def fits(pattern: str, exten: str) -> bool:
    """Whether the number is the one written, or begins with ``_`` and its pattern fits it."""
    if not pattern.startswith("_"):
        return pattern == exten
    return re.fullmatch(_expression(pattern[1:]), exten) is not None


def _expression(pattern: str) -> str:
    """Asterisk's pattern as a regular expression."""
    parts = re.findall(r"\[[^\]]*\]|.", pattern)
    return "".join(
        part if part.startswith("[") and len(part) > 1 else _SET.get(part, re.escape(part)) for part in parts
    )


def _breadth(pattern: str) -> list[int]:
    """Asterisk compares patterns from the left: what allows fewer digits comes first."""
    widths = {"X": 10, "Z": 9, "N": 8, ".": 98, "!": 99}
    parts = re.findall(r"\[[^\]]*\]|.", pattern[1:].upper())
    return [widths.get(part, len(part) - 2 if len(part) > 1 else 1) for part in parts]
