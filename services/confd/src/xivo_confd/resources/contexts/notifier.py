# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import Context


class ContextCreated(ConfigEvent):
    name: ClassVar[str] = "context_created"
    routing_key: ClassVar[str] = "config.context.created"

    id: int
    context: str


class ContextEdited(ConfigEvent):
    name: ClassVar[str] = "context_edited"
    routing_key: ClassVar[str] = "config.context.edited"

    id: int
    context: str


class ContextDeleted(ConfigEvent):
    name: ClassVar[str] = "context_deleted"
    routing_key: ClassVar[str] = "config.context.deleted"

    id: int
    context: str


class ContextNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, context: Context) -> None:
        self._unit.announce(f"context:{context.id}", ContextCreated(id=context.id, context=context.name))

    def edited(self, context: Context) -> None:
        self._unit.announce(f"context:{context.id}", ContextEdited(id=context.id, context=context.name))

    def deleted(self, context: Context) -> None:
        self._unit.announce(f"context:{context.id}", ContextDeleted(id=context.id, context=context.name))
