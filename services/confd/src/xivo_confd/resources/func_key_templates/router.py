# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of function keys for many users (API-084)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from ...edge import answers
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .dao import SORTABLE
from .schemas import (
    MOST_POSITIONS,
    FuncKeyBody,
    FuncKeyView,
    TemplateBody,
    TemplateList,
    TemplateView,
    UserTemplateList,
)
from .service import FuncKeyTemplateService
from .view import represent, represent_association, represent_key

router = Router("/funckeys/templates", "funckeys_templates", stability="beta")
_ACL = "confd.funckeys.templates"

KeyPosition = Annotated[int, Path(ge=1, le=MOST_POSITIONS)]


@router.reads("", acl=f"{_ACL}.read", answer=TemplateList)
async def list_func_key_templates(unit: Reading, parameters: ListParameters) -> Response:
    templates, total = await FuncKeyTemplateService.of(unit).listed(parameters.checked(list(SORTABLE)))
    return answers.listing([represent(template, keys, unit.links) for template, keys in templates], total)


@router.reads("/{template_id}", acl=f"{_ACL}.{{template_id}}.read", answer=TemplateView)
async def get_func_key_template(unit: Reading, template_id: ResourceId) -> Response:
    template, keys = await FuncKeyTemplateService.of(unit).get(template_id)
    return answers.json(represent(template, keys, unit.links))


@router.creates("", acl=f"{_ACL}.create", answer=TemplateView)
async def create_func_key_template(unit: Writing, body: TemplateBody) -> Response:
    service = FuncKeyTemplateService.of(unit)
    template = await service.create(body)
    _, keys = await service.get(template.id)
    return answers.created(represent(template, keys, unit.links), f"/1.1/funckeys/templates/{template.id}")


@router.edits("/{template_id}", acl=f"{_ACL}.{{template_id}}.update")
async def edit_func_key_template(unit: Writing, template_id: ResourceId, body: TemplateBody) -> Response:
    await FuncKeyTemplateService.of(unit).edit(template_id, body)
    return answers.no_content()


@router.deletes("/{template_id}", acl=f"{_ACL}.{{template_id}}.delete")
async def delete_func_key_template(unit: Writing, template_id: ResourceId) -> Response:
    await FuncKeyTemplateService.of(unit).delete(template_id)
    return answers.no_content()


@router.reads("/{template_id}/users", acl=f"{_ACL}.{{template_id}}.users.read", answer=UserTemplateList)
async def list_users_of_func_key_template(unit: Reading, template_id: ResourceId) -> Response:
    associations = await FuncKeyTemplateService.of(unit).users(template_id)
    items = [represent_association(association, unit.links) for association in associations]
    return answers.listing(items, len(items))


@router.reads("/{template_id}/{position}", acl=f"{_ACL}.{{template_id}}.{{position}}.read", answer=FuncKeyView)
async def get_func_key(unit: Reading, template_id: ResourceId, position: KeyPosition) -> Response:
    key = await FuncKeyTemplateService.of(unit).key(template_id, position)
    return answers.json(represent_key(key, unit.links, inherited=False))


@router.edits("/{template_id}/{position}", acl=f"{_ACL}.{{template_id}}.{{position}}.update")
async def edit_func_key(unit: Writing, template_id: ResourceId, position: KeyPosition, body: FuncKeyBody) -> Response:
    await FuncKeyTemplateService.of(unit).edit_key(template_id, position, body)
    return answers.no_content()


@router.deletes("/{template_id}/{position}", acl=f"{_ACL}.{{template_id}}.{{position}}.delete")
async def delete_func_key(unit: Writing, template_id: ResourceId, position: KeyPosition) -> Response:
    await FuncKeyTemplateService.of(unit).delete_key(template_id, position)
    return answers.no_content()
