# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class Sheet(ConfigObject):
    """A model of a sheet: what clients show of a call (ADM-128, ADM-130 to ADM-139, ADM-145, ADM-147 to ADM-150)."""

    __tablename__ = "sheets"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    description: Mapped[str] = mapped_column(Text)
    focus: Mapped[bool] = mapped_column(Boolean)
    disable: Mapped[bool] = mapped_column(Boolean)
    sheet_qtui: Mapped[str] = mapped_column(String(1024))
    sheet_info: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    systray_info: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    action_info: Mapped[str] = mapped_column(String(1024))
