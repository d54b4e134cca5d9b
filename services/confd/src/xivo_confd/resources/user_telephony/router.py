# SPDX-License-Identifier: GPL-3.0-or-later
"""How a user's phones behave: a sub-resource of ours, the user's own answer keeps the documented keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from ...edge import answers
from ...edge.bodies import Body
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.schemas import Link
from ...edge.unit import Reading, Writing
from ..users.dao import UserDao
from ..users.errors import UserNotFound
from ..users.notifier import UserNotifier

router = Router("/users/{user_id}/telephony", "users_telephony")


class TelephonyEdit(Body):
    """Only the fields to change."""

    ring_seconds: Annotated[int, Field(ge=5, le=3600)] = 30
    simultaneous_calls: Annotated[int, Field(ge=1, le=20)] = 5


class TelephonyView(BaseModel):
    user_id: int
    ring_seconds: int
    simultaneous_calls: int
    links: list[Link]


@router.reads("", acl="confd.users.{user_id}.telephony.read", answer=TelephonyView)
async def get_user_telephony(unit: Reading, user_id: ResourceId) -> Response:
    user = await UserDao(unit.session).find(user_id, unit.caller)
    if user is None:
        raise UserNotFound(user_id=user_id)
    view = {
        "user_id": user.id,
        "ring_seconds": user.ring_seconds,
        "simultaneous_calls": user.simultaneous_calls,
        "links": [unit.links.to("users", user.id)],
    }
    return answers.json(view)


@router.edits("", acl="confd.users.{user_id}.telephony.update")
async def edit_user_telephony(unit: Writing, user_id: ResourceId, body: TelephonyEdit) -> Response:
    user = await UserDao(unit.session).lock(user_id, unit.caller)
    if user is None:
        raise UserNotFound(user_id=user_id)
    for key, value in body.given().items():
        setattr(user, key, value)
    UserNotifier(unit).edited(user)
    return answers.no_content()
