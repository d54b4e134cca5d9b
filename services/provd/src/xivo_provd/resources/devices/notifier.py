# SPDX-License-Identifier: GPL-3.0-or-later
"""What provd announces of devices. No event carries a secret."""

from __future__ import annotations

from typing import Any, ClassVar

from xivo_bus import Event

from ...plugin import Device


class DeviceEvent(Event):
    id: str
    mac: str | None = None
    ip: str | None = None
    vendor: str | None = None
    model: str | None = None
    version: str | None = None
    plugin: str | None = None
    config: str | None = None
    configured: bool = False

    @classmethod
    def of(cls, device: Device) -> DeviceEvent:
        names = set(cls.model_fields) - {"id", "configured"}
        texts: dict[str, Any] = {name: _text(device.get(name)) for name in names}
        return cls(id=device["id"], configured=device.get("configured") is True, **texts)


class DeviceCreated(DeviceEvent):
    name: ClassVar[str] = "device_created"
    routing_key: ClassVar[str] = "provd.device.created"


class DeviceEdited(DeviceEvent):
    name: ClassVar[str] = "device_edited"
    routing_key: ClassVar[str] = "provd.device.edited"


class DeviceDeleted(DeviceEvent):
    name: ClassVar[str] = "device_deleted"
    routing_key: ClassVar[str] = "provd.device.deleted"


class SecretServed(Event):
    """A phone received its SIP secrets."""

    name: ClassVar[str] = "device_secret_served"
    routing_key: ClassVar[str] = "provd.device.secret.served"

    device_id: str
    address: str
    filename: str


class SecretRefused(Event):
    """An address asked for the secrets of a phone that is bound to another one."""

    name: ClassVar[str] = "device_secret_refused"
    routing_key: ClassVar[str] = "provd.device.secret.refused"

    device_id: str
    address: str
    filename: str


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
