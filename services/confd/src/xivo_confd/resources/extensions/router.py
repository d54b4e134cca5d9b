# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response

from ...edge import answers
from ...edge.links import Links
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from ...paging import AnyRow
from ..contexts.ranges import KINDS_BY_TYPE
from .dao import SORTABLE
from .errors import UnknownType
from .model import Extension
from .schemas import ExtensionCreate, ExtensionCreated, ExtensionEdit, ExtensionList, ExtensionView
from .service import ExtensionService

router = Router("/extensions", "extensions")


@router.reads("", acl="confd.extensions.read", answer=ExtensionList)
async def list_extensions(
    unit: Reading,
    parameters: ListParameters,
    context_type: Annotated[
        str | None, Query(alias="type", description="Type of the extension's context: internal or incall")
    ] = None,
) -> Response:
    params = parameters.checked(list(SORTABLE))
    if context_type is not None and context_type not in KINDS_BY_TYPE:
        raise UnknownType(type=context_type)
    rows, total = await ExtensionService.of(unit).listed(params, context_type)
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.reads("/{extension_id}", acl="confd.extensions.{extension_id}.read", answer=ExtensionView)
async def get_extension(unit: Reading, extension_id: ResourceId) -> Response:
    return answers.json(represent(await ExtensionService.of(unit).get(extension_id), unit.links))


@router.creates("", acl="confd.extensions.create", answer=ExtensionCreated)
async def create_extension(unit: Writing, body: ExtensionCreate) -> Response:
    extension = await ExtensionService.of(unit).create(body.given())
    answer = {"id": extension.id, "links": [unit.links.to("extensions", extension.id)]}
    return answers.created(answer, f"/1.1/extensions/{extension.id}")


@router.edits("/{extension_id}", acl="confd.extensions.{extension_id}.update")
async def edit_extension(unit: Writing, extension_id: ResourceId, body: ExtensionEdit) -> Response:
    await ExtensionService.of(unit).edit(extension_id, body.given())
    return answers.no_content()


@router.deletes("/{extension_id}", acl="confd.extensions.{extension_id}.delete")
async def delete_extension(unit: Writing, extension_id: ResourceId) -> Response:
    await ExtensionService.of(unit).delete(extension_id)
    return answers.no_content()


def represent(extension: Extension | AnyRow, links: Links) -> dict[str, Any]:
    return {
        "id": extension.id,
        "exten": extension.exten,
        "context": extension.context,
        "commented": extension.commented,
        "links": [links.to("extensions", extension.id)],
    }
