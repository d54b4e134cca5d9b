# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class LdapServer(ConfigObject):
    """Where directories are asked for contacts (ADM-047, ADM-048, ADM-050)."""

    __tablename__ = "ldap_servers"
    __table_args__ = (UniqueConstraint("host", "port"),)

    name: Mapped[str] = mapped_column(String(128), unique=True)
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int] = mapped_column(Integer)
    security_layer: Mapped[str | None] = mapped_column(String(8))
    protocol_version: Mapped[int] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(Text)
