# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists with search, order, limit and skip, in one or two queries whatever their length."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, String, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


class Direction(StrEnum):
    ASC = "asc"
    DESC = "desc"


@dataclass(frozen=True, slots=True)
class ListParams:
    """Parameters that the caller has already validated: `order` is a key of `sortable`."""

    search: str | None = None
    order: str | None = None
    direction: Direction = Direction.ASC
    limit: int | None = None
    skip: int = 0


async def list_query(
    session: AsyncSession,
    statement: Select[T],
    params: ListParams,
    *,
    searchable: Sequence[Column],
    sortable: Mapping[str, Column | Sequence[Column]],
    default_order: Sequence[Column],
    tie_breaker: Column,
) -> tuple[list[T], int]:
    """The page of entities that `params` asks for, and the number of entities without limit and skip.

    `search` keeps the rows of which one `searchable` column contains the term, whatever its case. Rows that
    compare equal come in the order of `tie_breaker`, so that pages never overlap.
    """
    if params.search:
        term = f"%{_escape(params.search)}%"
        statement = statement.where(or_(*(_text(column).ilike(term, escape="\\") for column in searchable)))
    ordered = statement.order_by(*_ordering(params, sortable, default_order), tie_breaker)
    if params.limit is None and not params.skip:
        items = list((await session.scalars(ordered)).unique())
        return items, len(items)
    count = select(func.count()).select_from(
        statement.with_only_columns(tie_breaker, maintain_column_froms=True).order_by(None).subquery()
    )
    total = (await session.execute(count)).scalar_one()
    page = ordered.offset(params.skip or None).limit(params.limit)
    return list((await session.scalars(page)).unique()), total


def _ordering(
    params: ListParams, sortable: Mapping[str, Column | Sequence[Column]], default_order: Sequence[Column]
) -> list[ColumnElement[Any]]:
    columns: Sequence[Column] = default_order
    if params.order is not None:
        chosen = sortable[params.order]
        columns = chosen if isinstance(chosen, Sequence) else [chosen]
    return [column.desc() if params.direction is Direction.DESC else column.asc() for column in columns]


def _text(column: Column) -> Column:
    return column if isinstance(column.type, String) else cast(column, Text)


def _escape(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
