# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, Numbered


class Incall(Numbered, ConfigObject):
    """A number under which the world reaches this system, and where its calls go (ADM-253, ADM-267, ADM-280)."""

    __tablename__ = "incalls"

    enabled: Mapped[bool] = mapped_column(Boolean)
    destination: Mapped[dict[str, Any]] = mapped_column(JSONB)
    caller_id_mode: Mapped[str | None] = mapped_column(String(16))
    caller_id_name: Mapped[str] = mapped_column(String(80))
    preprocess_subroutine: Mapped[str] = mapped_column(String(79))
    schedule_id: Mapped[int | None] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(Text)
