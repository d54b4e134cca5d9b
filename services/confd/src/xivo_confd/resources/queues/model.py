# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject, MaybeNumbered


class Queue(MaybeNumbered, ConfigObject):
    """Callers who wait, and who is called for them (CC-137 to CC-149, CC-088, CC-090, CC-098)."""

    __tablename__ = "queues"

    name: Mapped[str] = mapped_column(String(79), unique=True)
    label: Mapped[str] = mapped_column(String(128))
    enabled: Mapped[bool] = mapped_column(Boolean)
    description: Mapped[str] = mapped_column(Text)
    strategy: Mapped[str] = mapped_column(String(16))
    music_on_hold: Mapped[str | None] = mapped_column(String(40))
    announce: Mapped[str] = mapped_column(String(255))
    caller_id_mode: Mapped[str | None] = mapped_column(String(40))
    caller_id_name: Mapped[str] = mapped_column(String(80))
    preprocess_subroutine: Mapped[str] = mapped_column(String(79))
    schedule_id: Mapped[int | None] = mapped_column(Integer)
    ring_time: Mapped[int] = mapped_column(Integer)
    timeoutpriority: Mapped[str] = mapped_column(String(16))
    data_quality: Mapped[bool] = mapped_column(Boolean)
    hit_hangup: Mapped[bool] = mapped_column(Boolean)
    caller_hangup: Mapped[bool] = mapped_column(Boolean)
    hit_transfer: Mapped[bool] = mapped_column(Boolean)
    no_retry: Mapped[bool] = mapped_column(Boolean)
    ring_tone: Mapped[bool] = mapped_column(Boolean)
    ignore_forward: Mapped[bool] = mapped_column(Boolean)
    mark_answered_elsewhere: Mapped[bool] = mapped_column(Boolean)
    exit_context: Mapped[str | None] = mapped_column(String(40))
    servicelevel: Mapped[int] = mapped_column(Integer)
    timeout: Mapped[int] = mapped_column(Integer)
    retry: Mapped[int] = mapped_column(Integer)
    weight: Mapped[int] = mapped_column(Integer)
    wrapuptime: Mapped[int] = mapped_column(Integer)
    maxlen: Mapped[int] = mapped_column(Integer)
    ringinuse: Mapped[bool] = mapped_column(Boolean)
    autofill: Mapped[bool] = mapped_column(Boolean)
    autopause: Mapped[str] = mapped_column(String(16))
    joinempty: Mapped[list[str]] = mapped_column(JSONB)
    leavewhenempty: Mapped[list[str]] = mapped_column(JSONB)
    announce_frequency: Mapped[int] = mapped_column(Integer)
    min_announce_frequency: Mapped[int] = mapped_column(Integer)
    announce_position: Mapped[str] = mapped_column(String(16))
    announce_position_limit: Mapped[int] = mapped_column(Integer)
    announce_holdtime: Mapped[str] = mapped_column(String(16))
    announce_round_seconds: Mapped[int] = mapped_column(Integer)
    periodic_announce: Mapped[list[str]] = mapped_column(JSONB)
    periodic_announce_frequency: Mapped[int] = mapped_column(Integer)
    users: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    agents: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    fallbacks: Mapped[dict[str, Any]] = mapped_column(JSONB)
    diversions: Mapped[dict[str, Any]] = mapped_column(JSONB)
