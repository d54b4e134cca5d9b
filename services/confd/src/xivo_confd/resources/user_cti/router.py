# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fastapi import Response

from ...edge import answers
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .schemas import UserCtiEdit, UserCtiView
from .service import UserCtiService

router = Router("/users/{user_id}/cti", "users_cti")


@router.reads("", acl="confd.users.{user_id}.cti.read", answer=UserCtiView)
async def get_user_cti(unit: Reading, user_id: ResourceId) -> Response:
    user = await UserCtiService.of(unit).get(user_id)
    links = [unit.links.to("users", user.id)]
    if user.cti_profile_id is not None:
        links.append(unit.links.to("cti_profiles", user.cti_profile_id))
    view = {
        "user_id": user.id,
        "cti_profile_id": user.cti_profile_id,
        "enabled": user.cti_enabled,
        "links": links,
    }
    return answers.json(view)


@router.edits("", acl="confd.users.{user_id}.cti.update")
async def edit_user_cti(unit: Writing, user_id: ResourceId, body: UserCtiEdit) -> Response:
    await UserCtiService.of(unit).edit(user_id, body.cti_profile_id, enabled=body.enabled)
    return answers.no_content()
