# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...tables import Base


class DeviceRow(Base):
    """``document`` is what the API shows, ``id`` included: clients may add fields of their own."""

    __tablename__ = "devices"
    __table_args__ = (
        Index("ix_devices_mac", text("(document ->> 'mac')")),
        Index("ix_devices_ip", text("(document ->> 'ip')")),
        Index("ix_devices_config", text("(document ->> 'config')")),
        Index("ix_devices_plugin", text("(document ->> 'plugin')")),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
