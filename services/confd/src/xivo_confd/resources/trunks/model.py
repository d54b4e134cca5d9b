# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...crud.model import ConfigObject


class Trunk(ConfigObject):
    """A way to another telephone system (ADM-255): SIP, IAX, or any channel of Asterisk."""

    __tablename__ = "trunks"

    name: Mapped[str] = mapped_column(String(79), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean)
    context: Mapped[str | None] = mapped_column(String(39))
    endpoint: Mapped[dict[str, Any]] = mapped_column(JSONB)
    secret: Mapped[str | None] = mapped_column(EncryptedStr)
    registration: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    registration_secret: Mapped[str | None] = mapped_column(EncryptedStr)
    description: Mapped[str] = mapped_column(Text)
