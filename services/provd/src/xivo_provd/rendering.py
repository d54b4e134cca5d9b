# SPDX-License-Identifier: GPL-3.0-or-later
"""From a device and the values of its config to the files that its plugin makes of them."""

from __future__ import annotations

import copy
import logging
from dataclasses import replace

from .plugin import Device, Files, Plugin, RawConfig, RawConfigError
from .plugin.loader import PluginLoader
from .plugin.null import NULL_ID
from .rawconfig import HostDefaults, map_secrets, normalize

logger = logging.getLogger(__name__)


class CannotRender(Exception):
    """The device has no files; the text says why."""


class Renderer:
    def __init__(self, plugins: PluginLoader, defaults: HostDefaults) -> None:
        self.plugins = plugins
        self._defaults = defaults

    def files(self, device: Device, raw_config: RawConfig, address: str | None = None) -> Files:
        """The files of one phone, rendered now. ``address`` is where the phone sees this server, if that is known.

        Raises CannotRender.
        """
        plugin = self._plugin(device)
        try:
            return plugin.render(copy.deepcopy(device), self.normalized(raw_config, address))
        except RawConfigError as error:
            raise CannotRender(str(error)) from error
        except Exception as error:
            # A plugin's own fault, or one of an administrator's template: this device suffers, the others do not.
            logger.exception("plugin %s cannot configure device %s", plugin.id, device["id"])
            raise CannotRender(f"{type(error).__name__} in plugin {plugin.id}") from error

    def common_files(self, plugin: Plugin, raw_config: RawConfig, address: str | None = None) -> Files:
        """The files that all phones of the family share; no secret is handed to their templates."""
        try:
            return plugin.render_common(map_secrets(self.normalized(raw_config, address), lambda _: ""))
        except RawConfigError as error:
            raise CannotRender(str(error)) from error
        except Exception as error:
            logger.exception("plugin %s cannot make its common files", plugin.id)
            raise CannotRender(f"{type(error).__name__} in plugin {plugin.id}") from error

    def is_configurable(self, device: Device, raw_config: RawConfig | None) -> bool:
        """Whether the plugin is there and the values suffice; the templates are not tried."""
        if raw_config is None or device.get("plugin") == NULL_ID:
            return False
        try:
            self._plugin(device)
            # Whatever address the phone will use stands in for a missing one.
            self.normalized(raw_config, "server")
        except (CannotRender, RawConfigError):
            return False
        return True

    def normalized(self, raw_config: RawConfig, address: str | None) -> RawConfig:
        """Raises RawConfigError."""
        defaults = self._defaults if self._defaults.ip else replace(self._defaults, ip=address)
        return normalize(raw_config, defaults)

    def _plugin(self, device: Device) -> Plugin:
        plugin = self.plugins.get(device.get("plugin"))
        if plugin is None:
            raise CannotRender(f"plugin {device.get('plugin')} is not installed")
        return plugin
