# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...crud.model import ConfigObject


class LdapFilter(ConfigObject):
    """What is looked for in an LDAP server, and what its entries look like (ADM-051, ADM-052, ADM-053, ADM-054)."""

    __tablename__ = "ldap_filters"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    ldap_server_id: Mapped[int] = mapped_column(Integer)
    username: Mapped[str] = mapped_column(String(255))
    password: Mapped[str | None] = mapped_column(EncryptedStr)
    base_dn: Mapped[str] = mapped_column(String(255))
    filter: Mapped[str] = mapped_column(String(1024))
    number_type: Mapped[str] = mapped_column(String(16))
    display_names: Mapped[list[str]] = mapped_column(JSONB)
    phone_numbers: Mapped[list[str]] = mapped_column(JSONB)
    description: Mapped[str] = mapped_column(Text)
