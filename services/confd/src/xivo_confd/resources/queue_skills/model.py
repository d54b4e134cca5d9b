# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class QueueSkill(ConfigObject):
    """Something that agents know more or less of; names are unique over all categories (CC-172, CC-173)."""

    __tablename__ = "queue_skills"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    category: Mapped[str] = mapped_column(String(64))
    description: Mapped[str] = mapped_column(Text)
