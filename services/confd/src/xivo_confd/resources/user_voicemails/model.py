# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class UserVoicemail(Base):
    """Which mailbox takes a user's calls. Disabled, it keeps its messages and gets no calls (CC-126)."""

    __tablename__ = "user_voicemails"

    user_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    voicemail_id: Mapped[int] = mapped_column(ForeignKey("voicemails.id", ondelete="RESTRICT"), index=True)
    enabled: Mapped[bool] = mapped_column(Boolean)
