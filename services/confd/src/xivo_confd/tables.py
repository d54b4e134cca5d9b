# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of confd's tables, and the outbox beside them."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase
from xivo_bus.tables import outbox_tables
from xivo_store.model import new_metadata


class Base(DeclarativeBase):
    metadata = new_metadata()


OUTBOX = outbox_tables(Base.metadata)
