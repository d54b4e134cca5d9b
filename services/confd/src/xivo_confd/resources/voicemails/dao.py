# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...edge.access import Caller
from ...entity_limits import within_contexts
from ..user_voicemails.model import UserVoicemail
from .model import Voicemail


async def find_voicemail(session: AsyncSession, voicemail_id: int, caller: Caller) -> Voicemail | None:
    """The mailbox, if the caller may see it, kept from deletion until the transaction ends."""
    statement = select(Voicemail).where(Voicemail.id == voicemail_id).with_for_update(read=True, key_share=True)
    found: Voicemail | None = await session.scalar(within_contexts(statement, caller, Voicemail.context))
    return found


async def first_user_of(session: AsyncSession, voicemail_id: int) -> int | None:
    statement = select(UserVoicemail.user_id).where(UserVoicemail.voicemail_id == voicemail_id)
    found: int | None = await session.scalar(statement.order_by(UserVoicemail.user_id).limit(1))
    return found


async def timezone_used_beside(session: AsyncSession, names: Collection[str]) -> str | None:
    """A time zone that some mailbox has and that is none of these."""
    statement = select(Voicemail.timezone).where(Voicemail.timezone.is_not(None), Voicemail.timezone.not_in(names))
    found: str | None = await session.scalar(statement.order_by(Voicemail.id).limit(1))
    return found
