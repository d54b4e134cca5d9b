# SPDX-License-Identifier: GPL-3.0-or-later
"""The device behind a request: found or made, kept up to date, bound to its address."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import NoAutocreateConfig
from ..plugin import Device, DeviceInfo, RawConfig
from ..plugin.loader import PluginLoader
from ..resources.configs.inheritance import inherited
from ..resources.configs.service import ConfigService
from ..resources.devices.notifier import DeviceCreated
from ..resources.devices.service import DeviceService
from ..unit import Unit
from .identification import associate, is_one_phone

logger = logging.getLogger(__name__)

_IDENTITIES = ("mac", "sn", "uuid")


@dataclass(frozen=True)
class Met:
    """``is_same_address``: the phone is bound to the address that the request came from."""

    device: Device
    raw_config: RawConfig | None
    is_new: bool
    is_same_address: bool


class TooManyPhones(Exception):
    """One more does not become a device."""


class PhoneRegistry:
    def __init__(self, plugins: PluginLoader, devices: DeviceService, configs: ConfigService) -> None:
        self._plugins = plugins
        self._devices = devices
        self._configs = configs

    async def meet(
        self,
        unit: Unit,
        info: DeviceInfo,
        address: str,
        *,
        named: str | None,
        behind_nat: bool,
        trusted: bool,
        may_add: Callable[[], bool] = lambda: True,
    ) -> Met | None:
        """The device that ``info`` speaks of, made if need be; None when the request does not tell of one.

        First contact binds it to ``address``. From another address than the bound one nothing of it is changed, unless
        the news are ``trusted`` (the DHCP server) or all phones are behind NAT (their common address may change).

        Raises TooManyPhones if a device were to be made that ``may_add`` is against.
        """
        keys = [f"{key}:{info[key]}" for key in _IDENTITIES if key in info]
        await unit.devices.serialize(*keys, f"ip:{address}")
        before = await self._find(unit, info, address, named=named, behind_nat=behind_nat)
        is_new = before is None
        if before is None:
            if not is_one_phone(info) and (behind_nat or "vendor" not in info):
                return None
            if not may_add():
                raise TooManyPhones
            before = {"id": uuid.uuid4().hex, "added": "auto", "configured": False, "description": ""}
        bound_to = None if is_new else await unit.bindings.address_of(before["id"])
        if bound_to not in (None, address) and not (trusted or behind_nat):
            return Met(before, await self._devices.raw_config(unit, before), is_new=False, is_same_address=False)
        device = {**before, **info, "ip": address}
        if not info and bound_to is None:
            # Something that no plugin knows may look on, but it is not what a phone gets bound by.
            return Met(before, await self._devices.raw_config(unit, before), is_new=False, is_same_address=False)
        raw_config = await self._complete(unit, device)
        if is_new:
            await unit.devices.add(device)
            unit.announce(DeviceCreated.of(device), device["id"])
        else:
            await self._devices.store(unit, before, device)
        if bound_to != address and is_one_phone(device):
            await unit.bindings.bind(device["id"], address)
            logger.info("device %s is bound to %s", device["id"], address)
        if not behind_nat:
            await self._take_address(unit, device)
        return Met(device, raw_config, is_new, is_same_address=True)

    async def known(self, unit: Unit, info: DeviceInfo, address: str, *, named: str | None) -> Met | None:
        """What :meth:`meet` comes to for most: a phone of which nothing is new. Found without locks and writing."""
        mac = info.get("mac") or named
        found = await unit.devices.bound_with_mac(mac) if mac and info else None
        if found is None or found[1] != address:
            return None
        device = found[0]
        if {**device, **info, "ip": address} != device or not device.get("plugin"):
            return None
        raw_config = await self._devices.raw_config(unit, device)
        if raw_config is None or self._devices.is_configured(device, raw_config) is not device.get("configured"):
            return None
        return Met(device, raw_config, is_new=False, is_same_address=True)

    async def is_bound(self, unit: Unit, info: DeviceInfo, address: str, *, named: str | None) -> bool:
        """Whether this phone is known and bound to this address, whatever else is new of it."""
        mac = info.get("mac") or named
        found = await unit.devices.bound_with_mac(mac) if mac else None
        return found is not None and found[1] == address

    async def now_runs(self, unit: Unit, device: Device, raw_config: RawConfig) -> None:
        """The phone fetched its configuration: note which SIP account it has now."""
        if self.is_news(device, raw_config):
            await self._devices.store(unit, device, {**device, "remote_state_sip_username": _username(raw_config)})

    def is_news(self, device: Device, raw_config: RawConfig) -> bool:
        """Whether the phone runs with another SIP account than with this configuration's, as far as is known."""
        username = _username(raw_config)
        return bool(username) and device.get("remote_state_sip_username") != username

    async def default_raw_config(self, unit: Unit) -> RawConfig:
        """What a phone without a config shares with the others: the source of automatic configs."""
        source = await unit.configs.with_role("autocreate")
        if source is None:
            return {}
        return inherited(source["id"], await unit.configs.chains([source["id"]]))

    async def release(self, unit: Unit, address: str) -> None:
        """The address no longer belongs to a phone."""
        for device in await unit.devices.with_field("ip", address):
            after = {key: value for key, value in device.items() if key != "ip"}
            await self._devices.store(unit, device, after)

    async def _find(
        self, unit: Unit, info: DeviceInfo, address: str, *, named: str | None, behind_nat: bool
    ) -> Device | None:
        for key in _IDENTITIES:
            if key in info and (found := await unit.devices.with_field(key, info[key])):
                return found[0]
        if named and "mac" not in info:
            found = await unit.devices.with_field("mac", named)
            return found[0] if found else None
        if behind_nat:
            return None
        for device in await unit.devices.with_field("ip", address):
            same_vendor = info.get("vendor") in (None, device.get("vendor")) or not device.get("vendor")
            # A phone that names itself is not the other one that had this address before.
            contradicts = any(info.get(key) and device.get(key) for key in _IDENTITIES)
            if same_vendor and not contradicts:
                return device
        return None

    async def _complete(self, unit: Unit, device: Device) -> RawConfig | None:
        """Plugin and config, where they are missing; ``configured`` as it is. The values of the config."""
        if not device.get("plugin") and (plugin := await associate(self._plugins, device)):
            device["plugin"] = plugin.id
        raw_config = await self._devices.raw_config(unit, device)
        if device.get("plugin") and raw_config is None:
            try:
                device["config"] = (await self._configs.autocreate(unit))["id"]
            except NoAutocreateConfig:
                logger.warning("device %s gets no config: none has the autocreate role", device["id"])
            else:
                raw_config = await self._devices.raw_config(unit, device)
        self._devices.mark(device, raw_config)
        return raw_config

    async def _take_address(self, unit: Unit, device: Device) -> None:
        """Only one device has an address: the others lose it, and with it their binding to it."""
        for other in await unit.devices.with_field("ip", device["ip"]):
            if other["id"] == device["id"]:
                continue
            after = {key: value for key, value in other.items() if key != "ip"}
            await self._devices.store(unit, other, after)
            if is_one_phone(device) and await unit.bindings.address_of(other["id"]) == device["ip"]:
                await unit.bindings.release([other["id"]])


def _username(raw_config: RawConfig) -> str | None:
    lines: Any = raw_config.get("sip_lines") or {}
    return (lines.get("1") or {}).get("username") if isinstance(lines, dict) else None
