# SPDX-License-Identifier: GPL-3.0-or-later
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from xivo_call_logd.model import CallLog


class CallLogView(BaseModel):
    id: int
    linkedid: str = Field(description="Asterisk's id of the call")
    date: datetime
    date_answer: datetime | None = Field(description="when the first conversation began")
    date_end: datetime
    source_name: str
    source_extension: str
    destination_name: str = Field(description="name of the party that answered, or else whose phone rang first")
    destination_extension: str = Field(description="what was dialled")
    reached_extension: str = Field(description="number of the party that destination_name names")
    answered: bool
    duration: float = Field(
        description="seconds from the beginning of the first conversation to the end of the last, over all "
        "transfers; 0 if nobody answered"
    )
    user_field: str

    @classmethod
    def of(cls, log: CallLog) -> Self:
        talked = log.conversation_end - log.date_answer if log.date_answer and log.conversation_end else None
        return cls(
            id=log.id,
            linkedid=log.linkedid,
            date=log.date,
            date_answer=log.date_answer,
            date_end=log.date_end,
            source_name=log.source_name,
            source_extension=log.source_exten,
            destination_name=log.destination_name,
            destination_extension=log.destination_exten,
            reached_extension=log.reached_exten,
            answered=log.date_answer is not None,
            duration=talked.total_seconds() if talked else 0.0,
            user_field=log.user_field,
        )


class CallLogList(BaseModel):
    total: int
    items: list[CallLogView]


class ErrorBody(BaseModel):
    error: str
    error_id: str
    messages: list[str] = []
