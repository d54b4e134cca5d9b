# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class LineExtension(Base):
    """An extension leads to at most one line."""

    __tablename__ = "line_extensions"

    extension_id: Mapped[int] = mapped_column(
        ForeignKey("extensions.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id", ondelete="RESTRICT"), index=True)
