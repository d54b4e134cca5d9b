# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.destinations import Destination, Seconds
from ...crud.ids import ContextName, ExtensionId, MusicOnHoldName, ScheduleId, UserId
from ...edge.bodies import Body, Line, Text

QueueName = Annotated[Line, Field(min_length=1, max_length=79, pattern=r"^[A-Za-z0-9_.-]+$")]
Number = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[0-9]+$")]
Subroutine = Annotated[Line, Field(max_length=79, pattern=r"^[A-Za-z0-9_.-]*$")]
Priority = Annotated[int, Field(ge=0, le=1000, description="Members of a higher one ring after those of a lower")]


class GroupUser(Body):
    """``priority`` is his place in the order of strategies that have one; the lowest comes first."""

    user_id: UserId
    priority: Priority = 0


class GroupExtension(Body):
    """A number that rings with the group, for example a user's mobile through an outgoing call."""

    extension_id: ExtensionId
    priority: Priority = 0


class GroupFallbacks(Body):
    """``noanswer`` also stands for a caller who waited too long or came in too many."""

    noanswer: Destination | None = None
    busy: Destination | None = None
    congestion: Destination | None = None
    fail: Destination | None = None


class GroupBody(Body):
    """``timeout`` ends the whole call (0: never), ``user_timeout`` how long a member rings before the next attempt."""

    name: QueueName
    label: Annotated[Line, Field(max_length=128)] = ""
    exten: Number | None = None
    context: ContextName
    enabled: bool = True
    description: Text = ""
    ring_strategy: Literal[
        "ringall", "leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "linear", "wrandom"
    ] = "ringall"
    timeout: Seconds = 0
    user_timeout: Annotated[int, Field(ge=1, le=3600)] = 15
    retry_delay: Annotated[int, Field(ge=0, le=3600)] = 5
    ring_in_use: bool = True
    max_calls: Annotated[int, Field(ge=0, le=10_000, description="How many may wait; 0 is without limit")] = 0
    mark_answered_elsewhere: bool = False
    ignore_forward: bool = True
    allow_caller_transfer: bool = False
    allow_callee_transfer: bool = False
    allow_caller_record: bool = False
    allow_callee_record: bool = False
    music_on_hold: MusicOnHoldName | None = None
    ring_tone: Annotated[bool, Field(description="The caller hears ringing instead of music")] = True
    preprocess_subroutine: Subroutine = ""
    caller_id_mode: Literal["prepend", "overwrite", "append"] | None = None
    caller_id_name: Annotated[Line, Field(max_length=80, pattern=r'^[^"]*$')] = ""
    schedule_id: ScheduleId | None = None
    users: Annotated[list[GroupUser], Field(default_factory=list, max_length=1000)]
    extensions: Annotated[list[GroupExtension], Field(default_factory=list, max_length=1000)]
    fallbacks: Annotated[GroupFallbacks, Field(default_factory=GroupFallbacks)]
