# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, MaybeNumbered


class Group(MaybeNumbered, ConfigObject):
    """Users who ring together; the number may be missing (ADM-209, ADM-210, ADM-089, ADM-296)."""

    __tablename__ = "groups"

    name: Mapped[str] = mapped_column(String(79), unique=True)
    label: Mapped[str] = mapped_column(String(128))
    enabled: Mapped[bool] = mapped_column(Boolean)
    description: Mapped[str] = mapped_column(Text)
    ring_strategy: Mapped[str] = mapped_column(String(16))
    timeout: Mapped[int] = mapped_column(Integer)
    user_timeout: Mapped[int] = mapped_column(Integer)
    retry_delay: Mapped[int] = mapped_column(Integer)
    ring_in_use: Mapped[bool] = mapped_column(Boolean)
    max_calls: Mapped[int] = mapped_column(Integer)
    mark_answered_elsewhere: Mapped[bool] = mapped_column(Boolean)
    ignore_forward: Mapped[bool] = mapped_column(Boolean)
    allow_caller_transfer: Mapped[bool] = mapped_column(Boolean)
    allow_callee_transfer: Mapped[bool] = mapped_column(Boolean)
    allow_caller_record: Mapped[bool] = mapped_column(Boolean)
    allow_callee_record: Mapped[bool] = mapped_column(Boolean)
    music_on_hold: Mapped[str | None] = mapped_column(String(40))
    ring_tone: Mapped[bool] = mapped_column(Boolean)
    preprocess_subroutine: Mapped[str] = mapped_column(String(79))
    caller_id_mode: Mapped[str | None] = mapped_column(String(16))
    caller_id_name: Mapped[str] = mapped_column(String(80))
    schedule_id: Mapped[int | None] = mapped_column(Integer)
    users: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    extensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    fallbacks: Mapped[dict[str, Any]] = mapped_column(JSONB)
