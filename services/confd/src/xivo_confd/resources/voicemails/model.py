# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...crud.model import ConfigObject, InContext


class Voicemail(InContext, ConfigObject):
    """A mailbox; its number is unique in its context (API-118, CC-124, CC-125)."""

    __tablename__ = "voicemails"
    __table_args__ = (UniqueConstraint("number", "context"),)

    name: Mapped[str] = mapped_column(String(128))
    number: Mapped[str] = mapped_column(String(40))
    password: Mapped[str | None] = mapped_column(EncryptedStr)
    email: Mapped[str | None] = mapped_column(String(255))
    pager: Mapped[str | None] = mapped_column(String(255))
    language: Mapped[str | None] = mapped_column(String(20))
    timezone: Mapped[str | None] = mapped_column(String(40))
    max_messages: Mapped[int | None] = mapped_column(Integer)
    attach_audio: Mapped[bool] = mapped_column(Boolean)
    delete_messages: Mapped[bool] = mapped_column(Boolean)
    ask_password: Mapped[bool] = mapped_column(Boolean)
    enabled: Mapped[bool] = mapped_column(Boolean)
    options: Mapped[list[list[str]]] = mapped_column(JSONB)
