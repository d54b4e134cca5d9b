# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, InEntity


class StatConfiguration(InEntity, ConfigObject):
    """How the call centre's statistics are shown; the figures do not depend on it (CC-187, CC-188, CC-189)."""

    __tablename__ = "stat_configurations"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    interval: Mapped[dict[str, Any]] = mapped_column(JSONB)
    home: Mapped[bool] = mapped_column(Boolean)
    timezone: Mapped[str] = mapped_column(String(64))
    dbegcache: Mapped[str] = mapped_column(String(7))
    dendcache: Mapped[str] = mapped_column(String(7))
    hour_start: Mapped[str] = mapped_column(String(5))
    hour_end: Mapped[str] = mapped_column(String(5))
    week_days: Mapped[list[int]] = mapped_column(JSONB)
    periods: Mapped[list[str]] = mapped_column(JSONB)
    queues: Mapped[list[int]] = mapped_column(JSONB)
    agents: Mapped[list[int]] = mapped_column(JSONB)
