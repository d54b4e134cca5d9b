# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from ...edge.bodies import Body
from ...edge.links import Links
from ...edge.unit import Unit
from ..user_lines.dao import UserLineDao
from ..users.finding import known_user, locked_user
from ..voicemails.dao import find_voicemail
from ..voicemails.resource import VOICEMAILS
from ..voicemails.service import VoicemailService
from .dao import UserVoicemailDao
from .errors import HasVoicemail, NoLine, NoVoicemail, UnknownVoicemail
from .model import UserVoicemail
from .notifier import UserVoicemailNotifier


class UserVoicemailService:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._dao = UserVoicemailDao(unit.session)
        self._voicemails = VoicemailService(VOICEMAILS, unit)
        self._notifier = UserVoicemailNotifier(unit)

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit)

    async def get(self, user_id: int) -> UserVoicemail:
        """Raises UserNotFound, NoVoicemail."""
        await known_user(self._unit, user_id)
        return await self._of_user(user_id)

    async def of_voicemail(self, voicemail_id: int) -> Sequence[UserVoicemail]:
        """Raises VoicemailNotFound."""
        await self._voicemails.find(voicemail_id)
        return await self._dao.of_voicemail(voicemail_id, self._unit.caller)

    async def associate(self, user_id: int, voicemail_id: int, *, enabled: bool) -> UserVoicemail:
        """A user with a line, and only one mailbox for each (API-127)."""
        await locked_user(self._unit, user_id)
        if await find_voicemail(self._unit.session, voicemail_id, self._unit.caller) is None:
            raise UnknownVoicemail(voicemail_id=voicemail_id)
        if await UserLineDao(self._unit.session).first_line_of(user_id) is None:
            raise NoLine(user_id=user_id)
        if await self._dao.of_user(user_id) is not None:
            raise HasVoicemail(user_id=user_id)
        association = UserVoicemail(user_id=user_id, voicemail_id=voicemail_id, enabled=enabled)
        await self._dao.add(association)
        self._notifier.associated(association)
        return association

    async def edit(self, user_id: int, *, enabled: bool) -> None:
        await locked_user(self._unit, user_id)
        association = await self._of_user(user_id)
        association.enabled = enabled
        self._notifier.edited(association)

    async def edit_mailbox(self, user_id: int, body: Body) -> None:
        """The mailbox itself, from its user's page (CC-125)."""
        await locked_user(self._unit, user_id)
        association = await self._of_user(user_id)
        await self._voicemails.edit_for_user(association.voicemail_id, body)

    async def dissociate(self, user_id: int) -> None:
        """The mailbox stays (API-128, CC-127)."""
        await locked_user(self._unit, user_id)
        association = await self._of_user(user_id)
        await self._dao.delete(association)
        self._notifier.dissociated(association)

    async def _of_user(self, user_id: int) -> UserVoicemail:
        association = await self._dao.of_user(user_id)
        if association is None:
            raise NoVoicemail(user_id=user_id)
        return association


def represent(association: UserVoicemail, links: Links) -> dict[str, Any]:
    return {
        "voicemail_id": association.voicemail_id,
        "user_id": association.user_id,
        "enabled": association.enabled,
        "links": [links.to("voicemails", association.voicemail_id), links.to("users", association.user_id)],
    }
