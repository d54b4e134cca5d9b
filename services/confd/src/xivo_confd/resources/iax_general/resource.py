# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.settings import Settings
from .schemas import IaxGeneral

IAX_GENERAL = Settings(name="iax_general", body=IaxGeneral)
router = IAX_GENERAL.router()
