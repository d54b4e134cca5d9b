# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel

from ...edge.bodies import Body, Id
from ...edge.schemas import Link


class UserLineCreate(Body):
    line_id: Id


class UserLineView(BaseModel):
    user_id: int
    line_id: int
    main_user: bool
    main_line: bool
    links: list[Link]


class UserLineList(BaseModel):
    total: int
    items: list[UserLineView]
