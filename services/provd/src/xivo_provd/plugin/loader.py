# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugin folders become plugin objects. One that does not load is left out and reported; the others work on.

Plugins that are written for another daemon's interface run in a process of their own (:mod:`xivo_provd.compat`).
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import re
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from ..compat.kind import is_isolated
from ..compat.plugin import CompatPlugin
from .apart import TemplatesApart
from .base import Plugin, PluginApp, StandardPlugin
from .errors import PluginError
from .null import NULL_ID, NullPlugin

logger = logging.getLogger(__name__)

PLUGIN_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$")

_generation = count(1)
_STARTS_AT_ONCE = 2


class PluginLoader:
    """The installed plugins of one folder, by id; ``null`` is always there.

    ``failures`` has, by plugin id, why it is out of service.
    """

    def __init__(self, folder: Path, app: PluginApp, gen_cfg: Mapping[str, Any], *, custom_apart: bool = True) -> None:
        """``custom_apart``: administrators' templates are rendered in processes of their own."""
        self.folder = folder
        self.failures: dict[str, str] = {}
        self._custom_apart = custom_apart
        self._app = app
        self._gen_cfg = gen_cfg
        self._plugins: dict[str, Plugin] = {NULL_ID: NullPlugin(app, NULL_ID, gen_cfg, {})}
        self._modules: dict[str, list[str]] = {}
        self._closing: list[Plugin] = []
        self._start_slots = asyncio.Semaphore(_STARTS_AT_ONCE)

    def load_all(self) -> None:
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.iterdir()):
            if (path / "plugin-info").is_file() and PLUGIN_ID.match(path.name):
                try:
                    self.load(path.name)
                except PluginError as error:
                    logger.warning("plugin %s is disabled: %s", path.name, error)

    def load(self, plugin_id: str) -> Plugin:
        """Load, or load again from the disk. On failure the plugin is out of service. Raises PluginError."""
        if plugin_id == NULL_ID:
            return self._plugins[NULL_ID]
        self.unload(plugin_id)
        path = self.folder / plugin_id
        try:
            plugin = self._instantiate(path)
        except Exception as error:
            self.failures[plugin_id] = f"{type(error).__name__}: {error}"
            raise PluginError(self.failures[plugin_id]) from error
        plugin.id = plugin_id
        self._plugins[plugin_id] = plugin
        logger.info("plugin %s is loaded", plugin_id)
        return plugin

    def unload(self, plugin_id: str) -> None:
        self.failures.pop(plugin_id, None)
        if plugin_id != NULL_ID and (plugin := self._plugins.pop(plugin_id, None)):
            plugin.close()
            self._closing.append(plugin)
        for name in self._modules.pop(plugin_id, []):
            sys.modules.pop(name, None)

    async def start(self, plugin_id: str) -> None:
        """Have it prove that it works; else it is out of service. Raises PluginError."""
        while self._closing:
            await self._closing.pop().closed()
        try:
            await self._plugins[plugin_id].start()
        except PluginError as error:
            self.unload(plugin_id)
            self.failures[plugin_id] = str(error)
            raise

    async def warm_up(self) -> None:
        """Start what runs in other processes, so that the first phone does not have to wait for it."""

        async def start(plugin: Plugin) -> None:
            try:
                await plugin.start()
            except PluginError as error:
                logger.warning("plugin %s does not start: %s", plugin.id, error)

        await asyncio.gather(*(start(plugin) for plugin in self._plugins.values() if plugin.is_isolated))

    async def closed(self) -> None:
        """End what plugins have running."""
        for plugin in [*self._plugins.values(), *self._closing]:
            await plugin.closed()
        self._closing.clear()

    def get(self, plugin_id: str | None) -> Plugin | None:
        return self._plugins.get(plugin_id or "")

    def installed(self) -> dict[str, Plugin]:
        """Without the built-in one."""
        return {plugin_id: plugin for plugin_id, plugin in self._plugins.items() if plugin_id != NULL_ID}

    def faults(self) -> dict[str, str]:
        """By plugin id, why it is out of service, or gives no answers at present."""
        down = {plugin_id: plugin.fault for plugin_id, plugin in self._plugins.items() if plugin.fault}
        return {**down, **self.failures}

    def template_faults(self) -> dict[str, list[str]]:
        """By plugin id, what is wrong with administrators' templates that are not tried at present."""
        found = {plugin_id: plugin.apart.faults() for plugin_id, plugin in self._plugins.items() if plugin.apart}
        return {plugin_id: faults for plugin_id, faults in found.items() if faults}

    def __iter__(self) -> Any:
        return iter(list(self._plugins.values()))

    def _instantiate(self, path: Path) -> Plugin:
        json.loads((path / "plugin-info").read_text("utf-8"))["capabilities"]
        for name in ("cache", "installed", "templates", "tftpboot"):
            (path / "var" / name).mkdir(parents=True, exist_ok=True)
        if is_isolated(path):
            return CompatPlugin(self._app, str(path), self._gen_cfg, {}, self._start_slots)
        module = self._import(path)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Plugin) and value.IS_PLUGIN:
                return self._isolate(value(self._app, str(path), self._gen_cfg, {}), path)
        raise PluginError("entry.py has no class that derives from Plugin with IS_PLUGIN = True")

    def _isolate(self, plugin: Plugin, path: Path) -> Plugin:
        if self._custom_apart and isinstance(plugin, StandardPlugin):
            plugin.render_custom_templates(TemplatesApart(path.name, path, self._gen_cfg))
        return plugin

    def _import(self, path: Path) -> ModuleType:
        """``entry.py`` as a package with the folder's modules; ``execfile_`` is what plugins of old knew."""
        name = f"xivo_provd_plugin_{re.sub(r'[^a-z0-9]', '_', path.name.lower())}_{next(_generation)}"
        spec = importlib.util.spec_from_file_location(name, path / "entry.py", submodule_search_locations=[str(path)])
        if spec is None or spec.loader is None:
            raise PluginError("entry.py is missing")
        module = importlib.util.module_from_spec(spec)
        vars(module)["execfile_"] = _execfile_in(path)
        sys.modules[name] = module
        importlib.invalidate_caches()
        # No bytecode is kept: a file that is edited twice within a second must load as it is now.
        writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            spec.loader.exec_module(module)
        finally:
            sys.dont_write_bytecode = writes_bytecode
            self._modules[path.name] = [loaded for loaded in sys.modules if loaded.partition(".")[0] == name]
        return module


def _execfile_in(path: Path) -> Any:
    def execfile_(filename: str, env: dict[str, Any]) -> None:
        env["execfile_"] = execfile_
        source = (path / filename).read_text("utf-8")
        exec(compile(source, str(path / filename), "exec"), env)  # noqa: S102  a plugin is code by its nature

    return execfile_
