# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from xivo_store import CreatedAt, Uuid7Key

from ..tables import Base


class Holder(StrEnum):
    """Whom a policy is given to: all whom a backend recognises, or one account by its `auth_id`."""

    BACKEND = "backend"
    ACCOUNT = "account"


class Policy(Base):
    """A set of rights with a name."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Uuid7Key]
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    acl_templates: Mapped[list[str]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
    assignments: Mapped[list[Assignment]] = relationship(
        lazy="selectin", order_by="Assignment.target", cascade="all, delete-orphan", passive_deletes=True
    )


class Assignment(Base):
    __tablename__ = "policy_assignment"
    __table_args__ = (Index("ix_policy_assignment_kind_target", "kind", "target"),)

    policy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("policy.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    target: Mapped[str] = mapped_column(Text, primary_key=True)
