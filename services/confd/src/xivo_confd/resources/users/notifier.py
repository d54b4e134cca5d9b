# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import User


class UserCreated(ConfigEvent):
    name: ClassVar[str] = "user_created"
    routing_key: ClassVar[str] = "config.user.created"

    id: int
    uuid: UUID


class UserEdited(ConfigEvent):
    name: ClassVar[str] = "user_edited"
    routing_key: ClassVar[str] = "config.user.edited"

    id: int
    uuid: UUID


class UserDeleted(ConfigEvent):
    name: ClassVar[str] = "user_deleted"
    routing_key: ClassVar[str] = "config.user.deleted"

    id: int
    uuid: UUID


class UserNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, user: User) -> None:
        self._unit.announce(f"user:{user.id}", UserCreated(id=user.id, uuid=user.uuid))

    def edited(self, user: User) -> None:
        self._unit.announce(f"user:{user.id}", UserEdited(id=user.id, uuid=user.uuid))

    def deleted(self, user: User) -> None:
        self._unit.announce(f"user:{user.id}", UserDeleted(id=user.id, uuid=user.uuid))
