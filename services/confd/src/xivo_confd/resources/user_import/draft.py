# SPDX-License-Identifier: GPL-3.0-or-later
"""What one line of the file becomes, and what all column groups know about the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ...edge.access import Caller
from ...edge.bodies import Body, messages
from ...edge.unit import Unit
from ...provisioning.provd import Provd
from ...settings import ConfdSettings
from ..extensions.model import Extension
from ..lines.model import Line
from ..users.model import User
from .table import Problem, Row


@dataclass(frozen=True, slots=True)
class Plan:
    """``creating`` or else updating users; ``columns`` are those of the file."""

    columns: frozenset[str]
    creating: bool
    settings: ConfdSettings
    caller: Caller
    provd: Provd


@dataclass(slots=True, eq=False)
class Draft:
    row: Row
    problems: list[Problem] = field(default_factory=list)
    forms: dict[str, Any] = field(default_factory=dict)
    """What each group has read from its cells."""
    user: User | None = None
    line: Line | None = None
    """The line of which the user is the main one; the first, if there are several."""
    extension: Extension | None = None
    beside: list[object] = field(default_factory=list)
    """What else is stored and changes with him."""
    renamed: bool = False
    changed: set[str] = field(default_factory=set)
    """What an update changes, in the words of the groups."""

    def cell(self, column: str) -> str:
        """Empty when the file has no such column."""
        return self.row.cells.get(column, "")

    def given(self, columns: Sequence[str]) -> dict[str, str]:
        """The cells of these columns that have a value."""
        return {column: value for column in columns if (value := self.cell(column))}

    def refuse(self, column: str | None, message: str) -> None:
        self.problems.append(Problem(self.row.line, column, message))

    def filled(self, form: type[Body], names: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a resource's own form. ``names`` leads from columns to fields, ``values`` is by column."""
        columns = {name: column for column, name in names.items()}
        try:
            return form.model_validate({names[column]: value for column, value in values.items()}).given()
        except ValidationError as error:
            for problem in error.errors():
                column = columns.get(str(problem["loc"][0]), str(problem["loc"][0]))
                self.refuse(column, _explanation(column, problem))
            return {}

    def switch(self, column: str) -> bool | None:
        """A cell that is 0 or 1; None without a value."""
        value = self.cell(column)
        if value not in {"", "0", "1"}:
            self.refuse(column, "must be 0 or 1")
        return None if value == "" else value == "1"

    def number(self, column: str) -> int | None:
        value = self.cell(column)
        if value and not (value.isascii() and value.isdigit() and len(value) < 10):
            self.refuse(column, "must be a number")
            return None
        return int(value) if value else None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of the file, good so far, within a transaction."""

    unit: Unit
    drafts: list[Draft]


class Seen:
    """Values that may be in a file once."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, Any], int] = {}

    def once(self, draft: Draft, column: str, value: Any) -> None:
        """Refuse a value that an earlier line has."""
        line = self._lines.setdefault((column, value), draft.row.line)
        if line != draft.row.line:
            draft.refuse(column, f"is the same as on line {line}")


def _explanation(column: str, problem: Any) -> str:
    if problem["type"] == "missing":
        return "is required"
    (message,) = messages([{**problem, "loc": ("body", column)}])
    return message.removeprefix(f"Input Error - field '{column}': ").removeprefix(f"Input Error - '{column}' ")
