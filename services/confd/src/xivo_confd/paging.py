# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of columns: lists are read as tuples, thousands of objects would only be thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from xivo_store.listing import Direction, ListParams

from .search import contains

Column: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


async def page(
    session: AsyncSession,
    statement: AnySelect,
    params: ListParams,
    *,
    searchable: Sequence[Column],
    sortable: Mapping[str, Column],
    default_order: Sequence[Column],
    tie_breaker: Column,
) -> tuple[Sequence[AnyRow], int]:
    """The rows asked for and the number of rows without limit and skip, in one or two queries."""
    if params.search:
        statement = statement.where(or_(*(contains(column, params.search) for column in searchable)))
    columns = (sortable[params.order],) if params.order else tuple(default_order)
    down = params.direction is Direction.DESC
    ordered = statement.order_by(*(c.desc() if down else c.asc() for c in columns), tie_breaker)
    if params.limit is None and not params.skip:
        rows = (await session.execute(ordered)).all()
        return rows, len(rows)
    matches = statement.with_only_columns(tie_breaker, maintain_column_froms=True).order_by(None)
    total = (await session.execute(select(func.count()).select_from(matches.subquery()))).scalar_one()
    limited = ordered.offset(params.skip or None).limit(params.limit)
    return (await session.execute(limited)).all(), total
