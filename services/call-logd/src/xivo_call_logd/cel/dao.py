# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel events in the database; one statement whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from xivo_call_logd.cel.schemas import CEL_COLUMNS, CelRow

_COLUMNS = ", ".join(CEL_COLUMNS)
_TYPED = ", ".join(f"{name} {'timestamptz' if name == 'eventtime' else 'text'}" for name in CEL_COLUMNS)

_INSERT = text(
    f"INSERT INTO cel ({_COLUMNS}) "  # noqa: S608 - the columns are constants
    f"SELECT {_COLUMNS} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row ({_TYPED}) "
    "ON CONFLICT DO NOTHING"
)
# One index scan a call, whatever the planner believes about the number of its events.
_OF_CALLS = text(
    f"SELECT events.* FROM unnest(CAST(:linkedids AS text[])) AS call (linkedid), LATERAL ("  # noqa: S608 - the same
    f"SELECT {_COLUMNS} FROM cel WHERE cel.linkedid = call.linkedid ORDER BY id OFFSET 0) AS events"
)
_UNFINISHED = text(
    "INSERT INTO unfinished_calls (linkedid) SELECT unnest(CAST(:linkedids AS text[])) ON CONFLICT DO NOTHING"
)
_FINISHED = text("DELETE FROM unfinished_calls WHERE linkedid = ANY(CAST(:linkedids AS text[]))")
_FORGOTTEN = text(
    """
    SELECT call.linkedid FROM unfinished_calls AS call, LATERAL (
        SELECT max(eventtime) AS last_heard, min(id) AS first_id, bool_or(eventtype = 'LINKEDID_END') AS over,
               count(*) FILTER (WHERE eventtype = 'CHAN_START') AS started,
               count(*) FILTER (WHERE eventtype = 'CHAN_END') AS ended
        FROM cel WHERE cel.linkedid = call.linkedid) AS events
    WHERE events.over
        OR events.last_heard IS NULL
        OR events.last_heard < :silent_since
        OR (events.last_heard < :hung_up_since AND events.started <= events.ended)
    ORDER BY events.first_id LIMIT :limit
    """
)
_NEWEST = text(
    """
    SELECT DISTINCT linkedid FROM (
        SELECT events.linkedid FROM unfinished_calls AS call, LATERAL (
            SELECT id, linkedid FROM cel WHERE cel.linkedid = call.linkedid OFFSET 0) AS events
        ORDER BY events.id DESC LIMIT :count
    ) AS newest
    """
)
_PURGE = text("DELETE FROM cel WHERE eventtime < :before")


async def insert_rows(session: AsyncSession, rows: Sequence[CelRow]) -> None:
    """Store `rows`; those that are there already are left alone."""
    await session.execute(_INSERT, {"rows": orjson.dumps([row.to_dict() for row in rows]).decode()})


async def rows_of_calls(session: AsyncSession, linkedids: Collection[str]) -> dict[str, list[CelRow]]:
    calls: defaultdict[str, list[CelRow]] = defaultdict(list)
    for values in await session.execute(_OF_CALLS, {"linkedids": list(linkedids)}):
        row = CelRow(values[0], values[1], *values[2:])
        calls[row.linkedid].append(row)
    return calls


async def mark_unfinished(session: AsyncSession, linkedids: Collection[str]) -> None:
    await session.execute(_UNFINISHED, {"linkedids": sorted(linkedids)})


async def mark_finished(session: AsyncSession, linkedids: Collection[str]) -> None:
    await session.execute(_FINISHED, {"linkedids": sorted(linkedids)})


async def forgotten_calls(
    session: AsyncSession, *, hung_up_since: datetime, silent_since: datetime, limit: int
) -> list[str]:
    """The oldest unfinished calls that can be taken for over."""
    parameters = {"hung_up_since": hung_up_since, "silent_since": silent_since, "limit": limit}
    return list((await session.scalars(_FORGOTTEN, parameters)).all())


async def newest_unfinished_calls(session: AsyncSession, count: int) -> list[str]:
    """The calls that the newest `count` events of unfinished calls belong to."""
    return list((await session.scalars(_NEWEST, {"count": count})).all())


async def purge(session: AsyncSession, before: datetime) -> None:
    await session.execute(_PURGE, {"before": before})
