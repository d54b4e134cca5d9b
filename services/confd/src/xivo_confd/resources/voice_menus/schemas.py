# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.ids import ScheduleId
from ...edge.bodies import Body, Line, Text

DialplanContext = Annotated[Line, Field(min_length=1, max_length=79, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]


class VoiceMenuBody(Body):
    """``dialplan_context`` is a context of the administrator's own dialplan, which calls enter at ``s,1``."""

    name: Annotated[Line, Field(min_length=1, max_length=40)]
    dialplan_context: DialplanContext
    entity: Annotated[Line, Field(max_length=64)] | None = None
    enabled: bool = True
    schedule_id: ScheduleId | None = None
    description: Text = ""
