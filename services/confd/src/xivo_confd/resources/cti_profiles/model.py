# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class CtiProfile(ConfigObject):
    """What a user's client shows and may (ADM-120 to ADM-126, SYS-135, SYS-136, SYS-188, CC-156, CC-158)."""

    __tablename__ = "cti_profiles"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(128), default="")
    max_gui: Mapped[int] = mapped_column(Integer, default=-1)
    presence_id: Mapped[int | None] = mapped_column(Integer, default=None)
    phone_hint_id: Mapped[int | None] = mapped_column(Integer, default=None)
    agent_status_id: Mapped[int | None] = mapped_column(Integer, default=None)
    services: Mapped[list[str]] = mapped_column(JSONB, default=list)
    preferences: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    xlets: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
