# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import AgentId, QueueId
from ...edge.bodies import Body, Line

Month = Annotated[Line, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Hour = Annotated[Line, Field(pattern=r"^([01][0-9]|2[0-3]):00$")]
Period = Annotated[Line, Field(pattern=r"^[0-9]{1,5}(-[0-9]{1,5})?$")]
WeekDay = Annotated[int, Field(ge=1, le=7)]


class StatInterval(Body):
    """What is shown at first: ``{"number": 1, "unit": "day"}`` is yesterday."""

    number: Annotated[int, Field(ge=0, le=999)] = 1
    unit: Literal["day", "week", "month"] = "day"


class StatConfigurationBody(Body):
    """Hours are whole ones. ``periods`` are ranges of seconds with both bounds, the last one perhaps open.

    ``home``: it is on the summary page. ``dbegcache`` and ``dendcache`` bound what can be shown (``0``: until today).
    Days of the week count from Monday, 1. Without queues or agents all of them are shown.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    entity: Annotated[Line, Field(max_length=64)] | None = None
    interval: Annotated[StatInterval, Field(default_factory=StatInterval)]
    home: bool = False
    timezone: Annotated[Line, Field(max_length=64)] = "Europe/Paris"
    dbegcache: Month
    dendcache: Month | Literal["0"] = "0"
    hour_start: Hour = "08:00"
    hour_end: Hour = "18:00"
    week_days: Annotated[list[WeekDay], Field(default_factory=lambda: [1, 2, 3, 4, 5], min_length=1, max_length=7)]
    periods: Annotated[list[Period], Field(default_factory=list, max_length=20)]
    queues: Annotated[list[QueueId], Field(default_factory=list, max_length=1000)]
    agents: Annotated[list[AgentId], Field(default_factory=list, max_length=10_000)]
