# SPDX-License-Identifier: GPL-3.0-or-later
"""How a user's phones behave: a sub-resource of ours, the user's own answer keeps the documented keys."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, Field

from ...crud.ids import ScheduleId
from ...crud.references import References
from ...edge import answers
from ...edge.bodies import Body, Line
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.schemas import Link
from ...edge.unit import Reading, Writing
from ..call_filters.roles import Role, check_role
from ..users.finding import known_user, locked_user
from ..users.notifier import UserNotifier

router = Router("/users/{user_id}/telephony", "users_telephony")


class TelephonyEdit(Body):
    """Only the fields to change (ADM-061, CC-002, CC-120, CC-121, CC-122)."""

    ring_seconds: Annotated[int, Field(ge=5, le=3600)] = 30
    simultaneous_calls: Annotated[int, Field(ge=1, le=20)] = 5
    supervision_enabled: Annotated[bool, Field(description="Others may see the state of the user's telephone")] = True
    call_transfer_enabled: Annotated[bool, Field(description="`*1` and `*2` during a call")] = True
    online_call_record_enabled: Annotated[bool, Field(description="`*3` during a call")] = False
    call_record_enabled: Annotated[bool, Field(description="Every call is recorded")] = False
    call_permission_password: Annotated[Line, Field(min_length=1, max_length=16, pattern=r"^[0-9]+$")] | None = None
    schedule_id: ScheduleId | None = None
    bsfilter: Annotated[Role, Field(description="What the user can be in a call filter")] = "no"


class TelephonyView(BaseModel):
    user_id: int
    ring_seconds: int
    simultaneous_calls: int
    supervision_enabled: bool
    call_transfer_enabled: bool
    online_call_record_enabled: bool
    call_record_enabled: bool
    call_permission_password: str | None = Field(description="null for callers with a token")
    schedule_id: int | None
    bsfilter: Role
    links: list[Link]


@router.reads("", acl="confd.users.{user_id}.telephony.read", answer=TelephonyView)
async def get_user_telephony(unit: Reading, user_id: ResourceId) -> Response:
    user = await known_user(unit, user_id)
    view: dict[str, Any] = {name: getattr(user, name) for name in TelephonyEdit.model_fields}
    if not unit.caller.sees_passwords:
        view["call_permission_password"] = None
    return answers.json({"user_id": user.id, **view, "links": [unit.links.to("users", user.id)]})


@router.edits("", acl="confd.users.{user_id}.telephony.update")
async def edit_user_telephony(unit: Writing, user_id: ResourceId, body: TelephonyEdit) -> Response:
    user = await locked_user(unit, user_id)
    references = References(unit)
    fields = body.model_fields_set
    uses = await references.uses(body, fields)
    if "bsfilter" in fields:
        await check_role(unit, user.id, body.bsfilter)
    for name in fields:
        setattr(user, name, getattr(body, name))
    await references.replace("user", user.id, fields, uses)
    UserNotifier(unit).edited(user)
    return answers.no_content()
