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
from ..lines.dao import SIP_COLUMNS, SORTABLE
from ..lines.model import Line
from .schemas import LineSipCreate, LineSipEdit, LineSipList, LineSipOptions, LineSipOptionsView, LineSipView
from .service import LineSipService

router = Router("/lines_sip", "lines_sip")


@router.reads("", acl="confd.lines_sip.read", answer=LineSipList)
async def list_sip_lines(unit: Reading, parameters: ListParameters) -> Response:
    rows, total = await LineSipService.of(unit).listed(parameters.checked(list(SORTABLE)))
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.reads("/{line_id}", acl="confd.lines_sip.{line_id}.read", answer=LineSipView)
async def get_sip_line(unit: Reading, line_id: ResourceId) -> Response:
    return answers.json(represent(await LineSipService.of(unit).get(line_id), unit.links))


@router.creates("", acl="confd.lines_sip.create", answer=LineSipView)
async def create_sip_line(unit: Writing, body: LineSipCreate) -> Response:
    line = await LineSipService.of(unit).create(body.given())
    return answers.created(represent(line, unit.links), f"/1.1/lines_sip/{line.id}")


@router.edits("/{line_id}", acl="confd.lines_sip.{line_id}.update")
async def edit_sip_line(unit: Writing, line_id: ResourceId, body: LineSipEdit) -> Response:
    await LineSipService.of(unit).edit(line_id, body.given())
    return answers.no_content()


@router.deletes("/{line_id}", acl="confd.lines_sip.{line_id}.delete")
async def delete_sip_line(unit: Writing, line_id: ResourceId) -> Response:
    await LineSipService.of(unit).delete(line_id)
    return answers.no_content()


@router.reads("/{line_id}/options", acl="confd.lines_sip.{line_id}.options.read", answer=LineSipOptionsView)
async def get_sip_line_options(unit: Reading, line_id: ResourceId) -> Response:
    return answers.json({"options": (await LineSipService.of(unit).get(line_id)).options})


@router.edits("/{line_id}/options", acl="confd.lines_sip.{line_id}.options.update")
async def edit_sip_line_options(unit: Writing, line_id: ResourceId, body: LineSipOptions) -> Response:
    await LineSipService.of(unit).edit(line_id, body.given())
    return answers.no_content()


def represent(line: Line | AnyRow, links: Links) -> dict[str, Any]:
    view = {column.key: getattr(line, column.key) for column in SIP_COLUMNS}
    view["links"] = [links.to("lines_sip", line.id)]
    return view
