# SPDX-License-Identifier: GPL-3.0-or-later
"""What an isolated plugin may ask of the daemon, and what of it is granted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..plugin.base import Device, PluginApp
from ..plugin.errors import SynchronizeError
from ..plugin.timezones import Change, TimezoneNotFoundError, get_timezone_info


class Refused(Exception):
    """The plugin asks for what it must not have."""


class PluginHost:
    def __init__(self, plugin_id: str, app: PluginApp) -> None:
        self._plugin_id = plugin_id
        self._app = app
        self._synchronizing: dict[str, Device] = {}
        self._answers: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "notify": self._notify,
            "timezone": self._timezone,
            "dev_update": self._update_device,
            "package_install": lambda args: self._packages.install(str(args["id"])),
            "package_upgrade": lambda args: self._packages.upgrade(str(args["id"])),
            "package_uninstall": lambda args: self._packages.uninstall(str(args["id"])),
            "packages_installable": lambda _args: self._packages.installable(),
            "packages_installed": lambda _args: self._packages.installed(),
        }

    async def answer(self, name: str, arguments: dict[str, Any]) -> Any:
        """Raises Refused, and what the daemon's parts raise."""
        if name not in self._answers:
            raise Refused(f"nobody answers {name!r}")
        return await self._answers[name](arguments)

    @contextmanager
    def synchronizing(self, device: Device) -> Iterator[None]:
        """While the block lasts the plugin may have this phone notified, at the address that we know."""
        self._synchronizing[device["id"]] = device
        try:
            yield
        finally:
            self._synchronizing.pop(device["id"], None)

    async def _notify(self, args: dict[str, Any]) -> None:
        device = self._synchronizing.get(str(args["device_id"]))
        if device is None:
            raise Refused("this device is not being synchronised")
        event, variables = str(args["event"]), {str(name): str(value) for name, value in args["extra_vars"]}
        if not all(text.isprintable() for text in (event, *variables, *variables.values())):
            raise SynchronizeError("a NOTIFY with control characters")
        await self._app.synchronizer.notify(device, event, variables)

    async def _timezone(self, args: dict[str, Any]) -> dict[str, Any] | None:
        try:
            zone = get_timezone_info(str(args["name"]))
        except TimezoneNotFoundError:
            return None
        summer = zone.summer_time
        return {
            "utcoffset": int(zone.utc_offset.total_seconds()),
            "dst": None
            if summer is None
            else {
                "start": _change(summer.start),
                "end": _change(summer.end),
                "save": int(summer.saved.total_seconds()),
            },
        }

    async def _update_device(self, args: dict[str, Any]) -> None:
        await self._app.update_device(self._plugin_id, dict(args["device"]))

    @property
    def _packages(self) -> Any:
        return self._app.packages(self._plugin_id)


def _change(change: Change) -> dict[str, Any]:
    """A week and a weekday from 1 = Sunday on, as the plugins count."""
    return {
        "month": change.month,
        "day": f"W{change.week}.{change.weekday % 7 + 1}",
        "time": int(change.time.total_seconds()),
    }
