# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class Context(Base):
    """From where numbers can be dialled. Its name is Asterisk's, other tables refer to it by name."""

    __tablename__ = "contexts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(39), unique=True)
    display_name: Mapped[str] = mapped_column(String(128), default="")
    type: Mapped[str] = mapped_column(String(16))
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="RESTRICT"), index=True)
    description: Mapped[str] = mapped_column(Text, default="")


class ContextRange(Base):
    """Numbers that one kind of object may have in a context."""

    __tablename__ = "context_ranges"

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    start: Mapped[str] = mapped_column(String(16))
    end: Mapped[str] = mapped_column(String(16))
    did_length: Mapped[int | None] = mapped_column(Integer, default=None)
    position: Mapped[int] = mapped_column(Integer, default=0)


class ContextInclude(Base):
    """``context`` reaches what ``included`` holds; the first listed wins (SYS-118)."""

    __tablename__ = "context_includes"

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    included_id: Mapped[int] = mapped_column(
        ForeignKey("contexts.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(Integer, default=0)
