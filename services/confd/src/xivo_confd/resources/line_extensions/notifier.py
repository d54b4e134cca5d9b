# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import LineExtension


class LineExtensionAssociated(ConfigEvent):
    name: ClassVar[str] = "line_extension_associated"
    routing_key: ClassVar[str] = "config.line_extension_association.created"

    line_id: int
    extension_id: int


class LineExtensionDissociated(ConfigEvent):
    name: ClassVar[str] = "line_extension_dissociated"
    routing_key: ClassVar[str] = "config.line_extension_association.deleted"

    line_id: int
    extension_id: int


class LineExtensionNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def associated(self, association: LineExtension) -> None:
        self._announce(LineExtensionAssociated, association)

    def dissociated(self, association: LineExtension) -> None:
        self._announce(LineExtensionDissociated, association)

    def _announce(
        self,
        event: type[LineExtensionAssociated | LineExtensionDissociated],
        association: LineExtension,
    ) -> None:
        self._unit.announce(
            f"line:{association.line_id}",
            event(line_id=association.line_id, extension_id=association.extension_id),
        )
