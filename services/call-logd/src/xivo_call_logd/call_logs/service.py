# SPDX-License-Identifier: GPL-3.0-or-later
"""When channel events become call logs."""

import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession
from xivo_bus import Outbox
from xivo_store import Database

from xivo_call_logd.call_logs import dao
from xivo_call_logd.call_logs.generator import generate, is_over
from xivo_call_logd.call_logs.notifier import announce
from xivo_call_logd.cel import dao as cel_dao
from xivo_call_logd.cel.schemas import CelRow
from xivo_call_logd.settings import GenerationSettings

logger = logging.getLogger(__name__)

_CALLS_PER_TRANSACTION = 500
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class CallLogService:
    def __init__(self, database: Database, outbox: Outbox, rules: GenerationSettings) -> None:
        self._database = database
        self._outbox = outbox
        self._rules = rules

    async def ingest(self, session: AsyncSession, rows: Sequence[CelRow]) -> int:
        """Store `rows` and write the call logs of the calls that ended with them; returns how many were written.

        A call that has its call log already gets it corrected.
        """
        await cel_dao.insert_rows(session, rows)
        ended = {row.linkedid for row in rows if row.eventtype == "LINKEDID_END"}
        others = {row.linkedid for row in rows} - ended
        late = await dao.known(session, others)
        await cel_dao.mark_unfinished(session, others - late)
        return await self.derive(session, ended | late)

    async def derive(self, session: AsyncSession, linkedids: Collection[str]) -> int:
        """Write the call logs of these calls from all of their events; returns how many are new or changed."""
        if not linkedids:
            return 0
        calls = await cel_dao.rows_of_calls(session, linkedids)
        generated = [log for rows in calls.values() if (log := generate(rows)) is not None]
        written = await dao.upsert(session, generated)
        await cel_dao.mark_finished(session, linkedids)
        for one in written:
            announce(self._outbox, session, one)
        return len(written)

    async def finish_calls(self, *, interrupted_before: datetime = _LONG_AGO) -> int:
        """Write the call logs of calls that are over although nothing said so; returns how many were written.

        Calls of which nothing was heard since `interrupted_before`, an Asterisk's start, cannot be alive.
        """
        written = 0
        while True:
            now = datetime.now(UTC)
            async with self._database.session() as session:
                linkedids = await cel_dao.forgotten_calls(
                    session,
                    hung_up_since=now - self._rules.hung_up_after,
                    silent_since=max(now - self._rules.silent_after, interrupted_before),
                    limit=_CALLS_PER_TRANSACTION,
                )
                written += await self.derive(session, linkedids)
            if len(linkedids) < _CALLS_PER_TRANSACTION:
                return written

    async def generate_missed(self, cel_count: int) -> int:
        """Write the call logs of the calls that the newest `cel_count` unprocessed events belong to.

        Whole calls are taken even if the count ends within one; calls that still go on are left. Returns how many
        call logs were written.
        """
        async with self._database.read() as session:
            linkedids = await cel_dao.newest_unfinished_calls(session, cel_count)
        silent_since = datetime.now(UTC) - self._rules.silent_after
        written = 0
        for start in range(0, len(linkedids), _CALLS_PER_TRANSACTION):
            some = linkedids[start : start + _CALLS_PER_TRANSACTION]
            async with self._database.session() as session:
                calls = await cel_dao.rows_of_calls(session, some)
                over = [
                    linkedid
                    for linkedid, rows in calls.items()
                    if is_over(rows) or max(row.eventtime for row in rows) < silent_since
                ]
                written += await self.derive(session, over)
        return written

    async def purge(self, before: datetime) -> None:
        """Remove what happened before this instant."""
        async with self._database.session() as session:
            await dao.purge(session, before)
            await cel_dao.purge(session, before)
