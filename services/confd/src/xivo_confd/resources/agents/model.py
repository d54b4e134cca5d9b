# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...crud.model import ConfigObject, InContext


class Agent(InContext, ConfigObject):
    """Somebody who logs in on any telephone and is then called by his queues (CC-132, CC-134, CC-174, SYS-120)."""

    __tablename__ = "agents"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    firstname: Mapped[str] = mapped_column(String(128))
    lastname: Mapped[str] = mapped_column(String(128))
    password: Mapped[str | None] = mapped_column(EncryptedStr)
    language: Mapped[str | None] = mapped_column(String(20))
    group_id: Mapped[int] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(Text)
    preprocess_subroutine: Mapped[str] = mapped_column(String(79))
    wrapup_time: Mapped[int] = mapped_column(Integer)
    autologoff: Mapped[int] = mapped_column(Integer)
    ackcall: Mapped[bool] = mapped_column(Boolean)
    users: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    skills: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
