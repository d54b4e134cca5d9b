# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import Administrator


class AdministratorCreated(ConfigEvent):
    name: ClassVar[str] = "administrator_created"
    routing_key: ClassVar[str] = "config.administrator.created"

    id: int
    uuid: UUID


class AdministratorEdited(ConfigEvent):
    """``access_changed``: password, rights or enabled are no longer those with which tokens were given."""

    name: ClassVar[str] = "administrator_edited"
    routing_key: ClassVar[str] = "config.administrator.edited"

    id: int
    uuid: UUID
    access_changed: bool


class AdministratorDeleted(ConfigEvent):
    name: ClassVar[str] = "administrator_deleted"
    routing_key: ClassVar[str] = "config.administrator.deleted"

    id: int
    uuid: UUID


class AdministratorNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, administrator: Administrator) -> None:
        event = AdministratorCreated(id=administrator.id, uuid=administrator.uuid)
        self._unit.announce(f"administrator:{administrator.id}", event)

    def edited(self, administrator: Administrator, *, access_changed: bool) -> None:
        event = AdministratorEdited(id=administrator.id, uuid=administrator.uuid, access_changed=access_changed)
        self._unit.announce(f"administrator:{administrator.id}", event)

    def deleted(self, administrator: Administrator) -> None:
        event = AdministratorDeleted(id=administrator.id, uuid=administrator.uuid)
        self._unit.announce(f"administrator:{administrator.id}", event)
