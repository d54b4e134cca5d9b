# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import Entity


class EntityCreated(ConfigEvent):
    name: ClassVar[str] = "entity_created"
    routing_key: ClassVar[str] = "config.entity.created"

    id: int


class EntityEdited(ConfigEvent):
    name: ClassVar[str] = "entity_edited"
    routing_key: ClassVar[str] = "config.entity.edited"

    id: int


class EntityDeleted(ConfigEvent):
    name: ClassVar[str] = "entity_deleted"
    routing_key: ClassVar[str] = "config.entity.deleted"

    id: int


class EntityNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, entity: Entity) -> None:
        self._unit.announce(f"entity:{entity.id}", EntityCreated(id=entity.id))

    def edited(self, entity: Entity) -> None:
        self._unit.announce(f"entity:{entity.id}", EntityEdited(id=entity.id))

    def deleted(self, entity: Entity) -> None:
        self._unit.announce(f"entity:{entity.id}", EntityDeleted(id=entity.id))
