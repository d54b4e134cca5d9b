# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections of JSON documents: the query parameters that devices and configs share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from ..selector import parse_selector, path_of

MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class FindParameters:
    """What selects (``q``), orders (``sort``), cuts (``skip``, ``limit``) and projects (``fields``)."""

    q: Annotated[str | None, Query(description="Selector in JSON", examples=['{"ip": "10.34.1.119"}'])] = None
    fields: Annotated[str | None, Query(description="Field names, separated by commas")] = None
    skip: Annotated[int, Query(ge=0, le=MAX_INT)] = 0
    limit: Annotated[int, Query(ge=0, le=MAX_INT, description="0 means no limit")] = 0
    sort: Annotated[str | None, Query(description="The key to sort by")] = None
    sort_order: Literal["ASC", "DESC"] | None = None
    sort_ord: Literal["ASC", "DESC"] | None = None

    @property
    def descends(self) -> bool:
        return (self.sort_order or self.sort_ord) == "DESC"

    def project(self, document: dict[str, Any]) -> dict[str, Any]:
        """The wanted fields and, always, the id."""
        if not self.fields:
            return document
        names = {"id", *(name.strip() for name in self.fields.split(","))}
        return {key: value for key, value in document.items() if key in names}


Find = Annotated[FindParameters, Depends()]


async def find_documents(
    session: AsyncSession, column: InstrumentedAttribute[dict[str, Any]], parameters: FindParameters
) -> list[dict[str, Any]]:
    """Raises InvalidSelector."""
    query: Select[tuple[dict[str, Any]]] = select(column).where(parse_selector(parameters.q, column))
    identity = column.class_.id
    if parameters.sort:
        key = path_of(column, parameters.sort)
        query = query.order_by(key.desc().nulls_last() if parameters.descends else key.asc().nulls_first())
    query = query.order_by(identity.desc() if parameters.descends and not parameters.sort else identity)
    if parameters.skip:
        query = query.offset(parameters.skip)
    if parameters.limit:
        query = query.limit(parameters.limit)
    documents = (await session.execute(query)).scalars()
    return [dict(sorted(document.items())) for document in documents]
