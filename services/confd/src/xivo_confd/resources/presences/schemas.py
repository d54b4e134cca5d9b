# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.looks import Color, LongName
from ...edge.bodies import Body, Line, Text

StateName = Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class DndAction(Body):
    """Do not disturb on or off, for the user."""

    action: Literal["enablednd"]
    value: bool


class AgentAction(Body):
    """For the user's agent, if he has one: pause or go on in all queues, log off."""

    action: Literal["queuepause_all", "queueunpause_all", "agentlogoff"]


Action = Annotated[DndAction | AgentAction, Field(discriminator="action")]


class State(Body):
    """One presence. ``allowed`` are the presences that can be chosen from it; ``actions`` run when it is chosen."""

    name: StateName
    long_name: LongName
    color: Color
    allowed: Annotated[list[StateName], Field(max_length=50)] = Field(default_factory=list)
    actions: Annotated[list[Action], Field(max_length=10)] = Field(default_factory=list)


_REACHABLE = ("available", "away", "outtolunch", "donotdisturb", "berightback")


def _reachable(name: str, long_name: str, color: str, *, dnd: bool = False) -> State:
    actions: list[Action] = [DndAction(action="enablednd", value=dnd)]
    return State(name=name, long_name=long_name, color=color, allowed=list(_REACHABLE), actions=actions)


def shipped_states() -> list[State]:
    """The manual's six, in its order and words (ADM-115)."""
    return [
        _reachable("available", "Disponible", "#08FD20"),
        _reachable("away", "Sorti", "#FDE50A"),
        _reachable("outtolunch", "Parti Manger", "#001AFF"),
        _reachable("donotdisturb", "Ne pas déranger", "#FF032D", dnd=True),
        _reachable("berightback", "Bientôt de retour", "#FFB545"),
        State(
            name="disconnected",
            long_name="Déconnecté",
            color="#202020",
            actions=[AgentAction(action="agentlogoff")],
        ),
    ]


class PresenceBody(Body):
    """``states`` in the order in which clients offer them; ``available`` and ``disconnected`` are always among them."""

    name: Annotated[Line, Field(min_length=1, max_length=64)]
    description: Text = ""
    states: Annotated[list[State], Field(min_length=1, max_length=50)] = Field(default_factory=shipped_states)
