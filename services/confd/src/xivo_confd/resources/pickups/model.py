# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, InEntity

LIMIT = 64


class Pickup(InEntity, ConfigObject):
    """Who may take whose calls with the group interception number (ADM-211 to ADM-216)."""

    __tablename__ = "pickups"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean)
    description: Mapped[str] = mapped_column(Text)
    interceptors: Mapped[dict[str, Any]] = mapped_column(JSONB)
    intercepted: Mapped[dict[str, Any]] = mapped_column(JSONB)
