# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import MusicOnHoldName
from ...edge.bodies import Body, Line, Text

Who = Literal["no", "caller", "callee", "both"]
Position = Annotated[int, Field(ge=1, le=99_999_999)]


class ParkingLotBody(Body):
    """``find_slot``: ``next`` rotates over the positions. Numbers are in the context ``parkedcalls``.

    After ``timeout`` seconds the call goes back to who parked it, or without ``comeback_to_origin`` to the context
    ``parkedcallstimeout``, which the administrator writes.
    """

    name: Annotated[Line, Field(min_length=1, max_length=79, pattern=r"^[A-Za-z0-9_.-]+$")]
    exten: Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[0-9]+$")]
    slots_start: Position
    slots_end: Position
    timeout: Annotated[int, Field(ge=1, le=86_400)] = 45
    find_slot: Literal["first", "next"] = "first"
    hints: bool = True
    comeback_to_origin: bool = True
    courtesy_tone: Who = "caller"
    transfers: Who = "no"
    reparking: Who = "no"
    hangup: Who = "no"
    recording: Who = "no"
    music_on_hold: MusicOnHoldName | None = "default"
    description: Text = ""
