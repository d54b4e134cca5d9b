# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration / Management / Web Services Access: the programs that use this API (API-203)."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ...edge import answers
from ...edge.links import Links
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from ...paging import AnyRow
from .dao import SORTABLE
from .model import WebserviceUser
from .schemas import WebserviceUserCreate, WebserviceUserEdit, WebserviceUserList, WebserviceUserView
from .service import WebserviceUserService

router = Router("/webservice_users", "webservice_users", unlimited_only=True)


@router.reads("", acl="confd.webservice_users.read", answer=WebserviceUserList)
async def list_webservice_users(unit: Reading, parameters: ListParameters) -> Response:
    rows, total = await WebserviceUserService.of(unit).listed(parameters.checked(list(SORTABLE)))
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.reads("/{user_id}", acl="confd.webservice_users.{user_id}.read", answer=WebserviceUserView)
async def get_webservice_user(unit: Reading, user_id: ResourceId) -> Response:
    return answers.json(represent(await WebserviceUserService.of(unit).get(user_id), unit.links))


@router.creates("", acl="confd.webservice_users.create", answer=WebserviceUserView)
async def create_webservice_user(unit: Writing, body: WebserviceUserCreate) -> Response:
    user = await WebserviceUserService.of(unit).create(body.given())
    return answers.created(represent(user, unit.links), f"/1.1/webservice_users/{user.id}")


@router.edits("/{user_id}", acl="confd.webservice_users.{user_id}.update")
async def edit_webservice_user(unit: Writing, user_id: ResourceId, body: WebserviceUserEdit) -> Response:
    await WebserviceUserService.of(unit).edit(user_id, body.given())
    return answers.no_content()


@router.deletes("/{user_id}", acl="confd.webservice_users.{user_id}.delete")
async def delete_webservice_user(unit: Writing, user_id: ResourceId) -> Response:
    await WebserviceUserService.of(unit).delete(user_id)
    return answers.no_content()


def represent(user: WebserviceUser | AnyRow, links: Links) -> dict[str, Any]:
    return {
        "id": user.id,
        "name": user.name,
        "login": user.login,
        "host": str(user.host) if user.host else None,
        "acl": list(user.acl),
        "description": user.description,
        "links": [links.to("webservice_users", user.id)],
    }
