# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class UserLine(Base):
    """Who uses a line; its first user is the main one."""

    __tablename__ = "user_lines"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id", ondelete="RESTRICT"), primary_key=True, index=True)
    main_user: Mapped[bool] = mapped_column(Boolean)
    main_line: Mapped[bool] = mapped_column(Boolean, default=True)
