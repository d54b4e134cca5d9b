# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, InEntity


class CallFilter(InEntity, ConfigObject):
    """Calls to a boss that his secretaries take (ADM-061 to ADM-067, ADM-070)."""

    __tablename__ = "call_filters"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean)
    description: Mapped[str] = mapped_column(Text)
    call_from: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(32))
    ring_time: Mapped[int] = mapped_column(Integer)
    caller_id_mode: Mapped[str | None] = mapped_column(String(16))
    caller_id_name: Mapped[str] = mapped_column(String(80))
    boss_id: Mapped[int] = mapped_column(Integer, unique=True)
    boss_ring_time: Mapped[int] = mapped_column(Integer)
    secretaries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    member_ids: Mapped[dict[str, int]] = mapped_column(JSONB)
    noanswer: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
