# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.ids import GroupId, QueueId, UserId
from ...edge.bodies import Body, Line, Text


class PickupMembers(Body):
    """Persons, and groups and queues for all of their members."""

    users: Annotated[list[UserId], Field(default_factory=list, max_length=10_000)]
    groups: Annotated[list[GroupId], Field(default_factory=list, max_length=1000)]
    queues: Annotated[list[QueueId], Field(default_factory=list, max_length=1000)]


class PickupBody(Body):
    """``interceptors`` may take calls that ring at ``intercepted``."""

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    entity: Annotated[Line, Field(max_length=64)] | None = None
    enabled: bool = True
    description: Text = ""
    interceptors: Annotated[PickupMembers, Field(default_factory=PickupMembers)]
    intercepted: Annotated[PickupMembers, Field(default_factory=PickupMembers)]
