# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel

from ...edge.bodies import Body, Id
from ...edge.schemas import Link


class UserCtiEdit(Body):
    cti_profile_id: Id | None
    enabled: bool


class UserCtiView(BaseModel):
    user_id: int
    cti_profile_id: int | None
    enabled: bool
    links: list[Link]
