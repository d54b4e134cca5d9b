# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from ...edge.unit import Unit
from ...events import ConfigEvent
from ..users.model import User


class UserCtiEdited(ConfigEvent):
    name: ClassVar[str] = "user_cti_edited"
    routing_key: ClassVar[str] = "config.user_cti.edited"

    user_id: int
    uuid: UUID
    cti_profile_id: int | None
    enabled: bool


class UserCtiNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def edited(self, user: User) -> None:
        event = UserCtiEdited(
            user_id=user.id, uuid=user.uuid, cti_profile_id=user.cti_profile_id, enabled=user.cti_enabled
        )
        self._unit.announce(f"user:{user.id}", event)
