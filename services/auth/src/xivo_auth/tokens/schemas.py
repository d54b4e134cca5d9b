# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes over the wire at `/0.1`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

Word = Annotated[str, StringConstraints(max_length=256)]
MOST_SESSION_FIELDS = 16


class TokenRequest(BaseModel):
    """Which backend knows the caller, and for how many seconds the token shall live."""

    backend: str = Field(examples=["xivo_user"])
    expiration: int | None = Field(default=None, gt=0, description="seconds")
    session: dict[Word, Word] = Field(
        default={}, max_length=MOST_SESSION_FIELDS, description="what the client wants to find with the token again"
    )


class TokenData(BaseModel):
    token: str
    auth_id: str
    xivo_user_uuid: str | None
    issued_at: str = Field(description="local time, %Y-%m-%dT%H:%M:%S.%f")
    expires_at: str = Field(description="local time, %Y-%m-%dT%H:%M:%S.%f")
    utc_issued_at: str = Field(description="UTC, %Y-%m-%dT%H:%M:%S.%f")
    utc_expires_at: str = Field(description="UTC, %Y-%m-%dT%H:%M:%S.%f")
    acls: list[str]
    session: dict[str, str]


class TokenAnswer(BaseModel):
    data: TokenData


class BackendsAnswer(BaseModel):
    data: list[str]


class ErrorAnswer(BaseModel):
    reason: list[str]
    timestamp: list[float]
    status_code: int


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, for its OpenAPI."""
    return {status: {"model": ErrorAnswer} for status in statuses}
