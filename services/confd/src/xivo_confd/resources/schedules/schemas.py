# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.destinations import Destination, NoDestination
from ...edge.bodies import Body, Line, Text

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="HH:MM")]
Months = Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(max_length=12)]
MonthDays = Annotated[list[Annotated[int, Field(ge=1, le=31)]], Field(max_length=31)]
WeekDays = Annotated[list[Annotated[int, Field(ge=1, le=7, description="1 is Monday")]], Field(max_length=7)]


def every(last: int) -> list[int]:
    return list(range(1, last + 1))


class Period(Body):
    """Days on which, and hours between which, something is so; the last minute is inside, as in Asterisk's IFTIME."""

    hours_start: Clock
    hours_end: Clock
    week_days: WeekDays = Field(default_factory=lambda: every(7), min_length=1)
    month_days: MonthDays = Field(default_factory=lambda: every(31), min_length=1)
    months: Months = Field(default_factory=lambda: every(12), min_length=1)


class ExceptionalPeriod(Period):
    """Closed although a period says open; its own destination wins over the schedule's (CC-080)."""

    destination: Destination = NoDestination(type="none")


class ScheduleBody(Body):
    name: Annotated[Line, Field(min_length=1, max_length=128)]
    entity: Annotated[Line, Field(max_length=64)] | None = None
    timezone: Annotated[Line, Field(min_length=1, max_length=128)]
    enabled: bool = True
    open_periods: Annotated[list[Period], Field(max_length=100)] = Field(default_factory=list)
    exceptional_periods: Annotated[list[ExceptionalPeriod], Field(max_length=100)] = Field(default_factory=list)
    closed_destination: Destination = NoDestination(type="none")
    description: Text = ""
