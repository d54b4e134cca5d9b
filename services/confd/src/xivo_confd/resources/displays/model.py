# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class Display(ConfigObject):
    """The columns that clients show of contacts (ADM-171, CC-034, SYS-165, SYS-166)."""

    __tablename__ = "displays"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    description: Mapped[str] = mapped_column(Text)
