# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...search import search_column, search_index
from ...tables import Base


class Line(Base):
    """A telephone line; ``secret`` is its SIP password, ``configregistrar`` names where its telephone registers."""

    __tablename__ = "lines"
    __table_args__ = (
        Index("ix_lines_context", "context"),
        Index("ix_lines_device_id", "device_id"),
        search_index("lines"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    protocol: Mapped[str] = mapped_column(String(8), default="sip")
    name: Mapped[str] = mapped_column(String(128), unique=True)
    username: Mapped[str | None] = mapped_column(String(80), unique=True, default=None)
    secret: Mapped[str | None] = mapped_column(EncryptedStr, default=None)
    context: Mapped[str] = mapped_column(
        String(39), ForeignKey("contexts.name", onupdate="CASCADE", ondelete="RESTRICT")
    )
    callerid: Mapped[str | None] = mapped_column(String(160), default=None)
    device_id: Mapped[str | None] = mapped_column(String(32), default=None)
    device_slot: Mapped[int] = mapped_column(Integer, default=1)
    provisioning_extension: Mapped[str] = mapped_column(String(16), unique=True)
    configregistrar: Mapped[str] = mapped_column(
        String(79), ForeignKey("registrars.name", ondelete="RESTRICT"), default="default", server_default="default"
    )
    options: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    search: Mapped[str | None] = search_column(
        "name::text", "context::text", "protocol::text", "provisioning_extension::text", "callerid::text"
    )
