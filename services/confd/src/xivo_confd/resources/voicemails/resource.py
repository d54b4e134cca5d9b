# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import Voicemail
from .schemas import VoicemailBody
from .service import VoicemailService

VOICEMAILS = Resource(
    plural="voicemails",
    singular="voicemail",
    title="Voicemail",
    model=Voicemail,
    body=VoicemailBody,
    service=VoicemailService,
)
router = VOICEMAILS.router()
