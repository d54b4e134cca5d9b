# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.destinations import Seconds
from ...crud.ids import ContextName, ScheduleId, TrunkId
from ...edge.bodies import Body, Line, Text
from ..trunks.schemas import CallerId

Subroutine = Annotated[Line, Field(max_length=79, pattern=r"^[A-Za-z0-9_.-]*$")]


class OutcallExtension(Body):
    """Numbers that match ``prefix`` and then ``exten``, a pattern with or without its ``_`` (ADM-265).

    Of the number dialled the first ``strip_digits`` characters go, then ``external_prefix`` comes in front.
    """

    exten: Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^_?[0-9XZNxzn*#+.!\[\]-]+$")]
    prefix: Annotated[Line, Field(max_length=10, pattern=r"^[+0-9#*]*$")] = ""
    external_prefix: Annotated[Line, Field(max_length=20, pattern=r"^[+0-9#*]*$")] = ""
    strip_digits: Annotated[int, Field(ge=0, le=20)] = 0
    caller_id: CallerId = ""


class OutcallBody(Body):
    """``trunks`` are tried in their order (ADM-266). ``emergency`` numbers pass whatever else forbids them."""

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    enabled: bool = True
    context: ContextName
    internal_caller_id: bool = False
    preprocess_subroutine: Subroutine = ""
    ring_time: Seconds = 0
    emergency: bool = False
    trunks: Annotated[list[TrunkId], Field(max_length=50)] = Field(default_factory=list)
    extensions: Annotated[list[OutcallExtension], Field(max_length=500)] = Field(default_factory=list)
    schedule_id: ScheduleId | None = None
    description: Text = ""
