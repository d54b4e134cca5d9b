# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of users as lines of cells: columns in any order, separated by ``|`` or ``,``."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...errors import InputRefused

SEPARATOR = "|"
_OTHER_SEPARATOR = ","
_ALIASES = {"incallingseconds": "incallringseconds", "entity_id": "entityid"}  # the manual prints the first


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something of the file cannot be taken over. ``line`` counts from 1, which is the header."""

    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else []
        place += [f"column '{self.column}'"] if self.column else []
        return f"Input Error - {', '.join(place) or 'file'}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` has every column of the header."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def parse(content: bytes, known: Collection[str]) -> Table:
    """Raises InputRefused for a file without a good header; what is wrong with a line is in ``problems``."""
    lines = _lines(_decoded(content))
    try:
        _, names = next(lines)
    except StopIteration:
        raise InputRefused("Input Error - line 1: the header is missing") from None
    columns = _columns(names, known)
    table = Table(tuple(name for name in columns if name))
    try:
        for number, values in lines:
            _add(table, columns, number, values)
    except csv.Error as error:
        raise InputRefused(f"Input Error - file: {error}") from error
    return table


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, header: bool) -> str:
    """As `parse` reads it; a cell that a row does not have is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", delimiter=SEPARATOR, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputRefused(f"Input Error - line {line}: the file is not UTF-8") from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number of the line that each record begins on, and its values; blank lines are left out."""
    header = text.partition("\n")[0]
    separator = SEPARATOR if SEPARATOR in header or _OTHER_SEPARATOR not in header else _OTHER_SEPARATOR
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begin = 1
    for values in reader:
        if any(values):
            yield begin, values
        begin = reader.line_num + 1


def _columns(names: Sequence[str], known: Collection[str]) -> list[str]:
    """Raises InputRefused. An empty name is a separator at the end of the header."""
    columns = [_ALIASES.get(name, name) for name in (name.strip().lower() for name in names)]
    given = [name for name in columns if name]
    unknown = [name for name in given if name not in known]
    twice = sorted({name for name in given if given.count(name) > 1})
    wrong = [f"Input Error - line 1: unknown columns: {', '.join(unknown)}"] if unknown else []
    wrong += [f"Input Error - line 1: columns given twice: {', '.join(twice)}"] if twice else []
    if wrong:
        raise InputRefused(*wrong)
    return columns


def _add(table: Table, columns: Sequence[str], number: int, values: Sequence[str]) -> None:
    surplus = [value for value in values[len(columns) :] if value]
    if surplus or len(values) < len(table.columns):
        message = f"there are {len(values)} values for {len(columns)} columns"
        table.problems.append(Problem(number, None, message))
        return
    if any(value and not name for name, value in zip(columns, values, strict=False)):
        table.problems.append(Problem(number, None, "there is a value in a column without a name"))
        return
    cells = {name: value for name, value in zip(columns, values, strict=False) if name}
    table.rows.append(Row(number, cells))
