# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, InContext


class Outcall(InContext, ConfigObject):
    """Which numbers go out, by which trunks, as what (CC-001, ADM-262, ADM-263, ADM-264, ADM-288, ADM-289)."""

    __tablename__ = "outcalls"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean)
    internal_caller_id: Mapped[bool] = mapped_column(Boolean)
    preprocess_subroutine: Mapped[str] = mapped_column(String(79))
    ring_time: Mapped[int] = mapped_column(Integer)
    emergency: Mapped[bool] = mapped_column(Boolean)
    trunks: Mapped[list[int]] = mapped_column(JSONB)
    extensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    schedule_id: Mapped[int | None] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(Text)
