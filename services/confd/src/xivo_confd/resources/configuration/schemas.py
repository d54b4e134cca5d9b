# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel

from ...edge.bodies import Body
from ...edge.schemas import Link


class LiveReloadEdit(Body):
    enabled: bool


class LiveReloadView(BaseModel):
    enabled: bool
    links: list[Link]
