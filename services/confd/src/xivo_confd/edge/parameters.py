# SPDX-License-Identifier: GPL-3.0-or-later
"""``order``, ``direction``, ``limit``, ``skip`` and ``search``, the same on every list (API-207)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import WithJsonSchema
from xivo_store.listing import Direction, ListParams

from ..errors import InputRefused
from .bodies import DATABASE_INTEGER_MAX


@dataclass(frozen=True, slots=True)
class RawParameters:
    """As the client wrote them; ``checked`` says what is wrong with them in the manual's words."""

    search: str | None
    order: str | None
    direction: str | None
    limit: str | None
    skip: str | None

    def checked(self, sortable: Sequence[str]) -> ListParams:
        """Raises InputRefused with a message for each wrong parameter."""
        wrong: list[str] = []
        limit = _number(self.limit, minimum=1)
        if self.limit is not None and limit is None:
            wrong.append("Invalid parameters: limit must be a positive number")
        skip = _number(self.skip, minimum=0)
        if self.skip is not None and skip is None:
            wrong.append("Invalid parameters: skip must be a positive number")
        if self.order is not None and self.order not in sortable:
            wrong.append(f"Invalid parameters: ordering parameter '{self.order}' does not exist")
        if self.direction not in {None, "asc", "desc"}:
            wrong.append(f"Invalid parameters: direction parameter '{self.direction}' does not exist")
        if self.search is not None and not _is_text(self.search):
            wrong.append("Invalid parameters: search must be a text")
        if wrong:
            raise InputRefused(*wrong)
        return ListParams(
            search=self.search or None,
            order=self.order,
            direction=Direction(self.direction or "asc"),
            limit=limit,
            skip=skip or 0,
        )


def checked_text(name: str, value: str | None) -> str | None:
    """A further text parameter of a list; raises InputRefused for what no text can hold."""
    if value is not None and not _is_text(value):
        raise InputRefused(f"Invalid parameters: {name} must be a text")
    return value


def _is_text(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _number(value: str | None, minimum: int) -> int | None:
    if value is None or not value.isascii() or not value.isdigit():
        return None
    number = int(value) if len(value) < 12 else DATABASE_INTEGER_MAX
    return min(number, DATABASE_INTEGER_MAX) if number >= minimum else None


def _list_parameters(
    search: Annotated[str | None, Query(description="Only items of which a field contains this term")] = None,
    order: Annotated[str | None, Query(description="The field to sort by")] = None,
    direction: Annotated[str | None, WithJsonSchema({"type": "string", "enum": ["asc", "desc"]}), Query()] = None,
    limit: Annotated[
        str | None,
        WithJsonSchema({"type": "integer", "minimum": 1}),
        Query(description="How many items at most"),
    ] = None,
    skip: Annotated[
        str | None,
        WithJsonSchema({"type": "integer", "minimum": 0}),
        Query(description="How many items to leave out before the first"),
    ] = None,
) -> RawParameters:
    return RawParameters(search, order, direction, limit, skip)


ListParameters = Annotated[RawParameters, Depends(_list_parameters)]
