# SPDX-License-Identifier: GPL-3.0-or-later
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
from .dao import SORTABLE, VIEW_COLUMNS
from .model import Entity
from .schemas import EntityCreate, EntityEdit, EntityList, EntityView
from .service import EntityService

router = Router("/entities", "entities")


@router.reads("", acl="confd.entities.read", answer=EntityList)
async def list_entities(unit: Reading, parameters: ListParameters) -> Response:
    rows, total = await EntityService.of(unit).listed(parameters.checked(list(SORTABLE)))
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.reads("/{entity_id}", acl="confd.entities.{entity_id}.read", answer=EntityView)
async def get_entity(unit: Reading, entity_id: ResourceId) -> Response:
    return answers.json(represent(await EntityService.of(unit).get(entity_id), unit.links))


@router.creates("", acl="confd.entities.create", unlimited_only=True, answer=EntityView)
async def create_entity(unit: Writing, body: EntityCreate) -> Response:
    entity = await EntityService.of(unit).create(body.given())
    return answers.created(represent(entity, unit.links), f"/1.1/entities/{entity.id}")


@router.edits("/{entity_id}", acl="confd.entities.{entity_id}.update", unlimited_only=True)
async def edit_entity(unit: Writing, entity_id: ResourceId, body: EntityEdit) -> Response:
    await EntityService.of(unit).edit(entity_id, body.given())
    return answers.no_content()


@router.deletes("/{entity_id}", acl="confd.entities.{entity_id}.delete", unlimited_only=True)
async def delete_entity(unit: Writing, entity_id: ResourceId) -> Response:
    await EntityService.of(unit).delete(entity_id)
    return answers.no_content()


def represent(entity: Entity | AnyRow, links: Links) -> dict[str, Any]:
    view = {column.key: getattr(entity, column.key) for column in VIEW_COLUMNS}
    view["links"] = [links.to("entities", entity.id)]
    return view
