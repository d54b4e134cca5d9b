# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent


class DeviceCreated(ConfigEvent):
    name: ClassVar[str] = "device_created"
    routing_key: ClassVar[str] = "config.device.created"

    id: str


class DeviceEdited(ConfigEvent):
    name: ClassVar[str] = "device_edited"
    routing_key: ClassVar[str] = "config.device.edited"

    id: str


class DeviceDeleted(ConfigEvent):
    name: ClassVar[str] = "device_deleted"
    routing_key: ClassVar[str] = "config.device.deleted"

    id: str


class DeviceNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, device_id: str) -> None:
        self._unit.announce(f"device:{device_id}", DeviceCreated(id=device_id))

    def edited(self, device_id: str) -> None:
        self._unit.announce(f"device:{device_id}", DeviceEdited(id=device_id))

    def deleted(self, device_id: str) -> None:
        self._unit.announce(f"device:{device_id}", DeviceDeleted(id=device_id))
