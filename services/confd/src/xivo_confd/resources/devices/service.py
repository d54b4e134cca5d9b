# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices live in provd; which lines they have is confd's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any

from xivo_store.listing import ListParams

from ...edge.unit import Unit
from ...provisioning.dao import DeviceLineDao
from ...provisioning.keeper import ConfigKeeper
from ...provisioning.provd import Document, Provd, ProvdRefused
from ..lines.dao import LineDao
from ..lines.model import Line
from ..lines.notifier import LineNotifier
from .errors import (
    DeviceNotConfigured,
    DeviceNotCreated,
    DeviceNotDeleted,
    DeviceNotFound,
    DeviceNotSynchronized,
    LineNotFoundForDevice,
    LineNotOfProtocol,
    LineNotOnDevice,
)
from .notifier import DeviceNotifier
from .validator import DeviceValidator, takes_line_of
from .view import Device, selected
from .visibility import DeviceVisibility

OWN_FIELDS = ("ip", "mac", "sn", "vendor", "model", "version", "plugin", "description", "options")


class DeviceService:
    """Every method raises Unavailable when provd does not answer."""

    def __init__(
        self,
        provd: Provd,
        keeper: ConfigKeeper,
        visibility: DeviceVisibility,
        writing: Callable[[], AbstractAsyncContextManager[Unit]],
    ) -> None:
        self._provd = provd
        self._keeper = keeper
        self._visibility = visibility
        self._writing = writing
        self._validator = DeviceValidator(provd, keeper)

    async def listed(self, params: ListParams) -> tuple[list[Device], int]:
        """The devices of the page, and how many match in all."""
        documents, templates = await asyncio.gather(self._provd.devices(), self._provd.templates())
        devices = [Device(document, templates.get(document.get("config") or "")) for document in documents]
        return selected(await self._visibility.visible(devices), params)

    async def get(self, device_id: str) -> Device:
        """Raises DeviceNotFound."""
        document = await self._find(device_id)
        return Device(document, await self._provd.template_of(document.get("config")))

    async def create(self, fields: dict[str, Any]) -> Device:
        document = {key: value for key, value in _provd_fields(fields).items() if value is not None}
        async with self._provd.taking_addresses:
            await self._validator.validate(fields)
            try:
                device_id = await self._provd.add_device(document)
                if template := fields.get("template_id"):
                    await self._keeper.settle(device_id, template)
            except ProvdRefused as refusal:
                raise DeviceNotCreated(explanation=refusal) from refusal
        async with self._writing() as unit:
            DeviceNotifier(unit).created(device_id)
        return await self.get(device_id)

    async def edit(self, device_id: str, fields: dict[str, Any]) -> None:
        async with self._provd.taking_addresses:
            document = await self._find(device_id, to_change=True)
            await self._validator.validate(fields, device_id)
            changed = {**document, **_provd_fields(fields)}
            try:
                if changed != document:
                    await self._provd.put_device(changed)
                if template := fields.get("template_id"):
                    await self._keeper.settle(device_id, template)
            except ProvdRefused as refusal:
                raise DeviceNotCreated(explanation=refusal) from refusal
        async with self._writing() as unit:
            DeviceNotifier(unit).edited(device_id)

    async def delete(self, device_id: str) -> None:
        """Raises DeviceNotDeleted while a line is on it."""
        document = await self._find(device_id, to_change=True)
        async with self._writing() as unit:
            line_id = await DeviceLineDao(unit.session).first_line_on(device_id)
        if line_id is not None:
            raise DeviceNotDeleted(line_id=line_id, device_id=device_id)
        try:
            await self._provd.delete_device(device_id)
            if document.get("config") == device_id:
                await self._provd.delete_config(device_id)
        except ProvdRefused as refusal:
            raise DeviceNotConfigured(explanation=refusal) from refusal
        async with self._writing() as unit:
            DeviceNotifier(unit).deleted(device_id)

    async def autoprov(self, device_id: str) -> None:
        """Forget lines and configuration: the next provisioning code decides (API-070)."""
        document = await self._provd.device(device_id)
        async with self._writing() as unit:
            lines = await DeviceLineDao(unit.session).locked_on(device_id)
            if document is None and not lines:
                raise DeviceNotFound(device_id=device_id)
            await self._visibility.require(device_id, to_change=True, unit=unit)
            _take_off(unit, lines)
            DeviceNotifier(unit).edited(device_id)
        if document is None:
            return  # lines of a device that somebody deleted in provd (API-131)
        try:
            await self._keeper.reset(device_id)
            await self._provd.restart(device_id)
        except ProvdRefused as refusal:
            raise DeviceNotConfigured(explanation=refusal) from refusal

    async def synchronize(self, device_id: str) -> None:
        """Raises DeviceNotSynchronized."""
        await self._find(device_id, to_change=True)
        try:
            await self._provd.synchronize(device_id)
        except ProvdRefused as refusal:
            raise DeviceNotSynchronized(explanation=refusal) from refusal

    async def associate_line(self, device_id: str, line_id: int) -> None:
        """Put the line on the key of its `device_slot`: it leaves the device it was on, and the key's line leaves.

        What is committed is done even if provd goes away meanwhile: the keeper tells it later.
        """
        device = await self._find(device_id)
        async with self._writing() as unit:
            lines = await DeviceLineDao(unit.session).locked(line_id, device_id)
            await self._visibility.require(device_id, to_change=True, unit=unit)
            line = await LineDao(unit.session).find(line_id, unit.caller)
            if line is None:
                raise LineNotFoundForDevice(line_id=line_id)
            if not takes_line_of(device, line.protocol):
                raise LineNotOfProtocol(device_id=device_id, line_id=line_id, protocol=line.protocol)
            before = line.device_id
            _take_off(unit, [other for other in lines if other is not line and other.device_slot == line.device_slot])
            if before != device_id:
                line.device_id = device_id
                LineNotifier(unit).edited(line)
            DeviceNotifier(unit).edited(device_id)
            if before and before != device_id:
                DeviceNotifier(unit).edited(before)
        await self._settle(device_id)
        if before and before != device_id:
            await self._settle(before)

    async def remove_line(self, device_id: str, line_id: int) -> None:
        """Without its last line the device waits for a provisioning code."""
        async with self._writing() as unit:
            await DeviceLineDao(unit.session).locked(line_id, device_id)
            await self._visibility.require(device_id, to_change=True, unit=unit)
            line = await LineDao(unit.session).find(line_id, unit.caller)
            if line is None or line.device_id != device_id:
                await self._find(device_id)
                if line is None:
                    raise LineNotFoundForDevice(line_id=line_id)
                raise LineNotOnDevice(line_id=line_id, device_id=device_id)
            _take_off(unit, [line])
            DeviceNotifier(unit).edited(device_id)
        await self._settle(device_id)

    async def _settle(self, device_id: str) -> None:
        try:
            await self._keeper.settle(device_id)
        except ProvdRefused as refusal:
            raise DeviceNotConfigured(explanation=refusal) from refusal

    async def _find(self, device_id: str, *, to_change: bool = False) -> Document:
        document = await self._provd.device(device_id)
        if document is None:
            raise DeviceNotFound(device_id=device_id)
        await self._visibility.require(device_id, to_change=to_change)
        return document


def _take_off(unit: Unit, lines: Iterable[Line]) -> None:
    for line in lines:
        line.device_id = None
        LineNotifier(unit).edited(line)


def _provd_fields(fields: dict[str, Any]) -> Document:
    """Confd's fields as provd keeps them."""
    found = {key: fields[key] for key in OWN_FIELDS if key in fields}
    if found.get("mac"):
        found["mac"] = found["mac"].lower()
    return found
