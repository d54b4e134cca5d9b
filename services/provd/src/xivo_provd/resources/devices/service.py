# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be done to a device, and what follows from it."""

from __future__ import annotations

import ipaddress
import uuid
from typing import Any

from ...errors import BadRequest, DeviceIdTaken, DeviceNotFound, TemplateFailed
from ...last_good import LastGood
from ...plugin import Device, RawConfig, norm_mac
from ...rendering import Faulty, Renderer
from ...stale import COMMON
from ...unit import Unit
from ..configs.inheritance import inherited
from .notifier import DeviceCreated, DeviceDeleted, DeviceEdited

_TEXTS = ("ip", "mac", "sn", "uuid", "vendor", "model", "version", "plugin", "config", "description", "added")
_MAX_ID = 200
_NOT_LEARNT = frozenset({"id", "ip", "mac", "plugin", "config", "configured", "added", "is_new"})


class DeviceService:
    def __init__(self, renderer: Renderer, last_good: LastGood) -> None:
        self._renderer = renderer
        self._last_good = last_good

    async def get(self, unit: Unit, device_id: str, *, lock: bool = False) -> Device:
        """Raises DeviceNotFound."""
        device = await unit.devices.get(device_id, lock=lock)
        if device is None:
            raise DeviceNotFound(device_id=device_id)
        return device

    async def create(self, unit: Unit, document: Device) -> Device:
        """With an id of its own unless it brings one. Raises BadRequest, DeviceIdTaken."""
        device = _checked(document)
        device["id"] = device.get("id") or uuid.uuid4().hex
        await self.refresh(unit, device)
        if not await unit.devices.add(device):
            raise DeviceIdTaken(device_id=device["id"])
        unit.announce(DeviceCreated.of(device), device["id"])
        return device

    async def replace(self, unit: Unit, device_id: str, document: Device) -> Device:
        """Raises DeviceNotFound, BadRequest.

        A new address given here moves the phone's binding; a return to an automatic config ends it.
        """
        present = await self.get(unit, device_id, lock=True)
        device = _checked(document)
        if device.setdefault("id", device_id) != device_id:
            raise BadRequest(reason="the id of a device cannot be changed")
        if (plugin := self._renderer.plugins.get(present.get("plugin"))) and device.get("plugin") != plugin.id:
            await plugin.left_by(present)
        await self.refresh(unit, device)
        has_moved = device.get("ip") and device["ip"] != present.get("ip")
        if has_moved and await unit.bindings.address_of(device_id):
            await unit.bindings.bind(device_id, device["ip"])
        if device.get("config") != present.get("config"):
            await self._config_changed(unit, present, device)
        await self.store(unit, present, device)
        return device

    async def learn(self, unit: Unit, plugin_id: str, document: Device) -> None:
        """What the device's own plugin found out about it. Raises DeviceNotFound, BadRequest."""
        known = _checked(document)
        present = await self.get(unit, str(known.get("id") or ""), lock=True)
        if present.get("plugin") != plugin_id:
            raise BadRequest(reason="the device is another plugin's")
        # What decides who gets which secrets is not the plugin's to say.
        news = {key: value for key, value in known.items() if key not in _NOT_LEARNT}
        await self.store(unit, present, {**present, **news})

    async def remove(self, unit: Unit, device_id: str) -> None:
        """Raises DeviceNotFound."""
        device = await self.get(unit, device_id, lock=True)
        await unit.devices.remove(device_id)
        await self._drop_transient(unit, device.get("config"), device_id)
        self._last_good.forget(device_id)
        if plugin := self._renderer.plugins.get(device.get("plugin")):
            await plugin.left_by(device)
        unit.announce(DeviceDeleted.of(device), device_id)

    async def store(self, unit: Unit, before: Device, device: Device) -> None:
        """Save and announce, if anything changed."""
        if device != before:
            await unit.devices.save(device)
            unit.announce(DeviceEdited.of(device), device["id"])

    async def raw_config(self, unit: Unit, device: Device) -> RawConfig | None:
        """The values of the device's config, inherited ones included; None without a config."""
        config_id = device.get("config")
        if not config_id:
            return None
        configs = await unit.configs.chains([config_id])
        return inherited(config_id, configs) if config_id in configs else None

    async def raw_configs(self, unit: Unit, devices: list[Device]) -> dict[str, RawConfig]:
        """The values of these devices' configs by the id of the device, in one query."""
        ids = sorted({str(device["config"]) for device in devices if device.get("config")})
        configs = await unit.configs.chains(ids)
        return {
            device["id"]: inherited(device["config"], configs) for device in devices if device.get("config") in configs
        }

    async def refresh(self, unit: Unit, device: Device) -> None:
        """Set ``configured`` to what it is."""
        self.mark(device, await self.raw_config(unit, device))

    def mark(self, device: Device, raw_config: RawConfig | None) -> None:
        """Set ``configured`` to what it is with these values."""
        device["configured"] = self.is_configured(device, raw_config)

    async def try_templates(self, device: Device, raw_config: RawConfig | None) -> None:
        """Render the device's files, for who may have changed a template. Raises TemplateFailed."""
        if raw_config is None:
            return
        try:
            await self._renderer.try_again(device, raw_config)
        except Faulty as error:
            raise TemplateFailed(reason=str(error)) from error

    def is_configured(self, device: Device, raw_config: RawConfig | None) -> bool:
        return self._renderer.is_configurable(device, raw_config)

    async def reconfigure_all(self, unit: Unit, config_ids: set[str]) -> int:
        """After a change of these configs: set ``configured`` on the devices that use them; how many there are."""
        devices = await unit.devices.with_configs(config_ids)
        unit.stale.update(device["id"] for device in devices)
        unit.stale.add(COMMON)
        configs = await unit.configs.chains(sorted({device["config"] for device in devices}))
        for device in devices:
            found = inherited(device["config"], configs) if device["config"] in configs else None
            is_configured = self._renderer.is_configurable(device, found)
            if device.get("configured") is not is_configured:
                await self.store(unit, device, {**device, "configured": is_configured})
        return len(devices)

    async def plugin_changed(self, unit: Unit, plugin_id: str) -> None:
        """After an installation or removal: set ``configured`` on its devices. They are not given to another plugin."""
        for device in await unit.devices.with_field("plugin", plugin_id):
            after = dict(device)
            await self.refresh(unit, after)
            await self.store(unit, device, after)

    async def _config_changed(self, unit: Unit, present: Device, device: Device) -> None:
        await self._drop_transient(unit, present.get("config"), device["id"])
        self._last_good.forget(device["id"])
        config = await unit.configs.get(device["config"]) if device.get("config") else None
        if config is None or config.get("transient"):
            await unit.bindings.release([device["id"]])

    @staticmethod
    async def _drop_transient(unit: Unit, config_id: Any, device_id: str) -> None:
        """An automatic config ends with its last device."""
        if not isinstance(config_id, str):
            return
        config = await unit.configs.get(config_id)
        if config is None or not config.get("transient"):
            return
        if all(device["id"] == device_id for device in await unit.devices.with_configs([config_id])):
            await unit.configs.remove(config_id)


def _checked(document: Device) -> Device:
    """A copy in normal form. Raises BadRequest."""
    device = dict(document)
    for key in _TEXTS:
        if device.get(key) is not None and not _is_text(device[key]):
            raise BadRequest(reason=f"{key} must be a text")
    if device.get("mac"):
        try:
            device["mac"] = norm_mac(device["mac"])
        except ValueError as error:
            raise BadRequest(reason=str(error)) from error
    if device.get("ip"):
        device["ip"] = checked_address(device["ip"])
    device_id = device.get("id")
    if device_id is not None and not is_document_id(device_id):
        raise BadRequest(reason="id is not valid")
    return device


def checked_address(text: str) -> str:
    """In normal form. Raises BadRequest."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise BadRequest(reason=f"{text!r} is not an IP address") from error


def is_document_id(value: Any) -> bool:
    """Ids stand in URLs and in file names of the cache."""
    return (
        _is_text(value)
        and 0 < len(value) <= _MAX_ID
        and value.isascii()
        and value.isprintable()
        and not any(char in "/\\?#% " for char in value)
        and value not in (".", "..")
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value
