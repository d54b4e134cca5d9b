# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import VoiceMenu
from .schemas import VoiceMenuBody

VOICE_MENUS = Resource(
    plural="voice_menus",
    singular="voice_menu",
    title="VoiceMenu",
    model=VoiceMenu,
    body=VoiceMenuBody,
)
router = VOICE_MENUS.router()
