# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel

from ...edge.bodies import Body, Id
from ...edge.schemas import Link


class LineExtensionCreate(Body):
    extension_id: Id


class LineExtensionView(BaseModel):
    line_id: int
    extension_id: int
    links: list[Link]


class LineExtensionList(BaseModel):
    total: int
    items: list[LineExtensionView]
