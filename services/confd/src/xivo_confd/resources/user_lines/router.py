# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from fastapi import Response

from ...edge import answers
from ...edge.links import Links
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .model import UserLine
from .schemas import UserLineCreate, UserLineList, UserLineView
from .service import UserLineService

router = Router("/users/{user_id}/lines", "users_lines")


@router.reads("", acl="confd.users.{user_id}.lines.read", answer=UserLineList)
async def list_lines_of_user(unit: Reading, user_id: ResourceId) -> Response:
    associations = await UserLineService.of(unit).listed(user_id)
    items = [represent(association, unit.links) for association in associations]
    return answers.listing(items, len(items))


@router.creates("", acl="confd.users.{user_id}.lines.create", answer=UserLineView)
async def associate_line(unit: Writing, user_id: ResourceId, body: UserLineCreate) -> Response:
    association = await UserLineService.of(unit).associate(user_id, body.line_id)
    return answers.created(represent(association, unit.links), f"/1.1/users/{user_id}/lines")


@router.deletes("/{line_id}", acl="confd.users.{user_id}.lines.{line_id}.delete")
async def dissociate_line(unit: Writing, user_id: ResourceId, line_id: ResourceId) -> Response:
    await UserLineService.of(unit).dissociate(user_id, line_id)
    return answers.no_content()


def represent(association: UserLine, links: Links) -> dict[str, Any]:
    return {
        "user_id": association.user_id,
        "line_id": association.line_id,
        "main_user": association.main_user,
        "main_line": association.main_line,
        "links": [links.to("lines", association.line_id), links.to("users", association.user_id)],
    }
