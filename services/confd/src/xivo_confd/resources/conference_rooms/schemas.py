# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.destinations import Pin, Seconds
from ...crud.ids import ContextName, MusicOnHoldName
from ...edge.bodies import Body, Line, Text


class ConferenceRoomBody(Body):
    """Who enters with ``admin_pin`` is an administrator of the room; without a PIN everybody enters as a participant.

    ``max_users`` and ``max_duration`` (seconds) are without limit when 0.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    exten: Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[0-9]+$")]
    context: ContextName
    pin: Pin = ""
    admin_pin: Pin = ""
    max_users: Annotated[int, Field(ge=0, le=10_000)] = 0
    record: bool = False
    music_on_hold: MusicOnHoldName | None = "default"
    preprocess_subroutine: Annotated[Line, Field(max_length=79, pattern=r"^[A-Za-z0-9_.-]*$")] = ""
    description: Text = ""
    announce_only_user: bool = True
    announce_user_count: bool = False
    announce_join_leave: Literal["no", "yes", "noreview"] = "no"
    quiet: bool = False
    user_menu: bool = False
    admin_menu: bool = True
    users_muted: bool = False
    wait_for_admin: bool = False
    close_with_admin: bool = False
    talker_optimization: bool = False
    talker_detection: bool = False
    max_duration: Seconds = 0
