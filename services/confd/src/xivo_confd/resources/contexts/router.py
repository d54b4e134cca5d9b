# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fastapi import Response

from ...edge import answers
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .dao import SORTABLE
from .schemas import ContextCreate, ContextEdit, ContextList, ContextView
from .service import ContextService
from .view import represent

router = Router("/contexts", "contexts")


@router.reads("", acl="confd.contexts.read", answer=ContextList)
async def list_contexts(unit: Reading, parameters: ListParameters) -> Response:
    rows, total = await ContextService.of(unit).listed(parameters.checked(list(SORTABLE)))
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.reads("/{context_id}", acl="confd.contexts.{context_id}.read", answer=ContextView)
async def get_context(unit: Reading, context_id: ResourceId) -> Response:
    return answers.json(represent(await ContextService.of(unit).get(context_id), unit.links))


@router.creates("", acl="confd.contexts.create", answer=ContextView)
async def create_context(unit: Writing, body: ContextCreate) -> Response:
    service = ContextService.of(unit)
    context_id = await service.create(body.given())
    return answers.created(represent(await service.get(context_id), unit.links), f"/1.1/contexts/{context_id}")


@router.edits("/{context_id}", acl="confd.contexts.{context_id}.update")
async def edit_context(unit: Writing, context_id: ResourceId, body: ContextEdit) -> Response:
    await ContextService.of(unit).edit(context_id, body.given())
    return answers.no_content()


@router.deletes("/{context_id}", acl="confd.contexts.{context_id}.delete")
async def delete_context(unit: Writing, context_id: ResourceId) -> Response:
    await ContextService.of(unit).delete(context_id)
    return answers.no_content()
