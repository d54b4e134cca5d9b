# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...conflicts import conflicts
from ...edge.access import Caller
from ...entity_limits import within_entity
from ..users.model import User
from .errors import HasVoicemail
from .model import UserVoicemail


class UserVoicemailDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_user(self, user_id: int) -> UserVoicemail | None:
        return await self._session.get(UserVoicemail, user_id)

    async def of_voicemail(self, voicemail_id: int, caller: Caller) -> Sequence[UserVoicemail]:
        """With those of its users whom the caller may see."""
        statement = select(UserVoicemail).join(User, User.id == UserVoicemail.user_id)
        statement = statement.where(UserVoicemail.voicemail_id == voicemail_id)
        visible = within_entity(statement, caller, User.entity_id)
        return (await self._session.scalars(visible.order_by(UserVoicemail.user_id))).all()

    async def add(self, association: UserVoicemail) -> None:
        """Raises HasVoicemail."""
        user_id = association.user_id
        self._session.add(association)
        with conflicts({"pk_user_voicemails": lambda: HasVoicemail(user_id=user_id)}):
            await self._session.flush()

    async def delete(self, association: UserVoicemail) -> None:
        await self._session.delete(association)
        await self._session.flush()
