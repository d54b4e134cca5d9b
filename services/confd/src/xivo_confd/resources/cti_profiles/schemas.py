# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import AgentStatusId, PhoneHintId, PresenceId
from ...edge.bodies import Body, Line

XletName = Literal[
    "agentdetails",
    "agents",
    "agentstatusdashboard",
    "conference",
    "customerinfo",
    "datetime",
    "directory",
    "fax",
    "features",
    "history",
    "identity",
    "mylocaldir",
    "people",
    "queueentrydetails",
    "queuemembers",
    "queues",
    "remotedirectory",
    "search",
    "switchboard",
    "tabber",
]
ServiceName = Literal["enablevoicemail", "enablerecording", "incallfilter", "enablednd", "fwdunc", "fwdbusy", "fwdrna"]
PreferenceName = Literal[
    "loginwindow.url",
    "presence.autochangestate",
    "xlet.agentdetails.hideastid",
    "xlet.agentdetails.hidecontext",
    "xlet.agentdetails.noqueueaction",
    "xlet.agents.fontname",
    "xlet.agents.fontsize",
    "xlet.agents.iconsize",
    "xlet.identity.logagent",
    "xlet.identity.pauseagent",
    "xlet.queues.statsfetchperiod",
]
Position = Literal["dock", "grid", "tab"]


class Xlet(Body):
    """A pane. ``number`` is its place among those of the same position; those without one come last.

    In a ``dock`` it may be detached (``floating``), hidden (``closable``), moved (``movable``), scrolled (``scroll``).
    """

    name: XletName
    position: Position
    floating: bool = False
    closable: bool = False
    movable: bool = False
    scroll: bool = False
    number: Annotated[int, Field(ge=0, le=999)] | None = None


class CtiProfileBody(Body):
    """``max_gui``: how many clients may be logged in with it at once, -1 for any number.

    ``services`` are those that the user may switch himself. Without ``presence_id``, ``phone_hint_id`` or
    ``agent_status_id`` the group ``xivo`` is meant. Without the preference ``xlet.queues.statsfetchperiod``, statistics
    are fetched every 30 seconds.
    """

    name: Annotated[Line, Field(min_length=1, max_length=64)]
    display_name: Annotated[Line, Field(max_length=128)] = ""
    max_gui: Annotated[int, Field(ge=-1, le=100_000)] = -1
    presence_id: PresenceId | None = None
    phone_hint_id: PhoneHintId | None = None
    agent_status_id: AgentStatusId | None = None
    services: Annotated[list[ServiceName], Field(max_length=50)] = Field(default_factory=list)
    preferences: dict[PreferenceName, Annotated[Line, Field(max_length=255)]] = Field(default_factory=dict)
    xlets: Annotated[list[Xlet], Field(max_length=50)] = Field(default_factory=list)
