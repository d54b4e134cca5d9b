# SPDX-License-Identifier: GPL-3.0-or-later
"""What a list's ``search`` compares: text without case and accents, so that "helene" finds "Hélène"."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Computed, Index, String, Text, cast, func
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


class FoldedText(Text):
    """A column that holds folded text already."""


def search_column(*expressions: str) -> Mapped[str | None]:
    """A column that PostgreSQL keeps up to date with the folded text of all that a list is searched for.

    It is only compared, never read. The expressions are of type text, as PostgreSQL writes them: alembic compares.
    """
    return mapped_column(FoldedText, Computed(search_expression(*expressions), persisted=True), deferred=True)


def search_expression(*expressions: str) -> str:
    """One part a line: a term does not reach from one into the next."""
    parts = " || chr(10) || ".join(f"COALESCE({expression}, ''::text)" for expression in expressions)
    return f"folded({parts})"


def search_index(table: str) -> Index:
    """Three letters of a term are enough to find it in this index."""
    return Index(f"ix_{table}_search", "search", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"})


def contains(column: Column, term: str) -> ColumnElement[bool]:
    """Whether the column contains the term, whatever their case and accents."""
    if isinstance(column.type, FoldedText):
        return column.like(_pattern(term))
    text = column if isinstance(column.type, String) else cast(column, Text)
    return func.folded(text, type_=Text).like(_pattern(term))


def _pattern(term: str) -> ColumnElement[str]:
    """Escaped after folding, which makes plain signs of wide ones."""
    pattern: ColumnElement[str] = func.folded(term, type_=Text)
    for sign in ("\\", "%", "_"):
        pattern = func.replace(pattern, sign, f"\\{sign}", type_=Text)
    return "%" + pattern + "%"
