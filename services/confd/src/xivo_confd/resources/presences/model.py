# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class Presence(ConfigObject):
    """A group of presences; a profile's users choose among them (ADM-114, ADM-115, ADM-116, ADM-117, CC-166)."""

    __tablename__ = "presences"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    description: Mapped[str] = mapped_column(Text)
    states: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
