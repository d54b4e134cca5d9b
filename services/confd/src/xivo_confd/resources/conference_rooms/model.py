# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, Numbered


class ConferenceRoom(Numbered, ConfigObject):
    """A room that callers enter by its number (ADM-104 to ADM-109)."""

    __tablename__ = "conference_rooms"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    pin: Mapped[str] = mapped_column(String(40))
    admin_pin: Mapped[str] = mapped_column(String(40))
    max_users: Mapped[int] = mapped_column(Integer)
    record: Mapped[bool] = mapped_column(Boolean)
    music_on_hold: Mapped[str | None] = mapped_column(String(40))
    preprocess_subroutine: Mapped[str] = mapped_column(String(79))
    description: Mapped[str] = mapped_column(Text)
    announce_only_user: Mapped[bool] = mapped_column(Boolean)
    announce_user_count: Mapped[bool] = mapped_column(Boolean)
    announce_join_leave: Mapped[str] = mapped_column(String(16))
    quiet: Mapped[bool] = mapped_column(Boolean)
    user_menu: Mapped[bool] = mapped_column(Boolean)
    admin_menu: Mapped[bool] = mapped_column(Boolean)
    users_muted: Mapped[bool] = mapped_column(Boolean)
    wait_for_admin: Mapped[bool] = mapped_column(Boolean)
    close_with_admin: Mapped[bool] = mapped_column(Boolean)
    talker_optimization: Mapped[bool] = mapped_column(Boolean)
    talker_detection: Mapped[bool] = mapped_column(Boolean)
    max_duration: Mapped[int] = mapped_column(Integer)
