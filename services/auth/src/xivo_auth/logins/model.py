# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime, Index, Text
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store import Uuid7Key

from ..tables import Base


class LoginResult(StrEnum):
    SUCCESS = "success"
    WRONG_CREDENTIALS = "wrong_credentials"
    UNKNOWN_BACKEND = "unknown_backend"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"


class Login(Base):
    """Who wanted to log in, by which backend, from where, and what came of it."""

    __tablename__ = "login"
    __table_args__ = (Index("ix_login_login_id", "login", "id"), Index("ix_login_auth_id_id", "auth_id", "id"))

    id: Mapped[Uuid7Key]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    backend: Mapped[str] = mapped_column(Text)
    login: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    user_agent: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    auth_id: Mapped[str | None] = mapped_column(Text)
    session: Mapped[str | None] = mapped_column(Text)
