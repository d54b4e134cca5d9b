# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.settings import Settings
from ...edge.unit import Unit
from .schemas import RingTones


async def check(_unit: Unit, settings: RingTones) -> None:
    names = [profile.name for profile in settings.profiles]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise wrong_field(f"profiles.{position}.name", f"{name} comes twice")
    seen = set()
    for position, number in enumerate(settings.numbers):
        if number.profile is not None and number.profile not in names:
            raise wrong_field(f"numbers.{position}.profile", f"there is no profile {number.profile}")
        if (number.exten, number.context) in seen:
            raise wrong_field(f"numbers.{position}", f"{number.exten or ''}@{number.context} comes twice")
        seen.add((number.exten, number.context))


RING_TONES = Settings(name="ring_tones", body=RingTones, check=check)
router = RING_TONES.router()
