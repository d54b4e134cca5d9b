# SPDX-License-Identifier: GPL-3.0-or-later
"""`call_log.created`, and `call_log.edited` when late events changed what was announced."""

from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncSession
from xivo_bus import Event, Outbox

from xivo_call_logd.call_logs.dao import Written


class CallLogCreated(Event):
    name: ClassVar[str] = "call_log_created"
    routing_key: ClassVar[str] = "call_log.created"

    id: int
    linkedid: str
    date: str
    date_answer: str | None
    date_end: str
    source_name: str
    source_extension: str
    destination_name: str
    destination_extension: str
    answered: bool
    duration: float
    user_field: str


class CallLogEdited(CallLogCreated):
    name: ClassVar[str] = "call_log_edited"
    routing_key: ClassVar[str] = "call_log.edited"


def announce(outbox: Outbox, session: AsyncSession, written: Written) -> None:
    log = written.call_log
    kind = CallLogCreated if written.created else CallLogEdited
    outbox.add(
        session,
        kind(
            id=written.id,
            linkedid=log.linkedid,
            date=log.date.isoformat(),
            date_answer=log.date_answer.isoformat() if log.date_answer else None,
            date_end=log.date_end.isoformat(),
            source_name=log.source_name,
            source_extension=log.source_exten,
            destination_name=log.destination_name,
            destination_extension=log.destination_exten,
            answered=log.date_answer is not None,
            duration=log.duration.total_seconds(),
            user_field=log.user_field,
        ),
        aggregate=f"call_log {written.id}",
    )
