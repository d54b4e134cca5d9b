# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class QueueSkillRule(ConfigObject):
    """A set of rules that a call is given by ``XIVO_QUEUESKILLRULESET`` (CC-175, CC-177 to CC-181)."""

    __tablename__ = "queue_skill_rules"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    description: Mapped[str] = mapped_column(Text)
    rules: Mapped[list[str]] = mapped_column(JSONB)
