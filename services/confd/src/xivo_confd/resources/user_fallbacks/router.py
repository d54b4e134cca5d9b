# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fastapi import Response

from ...crud.references import References
from ...edge import answers
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from ..users.finding import known_user, locked_user
from ..users.notifier import UserNotifier
from .schemas import UserFallbacks, UserFallbacksView

router = Router("/users/{user_id}/fallbacks", "users_fallbacks")
_ACL = "confd.users.{user_id}.fallbacks"


@router.reads("", acl=f"{_ACL}.read", answer=UserFallbacksView)
async def get_user_fallbacks(unit: Reading, user_id: ResourceId) -> Response:
    user = await known_user(unit, user_id)
    fallbacks = {name: user.fallbacks.get(name) for name in UserFallbacks.model_fields}
    return answers.json({"user_id": user.id, **fallbacks, "links": [unit.links.to("users", user.id)]})


@router.edits("", acl=f"{_ACL}.update")
async def edit_user_fallbacks(unit: Writing, user_id: ResourceId, body: UserFallbacks) -> Response:
    """Only those sent are changed; null takes one away."""
    user = await locked_user(unit, user_id)
    references = References(unit)
    fields = body.model_fields_set
    uses = await references.uses(body, fields)
    user.fallbacks = {**user.fallbacks, **body.model_dump(mode="json", include=fields)}
    await references.replace("user", user.id, fields, uses)
    UserNotifier(unit).edited(user)
    return answers.no_content()
