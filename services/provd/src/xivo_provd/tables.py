# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of provd's tables, and the outbox."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase
from xivo_bus.tables import outbox_tables
from xivo_store import new_metadata


class Base(DeclarativeBase):
    metadata = new_metadata()


OUTBOX = outbox_tables(Base.metadata)
