# SPDX-License-Identifier: GPL-3.0-or-later
"""The function keys of one user, and his shared template (API-084, CC-116)."""

from __future__ import annotations

from fastapi import Response

from ...edge import answers
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from ..func_key_templates.router import KeyPosition
from ..func_key_templates.schemas import FuncKeyBody, FuncKeyView, KeysBody, KeysView, UserTemplateList
from ..func_key_templates.view import represent_association, represent_key, represent_keys
from .service import UserFuncKeyService

router = Router("/users/{user_id}/funckeys", "users_funckeys", stability="beta")
_ACL = "confd.users.{user_id}.funckeys"


@router.reads("", acl=f"{_ACL}.read", answer=KeysView)
async def list_func_keys_of_user(unit: Reading, user_id: ResourceId) -> Response:
    inherited, own = await UserFuncKeyService.of(unit).keys(user_id)
    keys = represent_keys(inherited, unit.links, inherited=True) | represent_keys(own, unit.links, inherited=False)
    return answers.json({"keys": {position: keys[position] for position in sorted(keys, key=int)}})


@router.edits("", acl=f"{_ACL}.update")
async def replace_func_keys_of_user(unit: Writing, user_id: ResourceId, body: KeysBody) -> Response:
    await UserFuncKeyService.of(unit).replace(user_id, body)
    return answers.no_content()


@router.reads("/templates", acl=f"{_ACL}.templates.read", answer=UserTemplateList)
async def list_func_key_templates_of_user(unit: Reading, user_id: ResourceId) -> Response:
    association = await UserFuncKeyService.of(unit).association(user_id)
    items = [represent_association(association, unit.links)] if association else []
    return answers.listing(items, len(items))


@router.edits("/templates/{template_id}", acl=f"{_ACL}.templates.{{template_id}}.update")
async def associate_func_key_template(unit: Writing, user_id: ResourceId, template_id: ResourceId) -> Response:
    await UserFuncKeyService.of(unit).associate(user_id, template_id)
    return answers.no_content()


@router.deletes("/templates/{template_id}", acl=f"{_ACL}.templates.{{template_id}}.delete")
async def dissociate_func_key_template(unit: Writing, user_id: ResourceId, template_id: ResourceId) -> Response:
    await UserFuncKeyService.of(unit).dissociate(user_id, template_id)
    return answers.no_content()


@router.reads("/{position}", acl=f"{_ACL}.{{position}}.read", answer=FuncKeyView)
async def get_func_key_of_user(unit: Reading, user_id: ResourceId, position: KeyPosition) -> Response:
    key, is_inherited = await UserFuncKeyService.of(unit).key(user_id, position)
    return answers.json(represent_key(key, unit.links, inherited=is_inherited))


@router.edits("/{position}", acl=f"{_ACL}.{{position}}.update")
async def edit_func_key_of_user(
    unit: Writing, user_id: ResourceId, position: KeyPosition, body: FuncKeyBody
) -> Response:
    await UserFuncKeyService.of(unit).edit_key(user_id, position, body)
    return answers.no_content()


@router.deletes("/{position}", acl=f"{_ACL}.{{position}}.delete")
async def delete_func_key_of_user(unit: Writing, user_id: ResourceId, position: KeyPosition) -> Response:
    await UserFuncKeyService.of(unit).delete_key(user_id, position)
    return answers.no_content()
