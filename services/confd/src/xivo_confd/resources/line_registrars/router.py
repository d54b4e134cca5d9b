# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a line's telephone registers: a sub-resource of ours, the line's own answer keeps the documented keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from ...crud.errors import wrong_field
from ...edge import answers
from ...edge.bodies import Body, Line
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.schemas import Link
from ...edge.unit import Reading, Writing
from ..lines.dao import LineDao
from ..lines.errors import LineNotFound
from ..lines.notifier import LineNotifier
from ..registrars.dao import is_registrar

router = Router("/lines/{line_id}/registrar", "lines_registrar")


class LineRegistrarEdit(Body):
    """A telephone on which the line is learns of it when it is synchronised or restarts (CC-224)."""

    configregistrar: Annotated[Line, Field(min_length=1, max_length=79, description="The name of a registrar")]


class LineRegistrarView(BaseModel):
    line_id: int
    configregistrar: str
    links: list[Link]


@router.reads("", acl="confd.lines.{line_id}.registrar.read", answer=LineRegistrarView)
async def get_line_registrar(unit: Reading, line_id: ResourceId) -> Response:
    line = await LineDao(unit.session).find(line_id, unit.caller)
    if line is None:
        raise LineNotFound(line_id=line_id)
    links = [unit.links.to("lines", line.id)]
    return answers.json({"line_id": line.id, "configregistrar": line.configregistrar, "links": links})


@router.edits("", acl="confd.lines.{line_id}.registrar.update")
async def edit_line_registrar(unit: Writing, line_id: ResourceId, body: LineRegistrarEdit) -> Response:
    line = await LineDao(unit.session).lock(line_id, unit.caller)
    if line is None:
        raise LineNotFound(line_id=line_id)
    if not await is_registrar(unit.session, body.configregistrar):
        raise wrong_field("configregistrar", f"Registrar {body.configregistrar} was not found")
    line.configregistrar = body.configregistrar
    LineNotifier(unit).edited(line)
    return answers.no_content()
