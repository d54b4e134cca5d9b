# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.settings import Settings
from .schemas import SccpGeneral

SCCP_GENERAL = Settings(name="sccp_general", body=SccpGeneral)
router = SCCP_GENERAL.router()
