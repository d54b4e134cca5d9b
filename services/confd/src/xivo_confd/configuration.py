# SPDX-License-Identifier: GPL-3.0-or-later
"""The one row of system-wide settings."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from .tables import Base

ROW = 1


class Configuration(Base):
    __tablename__ = "configuration"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, default=ROW)
    live_reload: Mapped[bool] = mapped_column(Boolean, default=True)
    language: Mapped[str] = mapped_column(String(20))
    timezone: Mapped[str] = mapped_column(String(128))


async def current(session: AsyncSession) -> Configuration:
    return (await session.scalars(select(Configuration).where(Configuration.id == ROW))).one()


async def is_live_reload_on(session: AsyncSession) -> bool:
    """Whether changes are to be applied at once (API-061)."""
    return bool(await session.scalar(select(Configuration.live_reload).where(Configuration.id == ROW)))
