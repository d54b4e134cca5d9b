# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import Extension


class ExtensionCreated(ConfigEvent):
    name: ClassVar[str] = "extension_created"
    routing_key: ClassVar[str] = "config.extension.created"

    id: int
    exten: str
    context: str


class ExtensionEdited(ConfigEvent):
    name: ClassVar[str] = "extension_edited"
    routing_key: ClassVar[str] = "config.extension.edited"

    id: int
    exten: str
    context: str


class ExtensionDeleted(ConfigEvent):
    name: ClassVar[str] = "extension_deleted"
    routing_key: ClassVar[str] = "config.extension.deleted"

    id: int
    exten: str
    context: str


class ExtensionNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, extension: Extension) -> None:
        self._announce(ExtensionCreated, extension)

    def edited(self, extension: Extension) -> None:
        self._announce(ExtensionEdited, extension)

    def deleted(self, extension: Extension) -> None:
        self._announce(ExtensionDeleted, extension)

    def _announce(
        self, event: type[ExtensionCreated | ExtensionEdited | ExtensionDeleted], extension: Extension
    ) -> None:
        self._unit.announce(
            f"extension:{extension.id}",
            event(id=extension.id, exten=extension.exten, context=extension.context),
        )
