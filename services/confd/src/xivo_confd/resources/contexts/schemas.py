# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line, Text
from ...edge.schemas import Link

ContextType = Literal["internal", "incall", "outcall", "services", "others"]
RANGE_KINDS = ("user", "group", "queue", "conference_room", "incall")

Name = Annotated[str, Field(min_length=1, max_length=39, pattern=r"^[A-Za-z0-9_.-]+$")]
Number = Annotated[str, Field(min_length=1, max_length=16, pattern=r"^[0-9]+$")]
Wide = Annotated[Line, Field(max_length=128)]


class NumberRange(Body):
    start: Number
    end: Number


class IncallRange(NumberRange):
    did_length: Annotated[int, Field(ge=1, le=16, description="Digits that the operator sends")] | None = None


class Ranges(Body):
    user: list[NumberRange] = Field(default_factory=list, max_length=100)
    group: list[NumberRange] = Field(default_factory=list, max_length=100)
    queue: list[NumberRange] = Field(default_factory=list, max_length=100)
    conference_room: list[NumberRange] = Field(default_factory=list, max_length=100)
    incall: list[IncallRange] = Field(default_factory=list, max_length=100)


class _ContextFields(Body):
    display_name: Wide = ""
    entity: Annotated[Line, Field(max_length=64)] | None = None
    ranges: Ranges = Field(default_factory=Ranges)
    includes: list[Name] = Field(default_factory=list, max_length=100)
    description: Text = ""


class ContextCreate(_ContextFields):
    name: Name
    type: ContextType


class ContextEdit(_ContextFields):
    """Only the fields to change; ranges and includes are replaced as a whole."""

    name: Name = ""
    type: ContextType = "internal"


class NumberRangeView(BaseModel):
    start: str
    end: str


class IncallRangeView(NumberRangeView):
    did_length: int | None


class RangesView(BaseModel):
    user: list[NumberRangeView]
    group: list[NumberRangeView]
    queue: list[NumberRangeView]
    conference_room: list[NumberRangeView]
    incall: list[IncallRangeView]


class ContextView(BaseModel):
    id: int
    name: str
    display_name: str
    type: str
    entity: str
    ranges: RangesView
    includes: list[str]
    description: str
    links: list[Link]


class ContextList(BaseModel):
    total: int
    items: list[ContextView]
