# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class Paging(ConfigObject):
    """Telephones that answer by themselves and hear the caller (CC-024, CC-025, SYS-110)."""

    __tablename__ = "paging"

    number: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    enabled: Mapped[bool] = mapped_column(Boolean)
    description: Mapped[str] = mapped_column(Text)
    duplex: Mapped[bool] = mapped_column(Boolean)
    ignore_forward: Mapped[bool] = mapped_column(Boolean)
    record: Mapped[bool] = mapped_column(Boolean)
    quiet: Mapped[bool] = mapped_column(Boolean)
    timeout: Mapped[int] = mapped_column(Integer)
    announce_caller: Mapped[bool] = mapped_column(Boolean)
    announce_sound: Mapped[str] = mapped_column(String(255))
    callers: Mapped[list[int]] = mapped_column(JSONB)
    members: Mapped[list[int]] = mapped_column(JSONB)
