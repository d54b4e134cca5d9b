# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import GroupId, IncallId, OutcallId, UserId
from ...edge.bodies import Body, Line, Text

DialPattern = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^(_[0-9XZNxzn*#+.!\[\]-]+|[0-9*#+]+)$")]


class CallPermissionBody(Body):
    """``extensions`` are numbers or patterns; for incoming calls they are matched against the caller's (ADM-092)."""

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    password: Annotated[Line, Field(max_length=40, pattern=r"^[0-9#*]+$")] | None = None
    mode: Literal["allow", "deny"] = "deny"
    enabled: bool = True
    description: Text = ""
    extensions: Annotated[list[DialPattern], Field(min_length=1, max_length=500)]
    users: Annotated[list[UserId], Field(default_factory=list, max_length=50_000)]
    groups: Annotated[list[GroupId], Field(default_factory=list, max_length=5000)]
    incalls: Annotated[list[IncallId], Field(default_factory=list, max_length=5000)]
    outcalls: Annotated[list[OutcallId], Field(default_factory=list, max_length=5000)]
