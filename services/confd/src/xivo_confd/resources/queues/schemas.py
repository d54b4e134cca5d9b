# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.destinations import Destination, Seconds
from ...crud.ids import AgentId, ContextName, MusicOnHoldName, ScheduleId, UserId
from ...edge.bodies import Body, Line, Text

QueueName = Annotated[Line, Field(min_length=1, max_length=79, pattern=r"^[A-Za-z0-9_.-]+$")]
Number = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[0-9]+$")]
Subroutine = Annotated[Line, Field(max_length=79, pattern=r"^[A-Za-z0-9_.-]*$")]
Sound = Annotated[Line, Field(max_length=255, pattern=r"^[A-Za-z0-9/_. -]*$")]
Penalty = Annotated[int, Field(ge=0, le=1000, description="Members of a higher one ring when no lower one can")]
Empty = Literal["paused", "penalty", "inuse", "ringing", "unavailable", "invalid", "unknown", "wrapup"]


class QueueUser(Body):
    """A user whose telephone rings for the queue without a login (CC-145)."""

    user_id: UserId
    penalty: Penalty = 0


class QueueAgent(Body):
    """An agent who may be called by the queue while he is logged in."""

    agent_id: AgentId
    penalty: Penalty = 0


class QueueFallbacks(Body):
    """Where callers go (CC-144): ``noanswer`` after ``ring_time``, ``congestion`` when ``maxlen`` wait already,
    ``fail`` by ``joinempty`` or ``leavewhenempty``.
    """

    noanswer: Destination | None = None
    busy: Destination | None = None
    congestion: Destination | None = None
    fail: Destination | None = None


class WaitTimeDiversion(Body):
    """For callers who find others waiting and an average wait above ``threshold`` seconds (CC-148)."""

    threshold: Annotated[int, Field(ge=0, le=86_400)]
    destination: Destination


class WaitRatioDiversion(Body):
    """For callers who, with those waiting, would be more than ``threshold`` for each logged-in agent (CC-149)."""

    threshold: Annotated[float, Field(ge=0, le=1000)]
    destination: Destination


class QueueDiversions(Body):
    """Looked at once, before anything else of the queue (CC-146, CC-147)."""

    wait_time: WaitTimeDiversion | None = None
    wait_ratio: WaitRatioDiversion | None = None


class QueueBody(Body):
    """A distribution queue. Fields of Asterisk's queues.conf have its names (CC-137 to CC-143).

    ``timeout``: seconds that a member rings before the next, 0 for no limit; ``retry``: pause before the next attempt;
    ``ring_time``: the whole time in the queue, 0 for no limit. With ``timeoutpriority`` ``conf`` the member's time
    is not cut short by the caller's. ``context`` is the queue's; ``exit_context`` is where a caller's digit leads.
    """

    name: QueueName
    label: Annotated[Line, Field(max_length=128)] = ""
    exten: Number | None = None
    context: ContextName
    enabled: bool = True
    description: Text = ""
    strategy: Literal[
        "ringall", "leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "linear", "wrandom"
    ] = "ringall"
    music_on_hold: MusicOnHoldName | None = "default"
    announce: Annotated[Sound, Field(description="Played to the member who answers")] = ""
    caller_id_mode: Literal["prepend", "overwrite", "append"] | None = None
    caller_id_name: Annotated[Line, Field(max_length=80, pattern=r'^[^"]*$')] = ""
    preprocess_subroutine: Subroutine = ""
    schedule_id: ScheduleId | None = None
    ring_time: Seconds = 0
    timeoutpriority: Literal["app", "conf"] = "app"
    data_quality: Annotated[bool, Field(description="Calls are data calls")] = False
    hit_hangup: Annotated[bool, Field(description="The member may hang up by *")] = False
    caller_hangup: Annotated[bool, Field(description="The caller may hang up by *")] = False
    hit_transfer: Annotated[bool, Field(description="The member may transfer the call")] = False
    no_retry: Annotated[bool, Field(description="No further attempt once the time is over")] = False
    ring_tone: Annotated[bool, Field(description="The caller hears ringing instead of music")] = False
    ignore_forward: bool = True
    mark_answered_elsewhere: bool = False
    exit_context: ContextName | None = None
    servicelevel: Annotated[int, Field(ge=0, le=86_400)] = 0
    timeout: Annotated[int, Field(ge=0, le=3600)] = 15
    retry: Annotated[int, Field(ge=0, le=3600)] = 5
    weight: Annotated[int, Field(ge=0, le=1000)] = 0
    wrapuptime: Annotated[int, Field(ge=0, le=3600)] = 0
    maxlen: Annotated[int, Field(ge=0, le=10_000, description="How many may wait; 0 is without limit")] = 0
    ringinuse: bool = False
    autofill: bool = True
    autopause: Literal["no", "yes", "all"] = "no"
    joinempty: Annotated[list[Empty], Field(default_factory=list, max_length=8)]
    leavewhenempty: Annotated[list[Empty], Field(default_factory=list, max_length=8)]
    announce_frequency: Seconds = 0
    min_announce_frequency: Seconds = 15
    announce_position: Literal["yes", "no", "limit", "more"] = "no"
    announce_position_limit: Annotated[int, Field(ge=0, le=1000)] = 5
    announce_holdtime: Literal["yes", "no", "once"] = "no"
    announce_round_seconds: Literal[0, 5, 10, 15, 20, 30] = 0
    periodic_announce: Annotated[list[Sound], Field(default_factory=list, max_length=20)]
    periodic_announce_frequency: Seconds = 0
    users: Annotated[list[QueueUser], Field(default_factory=list, max_length=1000)]
    agents: Annotated[list[QueueAgent], Field(default_factory=list, max_length=10_000)]
    fallbacks: Annotated[QueueFallbacks, Field(default_factory=QueueFallbacks)]
    diversions: Annotated[QueueDiversions, Field(default_factory=QueueDiversions)]
