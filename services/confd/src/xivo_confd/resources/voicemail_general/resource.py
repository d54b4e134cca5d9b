# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.settings import Settings
from ...edge.unit import Unit
from ..voicemails.dao import timezone_used_beside
from .schemas import VoicemailGeneral


async def check(unit: Unit, settings: VoicemailGeneral) -> None:
    names = [zone.name for zone in settings.timezones]
    if len(set(names)) < len(names):
        raise wrong_field("timezones", "a name comes twice")
    used = await timezone_used_beside(unit.session, names)
    if used is not None:
        raise wrong_field("timezones", f"{used} is used by a voicemail")


VOICEMAIL_GENERAL = Settings(name="voicemail_general", body=VoicemailGeneral, check=check)
router = VOICEMAIL_GENERAL.router()
