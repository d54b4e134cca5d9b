# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from itertools import combinations

from ...crud.errors import wrong_field
from ...crud.settings import Settings
from ...edge.unit import Unit
from .schemas import CtiGeneral

LISTENERS = ("cti", "ctis", "info")
ANYWHERE = frozenset({"0.0.0.0", "::"})


async def check(_unit: Unit, settings: CtiGeneral) -> None:
    if settings.ctis_active:
        for field in ("tlscertfile", "tlsprivkeyfile"):
            if not getattr(settings, field):
                raise wrong_field(field, "the encrypted port needs a certificate and its key")
    active = [name for name in LISTENERS if getattr(settings, f"{name}_active")]
    for one, other in combinations(active, 2):
        if _collide(settings, one, other):
            raise wrong_field(f"{other}_port", f"{getattr(settings, f'{other}_port')} is already the port of {one}")


def _collide(settings: CtiGeneral, one: str, other: str) -> bool:
    addresses = {getattr(settings, f"{name}_ip") for name in (one, other)}
    same_place = len(addresses) == 1 or not addresses.isdisjoint(ANYWHERE)
    return same_place and getattr(settings, f"{one}_port") == getattr(settings, f"{other}_port")


CTI_GENERAL = Settings(name="cti_general", body=CtiGeneral, check=check)
router = CTI_GENERAL.router()
