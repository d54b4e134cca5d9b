# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, InEntity


class VoiceMenu(InEntity, ConfigObject):
    """A menu that an administrator wrote as dialplan, by name: a destination of calls (ADM-253)."""

    __tablename__ = "voice_menus"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    dialplan_context: Mapped[str] = mapped_column(String(79))
    enabled: Mapped[bool] = mapped_column(Boolean)
    schedule_id: Mapped[int | None] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(Text)
