# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel

from ...crud.destinations import Destination
from ...edge.bodies import Body
from ...edge.schemas import Link


class UserFallbacks(Body):
    """Where a call goes that the user does not take (CC-002, tab *No answer*).

    His own forward and then his mailbox, while it is switched on, come first. ``congestion``: no line of the system is
    free; ``fail``: his telephone cannot be reached.
    """

    noanswer: Destination | None = None
    busy: Destination | None = None
    congestion: Destination | None = None
    fail: Destination | None = None


class UserFallbacksView(BaseModel):
    user_id: int
    noanswer: Destination | None
    busy: Destination | None
    congestion: Destination | None
    fail: Destination | None
    links: list[Link]
