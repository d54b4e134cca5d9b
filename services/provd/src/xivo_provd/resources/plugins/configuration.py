# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration services of the few plugins that have one."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from ...compat.plugin import CompatPlugin
from ...errors import BadRequest, ParameterNotFound, PluginNotFound, ServiceNotFound
from ...plugin import PluginError
from ...plugin.loader import PluginLoader


class PluginConfiguration:
    """Each method raises PluginNotFound, ServiceNotFound, BadRequest when the plugin does not answer."""

    def __init__(self, loader: PluginLoader) -> None:
        self._loader = loader

    async def has_service(self, plugin_id: str) -> bool:
        plugin = self._loader.installed().get(plugin_id)
        if plugin is None:
            raise PluginNotFound(plugin_id=plugin_id)
        return isinstance(plugin, CompatPlugin) and "configure" in await _asked(plugin.services())

    async def parameters(self, plugin_id: str) -> list[dict[str, Any]]:
        plugin = await self._serving(plugin_id)
        found: list[dict[str, Any]] = await _asked(plugin.parameters())
        return found

    async def value(self, plugin_id: str, parameter_id: str) -> Any:
        """Raises ParameterNotFound."""
        for parameter in await self.parameters(plugin_id):
            if parameter["id"] == parameter_id:
                return parameter["value"]
        raise ParameterNotFound(parameter_id=parameter_id)

    async def set(self, plugin_id: str, parameter_id: str, value: Any) -> None:
        """Raises ParameterNotFound; BadRequest when the plugin does not take the value."""
        await self.value(plugin_id, parameter_id)
        plugin = await self._serving(plugin_id)
        await _asked(plugin.set_parameter(parameter_id, value))

    async def _serving(self, plugin_id: str) -> CompatPlugin:
        plugin = self._loader.installed().get(plugin_id)
        if not await self.has_service(plugin_id) or not isinstance(plugin, CompatPlugin):
            raise ServiceNotFound(plugin_id=plugin_id)
        return plugin


async def _asked(work: Awaitable[Any]) -> Any:
    try:
        return await work
    except PluginError as error:
        raise BadRequest(reason=str(error)) from error
