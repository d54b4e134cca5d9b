# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Response

from ...edge import answers
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .schemas import ForwardEdit, ForwardsEdit, ForwardsView, ForwardView
from .service import UserForwardsService

router = Router("/users/{user_id}/forwards", "users_forwards")
_ACL = "confd.users.{user_id}.forwards"

Name = Annotated[Literal["busy", "noanswer", "unconditional"], Path()]


@router.reads("", acl=f"{_ACL}.read", answer=ForwardsView)
async def get_user_forwards(unit: Reading, user_id: ResourceId) -> Response:
    return answers.json(await UserForwardsService.of(unit).get(user_id))


@router.edits("", acl=f"{_ACL}.update")
async def edit_user_forwards(unit: Writing, user_id: ResourceId, body: ForwardsEdit) -> Response:
    wanted = {forward: changes for forward, changes in body.given().items() if changes is not None}
    await UserForwardsService.of(unit).change(user_id, wanted)
    return answers.no_content()


@router.reads("/{forward}", acl=f"{_ACL}.{{forward}}.read", answer=ForwardView)
async def get_user_forward(unit: Reading, user_id: ResourceId, forward: Name) -> Response:
    forwards = await UserForwardsService.of(unit).get(user_id)
    return answers.json(forwards[forward])


@router.edits("/{forward}", acl=f"{_ACL}.{{forward}}.update")
async def edit_user_forward(unit: Writing, user_id: ResourceId, forward: Name, body: ForwardEdit) -> Response:
    await UserForwardsService.of(unit).change(user_id, {forward: body.given()})
    return answers.no_content()
