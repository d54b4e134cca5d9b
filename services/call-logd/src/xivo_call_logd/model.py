# SPDX-License-Identifier: GPL-3.0-or-later
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Identity, Index, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from xivo_bus import inbox_table, outbox_tables
from xivo_store import new_metadata


class Base(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}  # noqa: RUF012 - SQLAlchemy's way


OUTBOX = outbox_tables(Base.metadata)
INBOX = inbox_table(Base.metadata)


class Cel(Base):
    """A channel event as Asterisk reported it."""

    __tablename__ = "cel"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    eventtype: Mapped[str]
    eventtime: Mapped[datetime]
    userdeftype: Mapped[str]
    cid_name: Mapped[str]
    cid_num: Mapped[str]
    cid_ani: Mapped[str]
    cid_rdnis: Mapped[str]
    cid_dnid: Mapped[str]
    exten: Mapped[str]
    context: Mapped[str]
    channame: Mapped[str]
    appname: Mapped[str]
    appdata: Mapped[str]
    amaflags: Mapped[str]
    accountcode: Mapped[str]
    uniqueid: Mapped[str]
    linkedid: Mapped[str]
    peer: Mapped[str]
    userfield: Mapped[str]
    extra: Mapped[str]

    __table_args__ = (
        # The same event may be shipped twice: once is enough. Also finds the events of a call.
        Index("uq_cel_event", "linkedid", "eventtime", "uniqueid", "eventtype", "userdeftype", unique=True),
        Index("ix_cel_eventtime", "eventtime"),
    )


class UnfinishedCall(Base):
    """A call of which events are stored that its call log does not tell yet.

    Apart from the events, which are many and are written once.
    """

    __tablename__ = "unfinished_calls"

    linkedid: Mapped[str] = mapped_column(primary_key=True)


class CallLog(Base):
    __tablename__ = "call_logs"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    linkedid: Mapped[str] = mapped_column(unique=True)
    date: Mapped[datetime]
    date_answer: Mapped[datetime | None]
    conversation_end: Mapped[datetime | None]
    date_end: Mapped[datetime]
    source_name: Mapped[str]
    source_exten: Mapped[str]
    destination_name: Mapped[str]
    destination_exten: Mapped[str]
    reached_exten: Mapped[str]
    user_field: Mapped[str]

    __table_args__ = (Index("ix_call_logs_date_id", "date", "id"),)
