# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...edge.unit import Unit
from ..users.model import User
from ..voicemails.model import Voicemail
from ..voicemails.resource import VOICEMAILS
from .dao import UserVoicemailDao


async def rename_voicemail_of(unit: Unit, user: User) -> None:
    """The user's mailbox takes his name, whoever may see it (API-110)."""
    association = await UserVoicemailDao(unit.session).of_user(user.id)
    if association is None:
        return
    voicemail = await unit.session.get_one(Voicemail, association.voicemail_id, with_for_update=True)
    voicemail.name = user.fullname
    unit.announce(f"voicemail:{voicemail.id}", VOICEMAILS.events["edited"].model_validate({"id": voicemail.id}))
