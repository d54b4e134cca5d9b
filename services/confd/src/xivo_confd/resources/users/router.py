# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response

from ...edge import answers
from ...edge.parameters import ListParameters, checked_text
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Unit, Writing
from .dao import SORTABLE
from .errors import UnknownView
from .schemas import UserCreate, UserEdit, UserList, UserView
from .service import UserService
from .view import represent, represent_entry, represent_row

router = Router("/users", "users")


@router.reads("", acl="confd.users.read", answer=UserList)
async def list_users(
    unit: Reading,
    parameters: ListParameters,
    view: Annotated[str | None, Query(description="`directory` for the directory representation")] = None,
    q: Annotated[str | None, Query(deprecated=True, description="Use `search`")] = None,
) -> Response:
    params = parameters.checked(list(SORTABLE))
    name = checked_text("q", q)
    service = UserService.of(unit)
    if view == "directory":
        entries, total = await service.directory(params, name)
        return answers.listing([represent_entry(*entry) for entry in entries], total)
    if view not in {None, "default"}:
        raise UnknownView(view=view)
    with_passwords = unit.caller.sees_passwords
    rows, total = await service.listed(params, name, with_passwords=with_passwords)
    return answers.listing([represent_row(row, unit.links, with_passwords) for row in rows], total)


@router.reads("/{user_id:int}", acl="confd.users.{user_id}.read", answer=UserView)
async def get_user(unit: Reading, user_id: ResourceId) -> Response:
    return answers.json(_view(unit, await UserService.of(unit).get(user_id)))


@router.creates("", acl="confd.users.create", answer=UserView)
async def create_user(unit: Writing, body: UserCreate) -> Response:
    user = await UserService.of(unit).create(body.given())
    return answers.created(_view(unit, user), f"/1.1/users/{user.id}")


@router.edits("/{user_id:int}", acl="confd.users.{user_id}.update")
async def edit_user(unit: Writing, user_id: ResourceId, body: UserEdit) -> Response:
    await UserService.of(unit).edit(user_id, body.given())
    return answers.no_content()


@router.deletes("/{user_id:int}", acl="confd.users.{user_id}.delete")
async def delete_user(unit: Writing, user_id: ResourceId) -> Response:
    await UserService.of(unit).delete(user_id)
    return answers.no_content()


def _view(unit: Unit, user: Any) -> dict[str, Any]:
    return represent(user, unit.links, unit.caller.sees_passwords)
