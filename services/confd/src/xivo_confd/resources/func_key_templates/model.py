# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class FuncKeyTemplate(Base):
    """A set of function keys: shared, or one user's own, which is made with his first key (API-080)."""

    __tablename__ = "func_key_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(128), default=None)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True, default=None)


class FuncKey(Base):
    """One key of a template."""

    __tablename__ = "func_keys"
    __table_args__ = (UniqueConstraint("template_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("func_key_templates.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    label: Mapped[str | None] = mapped_column(String(128), default=None)
    blf: Mapped[bool] = mapped_column(Boolean)
    destination: Mapped[dict[str, Any]] = mapped_column(JSONB)


class UserFuncKeyTemplate(Base):
    """The shared template that a user has beside his own keys."""

    __tablename__ = "user_func_key_templates"

    user_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    template_id: Mapped[int] = mapped_column(ForeignKey("func_key_templates.id", ondelete="RESTRICT"), index=True)
