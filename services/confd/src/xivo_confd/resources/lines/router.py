# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of every protocol, to read; changes go to the protocol's own resource (API-085)."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ...edge import answers
from ...edge.links import Links
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading
from ...paging import AnyRow
from .dao import SORTABLE, VIEW_COLUMNS, LineDao
from .errors import LineNotFound
from .model import Line
from .schemas import LineList, LineView

router = Router("/lines", "lines")


@router.reads("", acl="confd.lines.read", answer=LineList)
async def list_lines(unit: Reading, parameters: ListParameters) -> Response:
    rows, total = await LineDao(unit.session).listed(parameters.checked(list(SORTABLE)), unit.caller)
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.reads("/{line_id}", acl="confd.lines.{line_id}.read", answer=LineView)
async def get_line(unit: Reading, line_id: ResourceId) -> Response:
    line = await LineDao(unit.session).find(line_id, unit.caller)
    if line is None:
        raise LineNotFound(line_id=line_id)
    return answers.json(represent(line, unit.links))


def represent(line: Line | AnyRow, links: Links) -> dict[str, Any]:
    view = {column.key: getattr(line, column.key) for column in VIEW_COLUMNS}
    view["links"] = [links.to(f"lines_{line.protocol}", line.id)]
    return view
