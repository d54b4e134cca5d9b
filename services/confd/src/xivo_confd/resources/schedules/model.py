# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, InEntity


class Schedule(InEntity, ConfigObject):
    """When calls come through, and where they go otherwise (CC-078, CC-079, CC-080, CC-081)."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    timezone: Mapped[str] = mapped_column(String(128))
    enabled: Mapped[bool] = mapped_column(Boolean)
    open_periods: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    exceptional_periods: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    closed_destination: Mapped[dict[str, Any]] = mapped_column(JSONB)
    description: Mapped[str] = mapped_column(Text)
