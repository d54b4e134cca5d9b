# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries in memory: searched by text, found by id and by number."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from .plugins import Fields
from .text_index import TextIndex, folded

MOST_RESULTS = 1000
LONGEST_OVERLAY = 200
Arrange = Callable[[Sequence[Any]], tuple[Any, ...]]
_NO_DIGIT = re.compile(r"[^0-9+*#]")


def digits(number: str) -> str:
    """A number as it is dialled, however it is written."""
    return _NO_DIGIT.sub("", number)


class Columns:
    """What every source's file says of its columns (SYS-286 to SYS-288): ``searched_columns``, ``unique_column``,
    ``source_to_display_columns``, and ``first_matched_columns``, where reverse lookups look for a number.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.searched: tuple[str, ...] = tuple(config.get("searched_columns") or ())
        self.matched: tuple[str, ...] = tuple(config.get("first_matched_columns") or ())
        self.unique: str | None = config.get("unique_column")
        displayed = [(display, column) for column, display in (config.get("source_to_display_columns") or {}).items()]
        self._added: tuple[tuple[str, str], ...] = (*displayed, *(config.get("display_fields") or {}).items())

    @property
    def named(self) -> list[str]:
        """All columns of the source that are of use."""
        shown = [column for _, column in self._added]
        return list(dict.fromkeys([*self.searched, *self.matched, *shown, *([self.unique] if self.unique else [])]))

    def arranged(self, header: Sequence[str]) -> tuple[list[str], Arrange]:
        """What `displayed` gives of rows with this header: the names, and what puts a row's values in their order."""
        at, nowhere = {name: position for position, name in enumerate(header)}, len(header)
        there = at | {display: at.get(column, at.get(display, nowhere)) for display, column in self._added}
        return list(there), _picker(list(there.values()))

    def displayed(self, row: Mapping[str, Any]) -> Fields:
        """The row with the names that displays know beside its own; what is empty is None (SYS-292)."""
        fields: Fields = {name: None if value == "" else value for name, value in row.items()}
        return fields | {display: fields.get(column) for display, column in self._added}


def _picker(positions: Sequence[int]) -> Arrange:
    """Of a row with one value more, which is None."""
    if len(positions) > 1:
        pick: Arrange = itemgetter(*positions)
        return pick
    return lambda row: tuple(row[position] for position in positions)


class Table:
    """Rows of text in the order of ``header``; columns that a row has not are empty."""

    def __init__(self, columns: Columns, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        at = {name: position for position, name in enumerate(header)}
        searched = [at[name] for name in columns.searched if name in at]
        filled = [[*(None if value == "" else value for value in row), None] for row in rows]
        self._index = TextIndex([str(row[i]) for i in searched if row[i]] for row in filled)
        unique = at.get(columns.unique) if columns.unique else None
        self._by_id = {} if unique is None else _positions((str(row[unique]), row[unique]) for row in filled)
        self._by_number = _numbers(filled, [at[name] for name in columns.matched if name in at])
        self._names, arrange = columns.arranged(header)
        self._rows = [arrange(row) for row in filled]

    def __len__(self) -> int:
        return len(self._rows)

    @classmethod
    def of(cls, columns: Columns, rows: Sequence[Mapping[str, Any]]) -> "Table":
        header = list(dict.fromkeys(chain.from_iterable(rows)))
        return cls(columns, header, ([row.get(name) for name in header] for row in rows))

    def fields(self, position: int) -> Fields:
        """As `Columns.displayed`."""
        return dict(zip(self._names, self._rows[position], strict=True))

    def search(self, term: str, most: int = MOST_RESULTS) -> list[Fields]:
        names, rows = self._names, self._rows
        return [dict(zip(names, rows[position], strict=True)) for position in islice(self._index.find(term), most)]

    def list(self, uids: Iterable[str]) -> list[Fields]:
        return [self.fields(self._by_id[uid]) for uid in uids if uid in self._by_id]

    def match(self, exten: str) -> Fields | None:
        position = self._by_number.get(digits(exten))
        return None if position is None else self.fields(position)


def _positions(keys: Iterable[tuple[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, (key, value) in enumerate(keys):
        if value not in (None, ""):
            found.setdefault(key, position)
    return found


def _numbers(rows: Sequence[Sequence[Any]], matched: Sequence[int]) -> dict[str, int]:
    """Of several entries with the same number the first one counts."""
    found: dict[str, int] = {}
    for position, row in enumerate(rows):
        for column in matched:
            if row[column]:
                found.setdefault(digits(str(row[column])), position)
    found.pop("", None)
    return found


class LiveTable:
    """A table and what changed since it was made. Entries are mappings with the unique column."""

    def __init__(self, columns: Columns, rows: Sequence[Mapping[str, Any]]) -> None:
        self._columns = columns
        self._unique = columns.unique or "id"
        self._table = Table.of(columns, rows)
        self._gone: set[str] = set()
        self._changed: dict[str, Fields] = {}

    @property
    def is_worn(self) -> bool:
        """So much changed that a new one is faster."""
        return len(self._gone) > LONGEST_OVERLAY

    def put(self, uid: str, row: Mapping[str, Any] | None) -> None:
        """The entry of this id is like this now; None: it is no more."""
        self._gone.add(uid)
        self._changed.pop(uid, None)
        if row is not None:
            self._changed[uid] = self._columns.displayed(row)

    def search(self, term: str) -> list[Fields]:
        wanted = folded(term)
        new = [
            fields
            for fields in self._changed.values()
            if any(wanted in folded(str(fields[name])) for name in self._columns.searched if fields.get(name))
        ]
        found = self._table.search(term)
        return new + [fields for fields in found if self._is_current(fields)] if self._gone else found

    def list(self, uids: Sequence[str]) -> list[Fields]:
        changed = [self._changed[uid] for uid in uids if uid in self._changed]
        return changed + self._table.list(uid for uid in uids if uid not in self._gone)

    def match(self, exten: str) -> Fields | None:
        wanted = digits(exten)
        for fields in self._changed.values():
            if any(digits(str(fields[name])) == wanted for name in self._columns.matched if fields.get(name)):
                return fields
        found = self._table.match(exten)
        return found if found is not None and self._is_current(found) else None

    def _is_current(self, fields: Fields) -> bool:
        return not self._gone or str(fields.get(self._unique)) not in self._gone
