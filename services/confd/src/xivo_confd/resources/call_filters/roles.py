# SPDX-License-Identifier: GPL-3.0-or-later
"""The role that a user is given before he can be put into a filter (ADM-061)."""

from __future__ import annotations

from typing import Literal, get_args

from ...crud.errors import wrong_field
from ...edge.unit import Unit
from .dao import CallFilterDao

Role = Literal["no", "boss", "secretary"]
ROLES: tuple[str, ...] = get_args(Role)


async def check_role(unit: Unit, user_id: int, role: str) -> None:
    """Raises InputRefused for a role other than the one that the user has in a filter."""
    needed = (await CallFilterDao(unit.session).roles([user_id])).get(user_id, role)
    if role != needed:
        raise wrong_field("bsfilter", kept(needed))


def kept(role: str) -> str:
    """Why he keeps it."""
    return f"must stay {role} while a call filter has this user as such"
