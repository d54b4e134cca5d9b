# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel

from ...edge.schemas import Link


class LineView(BaseModel):
    id: int
    context: str
    name: str
    protocol: str
    provisioning_extension: str
    device_slot: int
    device_id: str | None
    links: list[Link]


class LineList(BaseModel):
    total: int
    items: list[LineView]
