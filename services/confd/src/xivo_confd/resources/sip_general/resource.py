# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.settings import Settings
from ...edge.unit import Unit
from .schemas import SipGeneral


async def check(_unit: Unit, settings: SipGeneral) -> None:
    if not settings.minexpiry <= settings.defaultexpiry <= settings.maxexpiry:
        raise wrong_field("defaultexpiry", "must be between minexpiry and maxexpiry")
    if settings.tlsbindport == settings.bindport:
        raise wrong_field("tlsbindport", "must not be bindport")
    if settings.session_minse > settings.session_expires:
        raise wrong_field("session_minse", "must not be above session_expires")
    if settings.timerb < 64 * settings.timert1:
        raise wrong_field("timerb", "must be at least 64 times timert1")


SIP_GENERAL = Settings(name="sip_general", body=SipGeneral, check=check)
router = SIP_GENERAL.router()
