# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Any

from pydantic import BaseModel, ConfigDict


class Headers(BaseModel):
    column_headers: list[str | None]
    column_types: list[str | None]


class Relations(BaseModel):
    """Ids of the system's own, for the icons of clients."""

    xivo_id: str | None = None
    user_id: int | None = None
    endpoint_id: int | None = None
    agent_id: int | None = None
    source_entry_id: str | None = None


class Result(BaseModel):
    column_values: list[Any]
    relations: Relations
    source: str


class Results(Headers):
    results: list[Result]


class LookupResults(Results):
    term: str


class ReverseResult(BaseModel):
    """``display`` is the field ``reverse`` of the entry; null if nobody has the number."""

    display: str | None
    exten: str
    source: str | None
    fields: dict[str, Any]


class Contact(BaseModel):
    """Fields of one's own choice, text each; names, company, numbers and e-mail address are searched."""

    model_config = ConfigDict(extra="allow")

    id: str


class ContactList(BaseModel):
    """``total`` counts all, not the page."""

    total: int
    items: list[Contact]


class ImportFailure(BaseModel):
    """``line`` of a CSV file, or the number of the vCard."""

    line: int
    errors: list[str]


class ImportResult(BaseModel):
    created: list[Contact]
    failed: list[ImportFailure]


class ErrorBody(BaseModel):
    reason: list[str]
    timestamp: list[float]
    status_code: int


def errors(*further: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    """The documented errors of a route."""
    known = {
        400: "the request is not valid",
        401: "no valid token",
        403: "the token lacks the ACL",
        404: "no such profile, directory, contact or favourite",
        503: "the token service or the database is away",
        **dict(further),
    }
    return {status: {"model": ErrorBody, "description": text} for status, text in known.items()}
