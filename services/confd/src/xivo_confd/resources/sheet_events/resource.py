# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.settings import Settings
from .schemas import SheetEvents

SHEET_EVENTS = Settings(name="sheet_events", body=SheetEvents)
router = SHEET_EVENTS.router()
