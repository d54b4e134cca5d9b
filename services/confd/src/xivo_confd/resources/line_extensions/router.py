# SPDX-License-Identifier: GPL-3.0-or-later
"""Which numbers make a line ring, and the older calls that know one number a line."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ...edge import answers
from ...edge.links import Links
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .model import LineExtension
from .schemas import LineExtensionCreate, LineExtensionList, LineExtensionView
from .service import LineExtensionService

router = Router("", "lines_extensions")


@router.reads(
    "/lines/{line_id}/extensions",
    acl="confd.lines.{line_id}.extensions.read",
    answer=LineExtensionList,
)
async def list_extensions_of_line(unit: Reading, line_id: ResourceId) -> Response:
    associations = await LineExtensionService.of(unit).of_line(line_id)
    items = [represent(association, unit.links) for association in associations]
    return answers.listing(items, len(items))


@router.creates(
    "/lines/{line_id}/extensions",
    acl="confd.lines.{line_id}.extensions.create",
    answer=LineExtensionList,
)
async def associate_extension(unit: Writing, line_id: ResourceId, body: LineExtensionCreate) -> Response:
    """The answer is a list of one, and its Location the older path: as documented (API-098)."""
    association = await LineExtensionService.of(unit).associate(line_id, body.extension_id)
    answer = {"total": 1, "items": [represent(association, unit.links)]}
    return answers.created(answer, f"/1.1/lines/{line_id}/extension")


@router.deletes(
    "/lines/{line_id}/extensions/{extension_id}",
    acl="confd.lines.{line_id}.extensions.{extension_id}.delete",
)
async def dissociate_extension(unit: Writing, line_id: ResourceId, extension_id: ResourceId) -> Response:
    await LineExtensionService.of(unit).dissociate(line_id, extension_id)
    return answers.no_content()


@router.reads(
    "/extensions/{extension_id}/line",
    acl="confd.extensions.{extension_id}.line.read",
    answer=LineExtensionView,
)
async def get_line_of_extension(unit: Reading, extension_id: ResourceId) -> Response:
    association = await LineExtensionService.of(unit).of_extension(extension_id)
    return answers.json(represent(association, unit.links))


@router.reads(
    "/lines/{line_id}/extension",
    acl="confd.lines.{line_id}.extensions.read",
    answer=LineExtensionView,
    deprecated=True,
)
async def get_extension_of_line(unit: Reading, line_id: ResourceId) -> Response:
    association = await LineExtensionService.of(unit).only_one_of_line(line_id)
    return _deprecated(answers.json(represent(association, unit.links, rel="lines_sip")))


@router.creates(
    "/lines/{line_id}/extension",
    acl="confd.lines.{line_id}.extensions.create",
    answer=LineExtensionView,
    deprecated=True,
)
async def associate_only_extension(unit: Writing, line_id: ResourceId, body: LineExtensionCreate) -> Response:
    service = LineExtensionService.of(unit)
    association = await service.associate(line_id, body.extension_id, only_one=True)
    answer = represent(association, unit.links, rel="lines_sip")
    return _deprecated(answers.created(answer, f"/1.1/lines/{line_id}/extension"))


@router.deletes("/lines/{line_id}/extension", acl="confd.lines.{line_id}.extensions.delete", deprecated=True)
async def dissociate_only_extension(unit: Writing, line_id: ResourceId) -> Response:
    await LineExtensionService.of(unit).dissociate_only_one(line_id)
    return _deprecated(answers.no_content())


def represent(association: LineExtension, links: Links, rel: str = "lines") -> dict[str, Any]:
    return {
        "line_id": association.line_id,
        "extension_id": association.extension_id,
        "links": [
            links.to(rel, association.line_id),
            links.to("extensions", association.extension_id),
        ],
    }


def _deprecated(response: Response) -> Response:
    response.headers["Deprecation"] = "true"
    return response
