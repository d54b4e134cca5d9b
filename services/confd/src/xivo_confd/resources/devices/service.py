# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices live in provd; which lines they have is confd's."""

from __future__ import annotations

from typing import Any, Self

from xivo_store.listing import ListParams

from ...edge.unit import Unit
from ...provisioning.configs import DEFAULT_TEMPLATE, device_config, is_autoprov
from ...provisioning.dao import DeviceLineDao
from ...provisioning.provd import Provd, ProvdRefused
from .errors import (
    DeviceNotCreated,
    DeviceNotDeleted,
    DeviceNotFound,
    DeviceNotSynchronized,
    LineNotOnDevice,
    NoSuchLine,
)
from .notifier import DeviceNotifier
from .validator import DeviceValidator
from .view import Document, selected

OWN_FIELDS = ("ip", "mac", "sn", "vendor", "model", "version", "plugin", "description", "options")


class DeviceService:
    def __init__(
        self, provd: Provd, lines: DeviceLineDao, validator: DeviceValidator, notifier: DeviceNotifier
    ) -> None:
        self._provd = provd
        self._lines = lines
        self._validator = validator
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit, provd: Provd) -> Self:
        return cls(provd, DeviceLineDao(unit.session), DeviceValidator(provd), DeviceNotifier(unit))

    async def listed(self, params: ListParams) -> tuple[list[tuple[Document, str | None]], int]:
        """(device, template) of the page, and how many match in all."""
        page, total = selected(await self._provd.devices(), params)
        templates = {config["id"]: config.get("configdevice") for config in await self._provd.configs()} if page else {}
        return [(device, templates.get(device.get("config"))) for device in page], total

    async def get(self, device_id: str) -> tuple[Document, str | None]:
        """The device and its template. Raises DeviceNotFound."""
        device = await self._find(device_id)
        return device, await self._template_of(device)

    async def create(self, fields: dict[str, Any]) -> str:
        await self._validator.validate(fields)
        device = {key: value for key, value in _provd_fields(fields).items() if value is not None}
        try:
            device_id = await self._provd.add_device(device)
            if template := fields.get("template_id"):
                await self._use_template({**device, "id": device_id}, template)
        except ProvdRefused as refusal:
            raise DeviceNotCreated(explanation=refusal) from refusal
        self._notifier.created(device_id)
        return device_id

    async def edit(self, device_id: str, fields: dict[str, Any]) -> None:
        device = await self._find(device_id)
        await self._validator.validate(fields, device_id)
        changed = {**device, **_provd_fields(fields)}
        try:
            if template := fields.get("template_id"):
                await self._use_template(changed, template)
            else:
                await self._provd.put_device(changed)
        except ProvdRefused as refusal:
            raise DeviceNotCreated(explanation=refusal) from refusal
        self._notifier.edited(device_id)

    async def delete(self, device_id: str) -> None:
        device = await self._find(device_id)
        if await self._lines.has_lines(device_id):
            raise DeviceNotDeleted(explanation="the device is still linked to a line", device_id=device_id)
        await self._provd.delete_device(device_id)
        if device.get("config") == device_id:
            await self._provd.delete_config(device_id)
        self._notifier.deleted(device_id)

    async def autoprov(self, device_id: str) -> None:
        """Forget lines and configuration: the next provisioning code decides."""
        device = await self._find(device_id)
        await self._lines.take_all_off(device_id)
        await self._reset(device)
        self._notifier.edited(device_id)

    async def synchronize(self, device_id: str) -> None:
        await self._find(device_id)
        try:
            await self._provd.synchronize(device_id)
        except ProvdRefused as refusal:
            raise DeviceNotSynchronized(explanation=refusal) from refusal

    async def associate_line(self, device_id: str, line_id: int) -> None:
        """Put the line on the key of its `device_slot`; it leaves the device it was on."""
        device = await self._find(device_id)
        line = await self._lines.line(line_id)
        if line is None:
            raise NoSuchLine(line_id=line_id)
        before, line.device_id = line.device_id, device_id
        await self._lines.flush()
        await self._lines.free_slot(device_id, line.device_slot, but=line_id)
        if before and before != device_id:
            await self._leave(before)
        await self._configure(device)
        self._notifier.edited(device_id)

    async def remove_line(self, device_id: str, line_id: int) -> None:
        device = await self._find(device_id)
        line = await self._lines.line(line_id)
        if line is None:
            raise NoSuchLine(line_id=line_id)
        if line.device_id != device_id:
            raise LineNotOnDevice(line_id=line_id, device_id=device_id)
        line.device_id = None
        await self._lines.flush()
        await self._settle(device)
        self._notifier.edited(device_id)

    async def _find(self, device_id: str) -> Document:
        device = await self._provd.device(device_id)
        if device is None:
            raise DeviceNotFound(device_id=device_id)
        return device

    async def _template_of(self, device: Document) -> str | None:
        config_id = device.get("config")
        config = await self._provd.config(config_id) if config_id else None
        return config.get("configdevice") if config else None

    async def _leave(self, device_id: str) -> None:
        """A line went away from this device, which may itself be gone."""
        device = await self._provd.device(device_id)
        if device is not None:
            await self._settle(device)
            self._notifier.edited(device_id)

    async def _settle(self, device: Document) -> None:
        """Configure a device for the lines it has left; without any it waits for a provisioning code."""
        if await self._lines.has_lines(device["id"]):
            await self._configure(device)
        else:
            await self._reset(device)

    async def _configure(self, device: Document) -> None:
        template = await self._template_of(device) or DEFAULT_TEMPLATE
        await self._write(device, device_config(device["id"], template, await self._lines.lines_on(device["id"])))

    async def _use_template(self, device: Document, template: str) -> None:
        await self._write(device, device_config(device["id"], template, await self._lines.lines_on(device["id"])))

    async def _write(self, device: Document, config: Document) -> None:
        await self._provd.put_config(config)
        await self._provd.put_device({**device, "config": config["id"], "configured": True})

    async def _reset(self, device: Document) -> None:
        config_id = await self._provd.new_autoprov_config()
        before = device.get("config")
        await self._provd.put_device({**device, "config": config_id, "configured": True})
        if before and before == device["id"] and not is_autoprov(before):
            await self._provd.delete_config(before)


def _provd_fields(fields: dict[str, Any]) -> Document:
    """Confd's fields as provd keeps them."""
    found = {key: fields[key] for key in OWN_FIELDS if key in fields}
    if found.get("mac"):
        found["mac"] = found["mac"].lower()
    return found
