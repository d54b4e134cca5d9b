# SPDX-License-Identifier: GPL-3.0-or-later
from datetime import UTC, datetime
from typing import ClassVar, Self

from pydantic import BaseModel, Field
from xivo_bus import Event

from xivo_agid.outgoing_faxes.model import FaxStatus, OutgoingFax


class FaxProgress(Event):
    """A user's fax goes on its way (PRESENDFAX: the document could be read), arrived, or did not.

    ``pages`` is how many were sent; null if it failed.
    """

    name: ClassVar[str] = "fax_progress"
    routing_key: ClassVar[str] = "calls.fax.progress"

    id: str
    user_id: int
    user_uuid: str
    destination: str
    status: str
    pages: int | None
    error: str


class FaxView(BaseModel):
    id: str
    destination: str
    status: FaxStatus
    pages: int | None = Field(description="of the document; once it is sent, those that were; null if it failed")
    error: str = Field(description="why it failed")
    created_at: datetime

    @classmethod
    def of(cls, fax: OutgoingFax) -> Self:
        return cls(
            id=fax.id,
            destination=fax.destination,
            status=fax.status,
            pages=pages(fax),
            error=fax.error,
            created_at=datetime.fromtimestamp(fax.created_at, UTC),
        )


class FaxList(BaseModel):
    total: int
    items: list[FaxView]


class ErrorBody(BaseModel):
    message: str


def pages(fax: OutgoingFax) -> int | None:
    return {FaxStatus.PRESENDFAX: fax.pages, FaxStatus.SUCCESS: fax.sent, FaxStatus.FAILED: None}[fax.status]
