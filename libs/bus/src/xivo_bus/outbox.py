# SPDX-License-Identifier: GPL-3.0-or-later
"""Events that exist if and only if the change they announce does."""

import uuid
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction
from xivo_base import request_id
from xivo_base.ids import uuid7

from xivo_bus.event import REQUEST_ID_HEADER, Event, Headers
from xivo_bus.tables import OUTBOX_CHANNEL, OutboxTables

_INFO_KEY = "xivo_outbox"

# The counter's row stays locked until the commit, so numbers become visible in their order.
_INSERT = text(
    """
    WITH counter AS (
        INSERT INTO outbox_counter (id, value) VALUES (1, :count)
        ON CONFLICT (id) DO UPDATE SET value = outbox_counter.value + :count RETURNING value
    ), wake AS (
        SELECT pg_notify(:channel, '')
    )
    INSERT INTO outbox (seq, id, aggregate, name, routing_key, body, headers)
    SELECT counter.value - :count + entry.number, entry.id, entry.aggregate, entry.name, entry.routing_key,
           entry.body, entry.headers
    FROM counter, wake, unnest(
        CAST(:ids AS uuid[]), CAST(:aggregates AS text[]), CAST(:names AS text[]),
        CAST(:routing_keys AS text[]), CAST(:bodies AS jsonb[]), CAST(:headers AS jsonb[])
    ) WITH ORDINALITY AS entry (id, aggregate, name, routing_key, body, headers, number)
    """
)
_VERSION = text("SELECT value FROM outbox_counter WHERE id = 1")


@dataclass(slots=True)
class _Entry:
    savepoint: SessionTransaction | None
    id: uuid.UUID
    aggregate: str
    name: str
    routing_key: str
    body: str
    headers: str


class Outbox:
    """Adds events to a session's unit of work; `OutboxRelay` sends them after its commit."""

    def __init__(self, tables: OutboxTables, origin_uuid: str) -> None:
        self._tables = tables
        self._origin_uuid = origin_uuid

    def add(self, session: AsyncSession, event: Event, *, aggregate: str = "", headers: Headers | None = None) -> None:
        """Write `event` when `session` commits, numbered after all events committed before it.

        All events of a commit cost one statement, the last of the transaction.
        """
        sync_session = session.sync_session
        entries = sync_session.info.get(_INFO_KEY)
        if entries is None:
            entries = sync_session.info[_INFO_KEY] = []
            sqlalchemy_event.listen(sync_session, "before_commit", _before_commit)
            sqlalchemy_event.listen(sync_session, "after_soft_rollback", _after_soft_rollback)
        all_headers = {REQUEST_ID_HEADER: request_id.current(), **(headers or {})}
        body = {"name": event.name, "origin_uuid": self._origin_uuid, "data": event.get_data()}
        entries.append(
            _Entry(
                savepoint=sync_session.get_nested_transaction(),
                id=uuid7(),
                aggregate=aggregate,
                name=event.name,
                routing_key=event.get_routing_key(),
                body=orjson.dumps(body).decode(),
                headers=orjson.dumps({key: value for key, value in all_headers.items() if value is not None}).decode(),
            )
        )

    @staticmethod
    async def version(session: AsyncSession) -> int:
        """The number of the last event committed before what `session` sees; 0 if none ever was."""
        value: int | None = (await session.execute(_VERSION)).scalar()
        return value or 0


def _before_commit(session: Session) -> None:
    entries: list[_Entry] = session.info[_INFO_KEY]
    savepoint = session.get_nested_transaction()
    if savepoint is not None:
        parent = savepoint.parent
        for entry in entries:
            if entry.savepoint is savepoint:
                entry.savepoint = parent if parent is not None and parent.nested else None
        return
    if not entries:
        return
    session.flush()
    session.execute(
        _INSERT,
        {
            "count": len(entries),
            "channel": OUTBOX_CHANNEL,
            "ids": [entry.id for entry in entries],
            "aggregates": [entry.aggregate for entry in entries],
            "names": [entry.name for entry in entries],
            "routing_keys": [entry.routing_key for entry in entries],
            "bodies": [entry.body for entry in entries],
            "headers": [entry.headers for entry in entries],
        },
    )
    entries.clear()


def _after_soft_rollback(session: Session, previous: SessionTransaction) -> None:
    entries: list[Any] = session.info[_INFO_KEY]
    if previous.nested:
        entries[:] = [entry for entry in entries if entry.savepoint is not previous]
    else:
        entries.clear()
