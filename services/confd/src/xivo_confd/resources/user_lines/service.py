# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...edge.unit import Unit
from ..users.model import User


async def user_renamed(unit: Unit, user: User) -> None:
    """The caller id of the lines of which ``user`` is the main user shows the new name (API-089)."""
