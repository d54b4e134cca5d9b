# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject

DEFAULT = "default"


class MusicOnHold(ConfigObject):
    """A category of music on hold; ``default`` always exists (CC-019 to CC-023)."""

    __tablename__ = "musics_on_hold"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    label: Mapped[str] = mapped_column(String(128))
    mode: Mapped[str] = mapped_column(String(8))
    sort: Mapped[str] = mapped_column(String(8))
    application: Mapped[str] = mapped_column(String(1024))
    description: Mapped[str] = mapped_column(Text)
