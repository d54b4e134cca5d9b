# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject

DEFAULT = "default"


class ParkingLot(ConfigObject):
    """Where calls wait until somebody dials their position; ``default`` always exists (CC-026 to CC-030)."""

    __tablename__ = "parking_lots"

    name: Mapped[str] = mapped_column(String(79), unique=True)
    exten: Mapped[str] = mapped_column(String(40), unique=True)
    slots_start: Mapped[int] = mapped_column(Integer)
    slots_end: Mapped[int] = mapped_column(Integer)
    timeout: Mapped[int] = mapped_column(Integer)
    find_slot: Mapped[str] = mapped_column(String(8))
    hints: Mapped[bool] = mapped_column(Boolean)
    comeback_to_origin: Mapped[bool] = mapped_column(Boolean)
    courtesy_tone: Mapped[str] = mapped_column(String(8))
    transfers: Mapped[str] = mapped_column(String(8))
    reparking: Mapped[str] = mapped_column(String(8))
    hangup: Mapped[str] = mapped_column(String(8))
    recording: Mapped[str] = mapped_column(String(8))
    music_on_hold: Mapped[str | None] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(Text)
