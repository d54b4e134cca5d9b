# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of Asterisk's CEL file, as cel_custom writes them with CSV_QUOTE."""

import csv
from collections.abc import Sequence

Row = dict[str, str | int]


class BadRow(ValueError):
    """A line that does not have the columns that were agreed."""


def parse_row(line: bytes, offset: int, columns: Sequence[str]) -> Row:
    """The fields by name and `offset`, where the line begins in its file. Raises BadRow."""
    try:
        fields = next(csv.reader([line.decode("utf-8", "replace")], strict=True))
    except (csv.Error, StopIteration) as error:
        raise BadRow(str(error) or "empty line") from error
    if len(fields) != len(columns):
        raise BadRow(f"{len(fields)} fields instead of {len(columns)}")
    return {"offset": offset, **dict(zip(columns, fields, strict=True))}
