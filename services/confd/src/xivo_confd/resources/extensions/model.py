# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...search import search_column, search_index
from ...tables import Base


class Extension(Base):
    """A number that can be dialled in a context."""

    __tablename__ = "extensions"
    __table_args__ = (
        UniqueConstraint("exten", "context"),
        Index("ix_extensions_context", "context"),
        search_index("extensions"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exten: Mapped[str] = mapped_column(String(40))
    context: Mapped[str] = mapped_column(
        String(39), ForeignKey("contexts.name", onupdate="CASCADE", ondelete="RESTRICT")
    )
    commented: Mapped[bool] = mapped_column(Boolean, default=False)
    type: Mapped[str] = mapped_column(String(40), default="user", server_default="user")
    typeval: Mapped[int | None] = mapped_column(Integer, default=None)
    """The id of the object that has this number, if ``type`` is not ``user``."""
    search: Mapped[str | None] = search_column("exten::text", "context::text")
