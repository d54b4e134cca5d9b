# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject

DEFAULT = "default"
"""The one that lines have unless they say otherwise, and telephones that wait for a provisioning code."""


def _host() -> Mapped[str | None]:
    return mapped_column(String(255))


def _port() -> Mapped[int | None]:
    return mapped_column(Integer)


class Registrar(ConfigObject):
    """Where telephones register and send their calls (*Template line*, CC-224)."""

    __tablename__ = "registrars"

    name: Mapped[str] = mapped_column(String(79), unique=True)
    display_name: Mapped[str] = mapped_column(String(128))
    main_host: Mapped[str | None] = _host()
    main_port: Mapped[int | None] = _port()
    backup_host: Mapped[str | None] = _host()
    backup_port: Mapped[int | None] = _port()
    proxy_main_host: Mapped[str | None] = _host()
    proxy_main_port: Mapped[int | None] = _port()
    proxy_backup_host: Mapped[str | None] = _host()
    proxy_backup_port: Mapped[int | None] = _port()
    outbound_proxy_host: Mapped[str | None] = _host()
    outbound_proxy_port: Mapped[int | None] = _port()
