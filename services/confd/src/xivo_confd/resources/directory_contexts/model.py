# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, InContext


class DirectoryContext(InContext, ConfigObject):
    """What the users of a context find (*Direct directories*, ADM-058, ADM-059, ADM-172, SYS-164, SYS-167, SYS-168)."""

    __tablename__ = "directory_contexts"

    context: Mapped[str] = mapped_column(
        String(39), ForeignKey("contexts.name", onupdate="CASCADE", ondelete="RESTRICT"), unique=True
    )
    display_id: Mapped[int] = mapped_column(Integer)
    directories: Mapped[list[int]] = mapped_column(JSONB)
    description: Mapped[str] = mapped_column(Text)
