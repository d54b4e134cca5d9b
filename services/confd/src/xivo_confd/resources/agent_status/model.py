# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class AgentStatus(ConfigObject):
    """A group of looks of agents' states (ADM-127, SYS-135, SYS-144, CC-160, CC-167)."""

    __tablename__ = "agent_status"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    description: Mapped[str] = mapped_column(Text)
    statuses: Mapped[dict[str, Any]] = mapped_column(JSONB)
