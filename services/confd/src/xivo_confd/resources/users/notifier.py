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
    """``access_changed``: username, password or enabled are no longer those with which tokens were given."""

    name: ClassVar[str] = "user_edited"
    routing_key: ClassVar[str] = "config.user.edited"

    id: int
    uuid: UUID
    access_changed: bool = False


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

    def edited(self, user: User, *, access_changed: bool = False) -> None:
        event = UserEdited(id=user.id, uuid=user.uuid, access_changed=access_changed)
        self._unit.announce(f"user:{user.id}", event)

    def deleted(self, user: User) -> None:
        self._unit.announce(f"user:{user.id}", UserDeleted(id=user.id, uuid=user.uuid))
