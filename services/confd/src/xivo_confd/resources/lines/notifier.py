# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import Line


class LineCreated(ConfigEvent):
    name: ClassVar[str] = "line_created"
    routing_key: ClassVar[str] = "config.line.created"

    id: int


class LineEdited(ConfigEvent):
    name: ClassVar[str] = "line_edited"
    routing_key: ClassVar[str] = "config.line.edited"

    id: int


class LineDeleted(ConfigEvent):
    name: ClassVar[str] = "line_deleted"
    routing_key: ClassVar[str] = "config.line.deleted"

    id: int


class LineNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, line: Line) -> None:
        self._unit.announce(f"line:{line.id}", LineCreated(id=line.id))

    def edited(self, line: Line) -> None:
        self._unit.announce(f"line:{line.id}", LineEdited(id=line.id))

    def deleted(self, line: Line) -> None:
        self._unit.announce(f"line:{line.id}", LineDeleted(id=line.id))
