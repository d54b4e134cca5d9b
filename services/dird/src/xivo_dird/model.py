# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from xivo_store import CreatedAt, Uuid7Key, new_metadata


class Base(DeclarativeBase):
    metadata = new_metadata()


class Favorite(Base):
    """An entry of a source that somebody marked (SYS-298). ``owner`` is the user's UUID, or the account without one."""

    __tablename__ = "favorite"

    owner: Mapped[str] = mapped_column(Text, primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    contact: Mapped[str] = mapped_column(Text, primary_key=True)
    created_at: Mapped[CreatedAt]


class PersonalContact(Base):
    """Somebody's own contact: whatever fields he gave it."""

    __tablename__ = "personal_contact"
    __table_args__ = (Index("ix_personal_contact_owner", "owner"),)

    id: Mapped[Uuid7Key]
    owner: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
