# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.dialects.postgresql import ARRAY, INET
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class WebserviceUser(Base):
    """A program that may use the API: by login and digest, or without login from one address or network."""

    __tablename__ = "webservice_users"
    __table_args__ = (CheckConstraint("(login IS NOT NULL AND ha1 IS NOT NULL) OR host IS NOT NULL", "access"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    login: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    ha1: Mapped[str | None] = mapped_column(String(32), default=None)
    host: Mapped[str | None] = mapped_column(INET, default=None)
    acl: Mapped[list[str]] = mapped_column(ARRAY(String(255)), default=lambda: ["confd.#"])
    description: Mapped[str] = mapped_column(String(255), default="")
