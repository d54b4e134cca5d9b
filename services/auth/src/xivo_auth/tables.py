# SPDX-License-Identifier: GPL-3.0-or-later
from sqlalchemy.orm import DeclarativeBase
from xivo_store import new_metadata


class Base(DeclarativeBase):
    """What auth keeps in PostgreSQL."""

    metadata = new_metadata()
