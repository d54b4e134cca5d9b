# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store import CreatedAt, Uuid7Key

from ..tables import Base


class AccountKind(StrEnum):
    ADMIN = "admin"
    SERVICE = "service"


class Account(Base):
    """Somebody who authenticates with a password of auth's own."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("kind", "username"),)

    id: Mapped[Uuid7Key]
    kind: Mapped[str] = mapped_column(Text)
    username: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    acls: Mapped[list[str]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
