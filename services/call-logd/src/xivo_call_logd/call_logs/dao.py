# SPDX-License-Identifier: GPL-3.0-or-later
"""Call logs in the database."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import orjson
from sqlalchemy import Text, bindparam, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store import ListParams, list_query

from xivo_call_logd.call_logs.generator import GeneratedCallLog
from xivo_call_logd.model import CallLog

_TIMES = ("date", "date_answer", "conversation_end", "date_end")
_COLUMNS = (
    "linkedid",
    *_TIMES,
    "source_name",
    "source_exten",
    "destination_name",
    "destination_exten",
    "reached_exten",
    "user_field",
)
_LIST = ", ".join(_COLUMNS)
_TYPED = ", ".join(f"{name} {'timestamptz' if name in _TIMES else 'text'}" for name in _COLUMNS)
_OLD = ", ".join(f"call_logs.{name}" for name in _COLUMNS)
_NEW = ", ".join(f"excluded.{name}" for name in _COLUMNS)

_UPSERT = text(
    f"INSERT INTO call_logs ({_LIST}) "  # noqa: S608 - the columns are constants
    f"SELECT {_LIST} FROM jsonb_to_recordset(CAST(:logs AS jsonb)) AS log ({_TYPED}) ORDER BY date, linkedid "
    f"ON CONFLICT (linkedid) DO UPDATE SET ({_LIST}) = ({_NEW}) WHERE ({_OLD}) IS DISTINCT FROM ({_NEW}) "
    "RETURNING linkedid, id, (xmax = 0) AS created"
)
_KNOWN = text("SELECT linkedid FROM call_logs WHERE linkedid = ANY(:linkedids)").bindparams(
    bindparam("linkedids", type_=ARRAY(Text))
)
_PURGE = text("DELETE FROM call_logs WHERE date < :before")


@dataclass(frozen=True)
class Written:
    """A call log that was new or has changed."""

    id: int
    created: bool
    call_log: GeneratedCallLog


@dataclass(frozen=True)
class Period:
    """Both ends belong to it."""

    start: datetime
    end: datetime


async def upsert(session: AsyncSession, call_logs: Sequence[GeneratedCallLog]) -> list[Written]:
    if not call_logs:
        return []
    logs = orjson.dumps([asdict(log) for log in call_logs]).decode()
    by_linkedid = {log.linkedid: log for log in call_logs}
    rows = (await session.execute(_UPSERT, {"logs": logs})).all()
    return [Written(row.id, row.created, by_linkedid[row.linkedid]) for row in rows]


async def known(session: AsyncSession, linkedids: Collection[str]) -> set[str]:
    return set((await session.scalars(_KNOWN, {"linkedids": list(linkedids)})).all())


async def chunk(session: AsyncSession, period: Period | None, after: CallLog | None, limit: int) -> list[CallLog]:
    """The next `limit` call logs in the order of their dates."""
    query = select(CallLog).order_by(CallLog.date, CallLog.id).limit(limit)
    if period is not None:
        query = query.where(CallLog.date.between(period.start, period.end))
    if after is not None:
        query = query.where(tuple_(CallLog.date, CallLog.id) > (after.date, after.id))
    return list((await session.scalars(query)).all())


async def page(session: AsyncSession, period: Period | None, params: ListParams) -> tuple[list[CallLog], int]:
    query = select(CallLog)
    if period is not None:
        query = query.where(CallLog.date.between(period.start, period.end))
    return await list_query(
        session,
        query,
        params,
        searchable=[
            CallLog.source_name,
            CallLog.source_exten,
            CallLog.destination_name,
            CallLog.destination_exten,
            CallLog.user_field,
        ],
        sortable={"date": CallLog.date, "source_extension": CallLog.source_exten},
        default_order=[CallLog.date],
        tie_breaker=CallLog.id,
    )


async def purge(session: AsyncSession, before: datetime) -> None:
    await session.execute(_PURGE, {"before": before})
