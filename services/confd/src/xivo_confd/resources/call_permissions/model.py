# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...crud.model import ConfigObject


class CallPermission(ConfigObject):
    """Who may or may not dial which numbers (ADM-086)."""

    __tablename__ = "call_permissions"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    password: Mapped[str | None] = mapped_column(EncryptedStr)
    password_hash: Mapped[str | None] = mapped_column(Text)
    """What agid compares a caller's digits with: the snapshot that it keeps has no password (ADM-094)."""
    mode: Mapped[str] = mapped_column(String(8))
    enabled: Mapped[bool] = mapped_column(Boolean)
    description: Mapped[str] = mapped_column(Text)
    extensions: Mapped[list[str]] = mapped_column(JSONB)
    users: Mapped[list[int]] = mapped_column(JSONB)
    groups: Mapped[list[int]] = mapped_column(JSONB)
    incalls: Mapped[list[int]] = mapped_column(JSONB)
    outcalls: Mapped[list[int]] = mapped_column(JSONB)
