# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...search import search_column, search_index
from ...tables import Base
from .password import StoredPassword


def _switch(*, on: bool = False) -> Mapped[bool]:
    return mapped_column(Boolean, default=on, server_default=text(str(on).lower()))


def _number() -> Mapped[str]:
    return mapped_column(String(128), default="", server_default="")


class User(Base):
    """A person. ``username`` is unique over all entities (ADM-182), NULL when there is none."""

    __tablename__ = "users"
    __table_args__ = (
        Index("ix_users_lastname_firstname_id", "lastname", "firstname", "id"),
        search_index("users"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), unique=True, default=uuid.uuid4)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="RESTRICT"), index=True)
    firstname: Mapped[str] = mapped_column(String(128))
    lastname: Mapped[str] = mapped_column(String(128), default="")
    timezone: Mapped[str] = mapped_column(String(128), default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    caller_id: Mapped[str] = mapped_column(String(160))
    outgoing_caller_id: Mapped[str] = mapped_column(String(80), default="default")
    mobile_phone_number: Mapped[str] = mapped_column(String(128), default="")
    username: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    password: Mapped[str | None] = mapped_column(StoredPassword, default=None)
    music_on_hold: Mapped[str] = mapped_column(String(128), default="default")
    preprocess_subroutine: Mapped[str] = mapped_column(String(39), default="")
    userfield: Mapped[str] = mapped_column(String(128), default="")
    cti_profile_id: Mapped[int | None] = mapped_column(
        ForeignKey("cti_profiles.id", ondelete="RESTRICT"), index=True, default=None
    )
    cti_enabled: Mapped[bool] = mapped_column(Boolean, default=False)
    ring_seconds: Mapped[int] = mapped_column(Integer, default=30)
    simultaneous_calls: Mapped[int] = mapped_column(Integer, default=5)
    dnd_enabled: Mapped[bool] = mapped_column(Boolean, default=False)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    supervision_enabled: Mapped[bool] = _switch(on=True)
    call_transfer_enabled: Mapped[bool] = _switch(on=True)
    online_call_record_enabled: Mapped[bool] = _switch()
    call_record_enabled: Mapped[bool] = _switch()
    incallfilter_enabled: Mapped[bool] = _switch()
    bsfilter: Mapped[str] = mapped_column(String(16), default="no", server_default="no")
    busy_enabled: Mapped[bool] = _switch()
    busy_destination: Mapped[str] = _number()
    noanswer_enabled: Mapped[bool] = _switch()
    noanswer_destination: Mapped[str] = _number()
    unconditional_enabled: Mapped[bool] = _switch()
    unconditional_destination: Mapped[str] = _number()
    call_permission_password: Mapped[str | None] = mapped_column(EncryptedStr, default=None)
    schedule_id: Mapped[int | None] = mapped_column(Integer, default=None)
    fallbacks: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))

    search: Mapped[str | None] = search_column(
        "firstname::text || ' '::text || lastname::text",
        "caller_id::text",
        "description",
        "userfield::text",
        "username::text",
        "mobile_phone_number::text",
        "outgoing_caller_id::text",
        "timezone::text",
        "language::text",
        "music_on_hold::text",
        "preprocess_subroutine::text",
    )

    @property
    def fullname(self) -> str:
        return f"{self.firstname} {self.lastname}".strip()
