# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from xivo_store import Database, Direction, ListParams, list_query

from .model import Login

FILTERS = ("login", "auth_id", "backend", "address", "result")


class LoginDao:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Those that are there already stay: a commit may have come through whose answer did not."""
        async with self._database.session() as session:
            await session.execute(insert(Login).on_conflict_do_nothing(), rows)

    async def page(self, wanted: Mapping[str, str], limit: int, skip: int) -> tuple[list[Login], int]:
        """The youngest first, of those that have the `wanted` values of `FILTERS`, and how many these are."""
        statement = select(Login).where(*(getattr(Login, name) == value for name, value in wanted.items()))
        params = ListParams(limit=limit, skip=skip, direction=Direction.DESC)
        async with self._database.read() as session:
            return await list_query(
                session,
                statement,
                params,
                searchable=(),
                sortable={},
                default_order=(Login.at,),
                tie_breaker=Login.id,
            )

    async def forget_before(self, instant: datetime, most_rows: int) -> None:
        """Delete what is older, and the oldest of more than `most_rows`."""
        oldest_kept = select(Login.id).order_by(Login.id.desc()).offset(most_rows - 1).limit(1).scalar_subquery()
        async with self._database.session() as session:
            await session.execute(delete(Login).where(Login.at < instant))
            await session.execute(delete(Login).where(Login.id < oldest_kept))
