# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon, as plugins may use it."""

from __future__ import annotations

from typing import Protocol

from ..unit import Unit, Units
from .base import Device, Packages, Synchronizer


class LearntDevices(Protocol):
    async def learn(self, unit: Unit, plugin_id: str, document: Device) -> None: ...


class PackagesOfPlugins(Protocol):
    def for_plugin(self, plugin_id: str) -> Packages: ...


class DaemonOfPlugins:
    """Plugins are there before what they may ask for: :meth:`offer` completes it."""

    def __init__(self, synchronizer: Synchronizer, units: Units) -> None:
        self.synchronizer = synchronizer
        self._units = units
        self._devices: LearntDevices | None = None
        self._packages: PackagesOfPlugins | None = None

    def offer(self, devices: LearntDevices, packages: PackagesOfPlugins) -> None:
        self._devices = devices
        self._packages = packages

    async def update_device(self, plugin_id: str, device: Device) -> None:
        """Store what the plugin learnt of one of its devices. Raises ApiError, DatabaseUnavailable."""
        if self._devices is None:
            raise RuntimeError("the daemon is not complete")
        async with self._units.writing() as unit:
            await self._devices.learn(unit, plugin_id, device)

    def packages(self, plugin_id: str) -> Packages:
        if self._packages is None:
            raise RuntimeError("the daemon is not complete")
        return self._packages.for_plugin(plugin_id)
