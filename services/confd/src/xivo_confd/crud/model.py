# SPDX-License-Identifier: GPL-3.0-or-later
"""Bases of the tables behind declared resources."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from ..tables import Base


class ConfigObject(Base):
    """One object with an id. Columns have the names of the body's fields; lists and unions are JSONB."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class InEntity:
    """Belongs to an entity of its own choice; the body has a field ``entity``, its name (ADM-185)."""

    @declared_attr
    def entity_id(cls) -> Mapped[int]:  # noqa: N805  (SQLAlchemy calls it with the class)
        return mapped_column(ForeignKey("entities.id", ondelete="RESTRICT"), index=True)


class InContext:
    """Belongs to a context, and by it to an entity."""

    @declared_attr
    def context(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(
            String(39), ForeignKey("contexts.name", onupdate="CASCADE", ondelete="RESTRICT"), index=True
        )


class Numbered(InContext):
    """Has a number in its context; the number is an extension as well, kept by the core."""

    @declared_attr
    def exten(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(String(40))


class MaybeNumbered(InContext):
    """As `Numbered`; the number may be missing."""

    @declared_attr
    def exten(cls) -> Mapped[str | None]:  # noqa: N805
        return mapped_column(String(40))


class ObjectUse(Base):
    """``owner`` names ``target`` in one of its fields, so the target stays as long as the owner does."""

    __tablename__ = "object_uses"
    __table_args__ = (Index("ix_object_uses_target_kind_target_id", "target_kind", "target_id"),)

    owner_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    target_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    target_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class GeneralSettings(Base):
    """The settings of one page that exists once, as far as they were ever changed."""

    __tablename__ = "general_settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    values: Mapped[dict[str, object]] = mapped_column(JSONB)
