# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.destinations import Destination, Seconds
from ...crud.ids import UserId
from ...edge.bodies import Body, Line, Text


class CallFilterSecretary(Body):
    """``active``: whether the filter is on for this secretary, as she or the boss switches it by telephone.

    A boss who has the service ``incallfilter`` on has it on for all of them.
    """

    user_id: UserId
    active: bool = False
    ring_time: Seconds = 0


class CallFilterBody(Body):
    """One boss, his secretaries in order; in serial modes the last of the list rings first (ADM-064).

    They have the roles ``boss`` and ``secretary`` (``bsfilter`` of ``/users/<id>/telephony``, ADM-061) and are in one
    context (SYS-122). Who is deleted leaves the list of secretaries; the filter goes with its boss.
    In answers ``member_ids`` has for each secretary's user id the number behind the star code: ``*37<member id>``.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    entity: Annotated[Line, Field(max_length=64)] | None = None
    enabled: bool = True
    description: Text = ""
    call_from: Literal["all", "internal", "external"] = "all"
    mode: Literal["bossfirst-serial", "bossfirst-simult", "secretary-serial", "secretary-simult", "all"]
    ring_time: Seconds = 0
    caller_id_mode: Literal["prepend", "overwrite", "append"] | None = None
    caller_id_name: Annotated[Line, Field(max_length=80, pattern=r'^[^"]*$')] = ""
    boss_id: UserId
    boss_ring_time: Seconds = 0
    secretaries: Annotated[list[CallFilterSecretary], Field(min_length=1, max_length=100)]
    noanswer: Destination | None = None
