# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel events in the database; one statement whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from xivo_call_logd.cel.schemas import CEL_COLUMNS, CelRow

_COLUMNS = ", ".join(CEL_COLUMNS)
_TYPED = ", ".join(f"{name} {'timestamptz' if name == 'eventtime' else 'text'}" for name in CEL_COLUMNS)
_LINKEDIDS = bindparam("linkedids", type_=ARRAY(Text))

_INSERT = text(
    f"INSERT INTO cel ({_COLUMNS}) "  # noqa: S608 - the columns are constants
    f"SELECT {_COLUMNS} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row ({_TYPED}) "
    "ON CONFLICT DO NOTHING"
)
_OF_CALLS = text(
    f"SELECT {_COLUMNS} FROM cel WHERE linkedid = ANY(:linkedids) ORDER BY id"  # noqa: S608 - the same
).bindparams(_LINKEDIDS)
_MARK = text("UPDATE cel SET processed = true WHERE linkedid = ANY(:linkedids) AND NOT processed").bindparams(
    _LINKEDIDS
)
_UNFINISHED = text(
    """
    SELECT linkedid FROM cel WHERE NOT processed GROUP BY linkedid
    HAVING bool_or(eventtype = 'LINKEDID_END')
        OR max(eventtime) < :silent_since
        OR (max(eventtime) < :hung_up_since
            AND count(*) FILTER (WHERE eventtype = 'CHAN_START') <= count(*) FILTER (WHERE eventtype = 'CHAN_END'))
        OR EXISTS (SELECT FROM call_logs WHERE call_logs.linkedid = cel.linkedid)
    ORDER BY min(id) LIMIT :limit
    """
)
_NEWEST = text(
    "SELECT DISTINCT linkedid FROM "
    "(SELECT linkedid FROM cel WHERE NOT processed ORDER BY id DESC LIMIT :count) AS newest"
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


async def mark_processed(session: AsyncSession, linkedids: Collection[str]) -> None:
    await session.execute(_MARK, {"linkedids": list(linkedids)})


async def unfinished_calls(
    session: AsyncSession, *, hung_up_since: datetime, silent_since: datetime, limit: int
) -> list[str]:
    """The oldest calls with unprocessed events that can be taken for over, or that have got a late event."""
    parameters = {"hung_up_since": hung_up_since, "silent_since": silent_since, "limit": limit}
    return list((await session.scalars(_UNFINISHED, parameters)).all())


async def newest_unprocessed_calls(session: AsyncSession, count: int) -> list[str]:
    """The calls that the newest `count` unprocessed events belong to."""
    return list((await session.scalars(_NEWEST, {"count": count})).all())


async def purge(session: AsyncSession, before: datetime) -> None:
    await session.execute(_PURGE, {"before": before})
