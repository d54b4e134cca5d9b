# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...crud.model import ConfigObject


class Directory(ConfigObject):
    """A place with contacts, outside of the phonebook (ADM-163, ADM-164, ADM-165, ADM-166, SYS-304, SYS-306)."""

    __tablename__ = "directories"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    type: Mapped[str] = mapped_column(String(16))
    uri: Mapped[str] = mapped_column(String(1024))
    username: Mapped[str] = mapped_column(String(128))
    password: Mapped[str | None] = mapped_column(EncryptedStr)
    description: Mapped[str] = mapped_column(Text)
