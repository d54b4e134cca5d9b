# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of the outbox and of the inbox, in the database of the service that uses them."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, MetaData, Table, Text, func
from sqlalchemy.dialects.postgresql import JSONB, UUID

OUTBOX_CHANNEL = "xivo_outbox"


@dataclass(frozen=True)
class OutboxTables:
    outbox: Table
    counter: Table


def outbox_tables(metadata: MetaData) -> OutboxTables:
    """Add `outbox` and `outbox_counter` (whose single row numbers the events) to the service's metadata."""
    outbox = Table(
        "outbox",
        metadata,
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("id", UUID(as_uuid=True), nullable=False),
        Column("aggregate", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("routing_key", Text, nullable=False),
        Column("body", JSONB, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("sent_at", DateTime(timezone=True)),
    )
    Index("ix_outbox_unsent", outbox.c.seq, postgresql_where=outbox.c.sent_at.is_(None))
    Index("ix_outbox_sent_at", outbox.c.sent_at)
    counter = Table(
        "outbox_counter",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("value", BigInteger, nullable=False),
    )
    return OutboxTables(outbox, counter)


def inbox_table(metadata: MetaData) -> Table:
    """Add `inbox`, the messages whose effect is committed, to the service's metadata."""
    inbox = Table(
        "inbox",
        metadata,
        Column("consumer", Text, primary_key=True),
        Column("message_id", Text, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )
    Index("ix_inbox_at", inbox.c.at)
    return inbox
