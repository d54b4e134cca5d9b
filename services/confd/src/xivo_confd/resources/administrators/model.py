# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import uuid

from sqlalchemy import Boolean, ForeignKey, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.model import CreatedAt

from ...tables import Base


class Administrator(Base):
    """Somebody who configures the system, or one entity of it (ADM-179)."""

    __tablename__ = "administrators"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), unique=True, default=uuid.uuid4)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    firstname: Mapped[str] = mapped_column(String(128), default="")
    lastname: Mapped[str] = mapped_column(String(128), default="")
    email: Mapped[str] = mapped_column(String(255), default="")
    acl: Mapped[list[str]] = mapped_column(ARRAY(String(255)), default=list)
    entity_id: Mapped[int | None] = mapped_column(
        ForeignKey("entities.id", ondelete="RESTRICT"), index=True, default=None
    )
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    language: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(Text, default="")


class FormerAdministrator(Base):
    """One who was deleted. His tokens may outlive him: they must not pass for those of somebody unlimited."""

    __tablename__ = "former_administrators"

    uuid: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True)
    deleted_at: Mapped[CreatedAt]
