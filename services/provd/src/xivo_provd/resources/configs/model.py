# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class ConfigRow(Base):
    """``document`` is what the API shows, ``id`` included; the secrets in it are encrypted one by one."""

    __tablename__ = "configs"
    __table_args__ = (Index("ix_configs_parent_ids", text("(document -> 'parent_ids')"), postgresql_using="gin"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
