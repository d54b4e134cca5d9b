# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.destinations import Destination, NoDestination
from ...crud.ids import ScheduleId
from ...edge.bodies import Body, Line, Text
from ..outcalls.schemas import Subroutine

Did = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^(_[0-9XZNxzn*#.!\[\]-]+|[0-9*#]+|[0-9Xx]+)$")]


class IncallBody(Body):
    """``exten`` is the DID, without a leading + (ADM-254); ``XXXX`` and patterns stand for many (ADM-280)."""

    exten: Did
    context: Annotated[Line, Field(min_length=1, max_length=39)]
    enabled: bool = True
    destination: Destination = NoDestination(type="none")
    caller_id_mode: Literal["prepend", "append", "overwrite"] | None = None
    caller_id_name: Annotated[Line, Field(max_length=80)] = ""
    preprocess_subroutine: Subroutine = ""
    schedule_id: ScheduleId | None = None
    description: Text = ""
