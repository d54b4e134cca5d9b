# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.settings import Settings
from ...edge.unit import Unit
from .schemas import FeaturesGeneral

DURING_A_CALL = ("blindxfer", "atxfer", "automixmon", "disconnect", "parkcall")


async def check(_unit: Unit, settings: FeaturesGeneral) -> None:
    seen: dict[str, str] = {}
    for field in DURING_A_CALL:
        code = getattr(settings, field)
        if code and seen.setdefault(code, field) != field:
            raise wrong_field(field, f"{code} is already the code of {seen[code]}")


FEATURES_GENERAL = Settings(name="features_general", body=FeaturesGeneral, check=check)
router = FEATURES_GENERAL.router()
