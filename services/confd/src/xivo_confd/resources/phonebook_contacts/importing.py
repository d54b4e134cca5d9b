# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts from the manual's file: separated by ``|``, UTF-8 without a byte order mark, a header first (CC-032)."""

from __future__ import annotations

import codecs
import re
from typing import Any

from pydantic import ValidationError

from ...edge.bodies import messages
from ...errors import InputRefused
from ..user_import.table import Problem, Row, parse
from .schemas import PhonebookContactBody

COLUMNS = tuple(PhonebookContactBody.model_fields)
MANDATORY = ("title", "displayname")
NUMBERS = ("mobilenumber", "officenumber", "faxnumber", "homenumber", "othernumber")
LONGEST = 50_000
SHOWN_PROBLEMS = 100
_NAMED = re.compile(r"^Input Error - (field )?'[a-z0-9]+':? ")


def contacts(content: bytes) -> list[dict[str, Any]]:
    """The values of each line. Raises InputRefused with what is wrong, by line and column."""
    if content.startswith(codecs.BOM_UTF8):
        raise InputRefused("Input Error - line 1: the file begins with a byte order mark")
    header, end, rest = content.partition(b"\n")
    if b"," in header and b"|" not in header:
        raise InputRefused("Input Error - line 1: columns are separated by |")
    table = parse(_singular(header) + end + rest, COLUMNS)
    missing = [column for column in MANDATORY if column not in table.columns]
    if missing:
        raise InputRefused(f"Input Error - line 1: missing columns: {', '.join(missing)}")
    if len(table.rows) > LONGEST:
        raise InputRefused(f"Input Error - file: more than {LONGEST} lines")
    problems = list(table.problems)
    found = [values for row in table.rows if (values := _checked(row, problems)) is not None]
    if problems:
        told = sorted(problems, key=lambda problem: problem.line or 0)[:SHOWN_PROBLEMS]
        raise InputRefused(*(str(problem) for problem in told))
    return found


def _singular(header: bytes) -> bytes:
    """The manual prints the columns of numbers in the plural, too."""
    names = [name.strip() for name in header.split(b"|")]
    plurals = {f"{name}s".encode(): name.encode() for name in NUMBERS}
    return b"|".join(plurals.get(name, name) for name in names)


def _checked(row: Row, problems: list[Problem]) -> dict[str, Any] | None:
    problems += [
        Problem(row.line, column, "must be digits only")
        for column in NUMBERS
        if (number := row.cells.get(column, "")) and not (number.isascii() and number.isdigit())
    ]
    try:
        return PhonebookContactBody.model_validate(dict(row.cells)).model_dump()
    except ValidationError as error:
        for problem in error.errors():
            (text,) = messages([{**problem, "loc": ("body", *problem["loc"])}])
            column = str(problem["loc"][0])
            problems.append(Problem(row.line, column, _NAMED.sub("", text)))
        return None
