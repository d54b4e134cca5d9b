# SPDX-License-Identifier: GPL-3.0-or-later
"""What the services' tables have in common."""

import uuid
from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import mapped_column
from xivo_base.ids import uuid7

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """The metadata of one service's tables: each service has its own, with the same constraint names."""
    return MetaData(naming_convention=NAMING_CONVENTION)


def now() -> datetime:
    return datetime.now(UTC)


Uuid7Key = Annotated[uuid.UUID, mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid7)]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), default=now)]
