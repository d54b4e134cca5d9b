# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.destinations import Seconds
from ...crud.ids import AgentGroupId, ContextName, QueueSkillId, UserId
from ...edge.bodies import Body, Line, Text

Digits = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[0-9]+$")]
Subroutine = Annotated[Line, Field(max_length=79, pattern=r"^[A-Za-z0-9_.-]*$")]


class AgentUser(Body):
    """A user who works as this agent: his client shows and switches it."""

    user_id: UserId


class AgentSkill(Body):
    """How well he knows it, usually from 0 to 100 (CC-174)."""

    skill_id: QueueSkillId
    weight: Annotated[int, Field(ge=-10_000, le=10_000)]


class AgentBody(Body):
    """``number`` is dialled behind the login codes, ``password`` asked for then; it is written and never shown.

    After a call of a queue ``wrapup_time`` seconds pass before the next (0: the queue's own). Unanswered calls for
    ``autologoff`` seconds log him off (0: never); with ``ackcall`` he accepts each call by a digit.
    """

    number: Digits
    firstname: Annotated[Line, Field(max_length=128)] = ""
    lastname: Annotated[Line, Field(max_length=128)] = ""
    password: Digits | None = None
    context: ContextName
    language: Annotated[Line, Field(pattern=r"^[a-z]{2}_[A-Z]{2}$")] | None = None
    group_id: AgentGroupId = 1
    description: Text = ""
    preprocess_subroutine: Subroutine = ""
    wrapup_time: Seconds = 0
    autologoff: Seconds = 0
    ackcall: bool = False
    users: Annotated[list[AgentUser], Field(default_factory=list, max_length=100)]
    skills: Annotated[list[AgentSkill], Field(default_factory=list, max_length=200)]
