# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...crud.events import settings_event
from ...edge.unit import Unit
from ...entity_limits import require_unlimited
from .dao import add_contacts

IMPORTED = settings_event("phonebook_contacts")


async def take_over(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Create these contacts, announced as one change."""
    require_unlimited(unit.caller)
    if rows:
        await add_contacts(unit.session, rows)
        unit.announce("phonebook_contacts", IMPORTED())
