# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class AgentGroup(ConfigObject):
    """A folder for agents; ``default`` is there from the start (CC-095, CC-134)."""

    __tablename__ = "agent_groups"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    description: Mapped[str] = mapped_column(Text)
