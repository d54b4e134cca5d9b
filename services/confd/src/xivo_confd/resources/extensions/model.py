# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class Extension(Base):
    """A number that can be dialled in a context."""

    __tablename__ = "extensions"
    __table_args__ = (
        UniqueConstraint("exten", "context"),
        Index("ix_extensions_context", "context"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exten: Mapped[str] = mapped_column(String(40))
    context: Mapped[str] = mapped_column(
        String(39), ForeignKey("contexts.name", onupdate="CASCADE", ondelete="RESTRICT")
    )
    commented: Mapped[bool] = mapped_column(Boolean, default=False)
