# SPDX-License-Identifier: GPL-3.0-or-later
"""The install services of plugins: firmware and languages, for phones of families of any kind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import Any

from ...compat.plugin import CompatPlugin
from ...errors import (
    ConfirmationNeeded,
    PackageNotInstallable,
    PackageNotInstalled,
    PackageRefused,
    PluginNotFound,
    ServiceNotFound,
)
from ...operations import Monitors, Operation, State
from ...packages import PackageEngine, PackageError
from ...plugin import Plugin, PluginError
from ...plugin.loader import PluginLoader
from ...plugin.versions import is_newer

logger = logging.getLogger(__name__)


class PackageService:
    """A component. One package of a plugin at a time is installed or removed."""

    name = "packages"

    def __init__(self, loader: PluginLoader, proxies: Mapping[str, str | None]) -> None:
        self._loader = loader
        self._proxies = proxies
        self._locks: dict[str, asyncio.Lock] = {}
        self._monitors: dict[tuple[str, str], Monitors] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Nothing to do before the first one."""

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def has_service(self, plugin_id: str) -> bool:
        """Whether the plugin has an install service. Raises PluginNotFound."""
        plugin = self._plugin(plugin_id)
        if isinstance(plugin, CompatPlugin):
            try:
                return "install" in await plugin.services()
            except PluginError as error:
                logger.warning("plugin %s does not say its services: %s", plugin_id, error)
                return False
        return plugin.file("pkgs/pkgs.db").is_file()

    def monitors(self, plugin_id: str, kind: str) -> Monitors:
        """Of ``install`` or ``upgrade``. Raises PluginNotFound."""
        self._plugin(plugin_id)
        for key in [key for key in self._monitors if self._loader.get(key[0]) is None]:
            del self._monitors[key]
        return self._monitors.setdefault((plugin_id, kind), Monitors())

    async def installable(self, plugin_id: str) -> dict[str, dict[str, Any]]:
        """Raises PluginNotFound, ServiceNotFound, PackageRefused."""
        plugin = await self._serving(plugin_id)
        if own := await _own_service(plugin):
            return _listed(await _asked(own.own_install_service("list_installable")))
        database = await _done(asyncio.to_thread(self._engine(plugin).database))
        return {name: package.shown() for name, package in database.packages.items()}

    async def installed(self, plugin_id: str) -> dict[str, dict[str, Any]]:
        """Raises PluginNotFound, ServiceNotFound, PackageRefused."""
        plugin = await self._serving(plugin_id)
        if own := await _own_service(plugin):
            return _listed(await _asked(own.own_install_service("list_installed")))
        found = await asyncio.to_thread(self._engine(plugin).installed)
        return {name: package.shown() for name, package in found.items()}

    async def install(self, plugin_id: str, package_id: str, *, confirmed: bool = False) -> str:
        """The id of the operation's monitor. Raises PluginNotFound, ServiceNotFound, PackageNotInstallable,
        PackageRefused: also when a file has to be brought by hand and is not there; ConfirmationNeeded.
        """
        plugin = await self._serving(plugin_id)
        operation = Operation("install", State.PROGRESS)
        if own := await _own_service(plugin):
            work = _asked(own.own_install_service("install", package_id))
            return self._begin(plugin_id, "install", operation, work)
        checked = await self._checked(plugin, package_id, operation, confirmed=confirmed)
        return self._begin(plugin_id, "install", operation, checked)

    async def upgrade(self, plugin_id: str, package_id: str, *, confirmed: bool = False) -> str:
        """Without effect when the installed version is not older. Raises as :meth:`install`, and
        PackageNotInstalled.
        """
        plugin = await self._serving(plugin_id)
        operation = Operation("upgrade", State.PROGRESS)
        if own := await _own_service(plugin):
            work = _asked(own.own_install_service("upgrade", package_id))
            return self._begin(plugin_id, "upgrade", operation, work)
        engine = self._engine(plugin)
        present = (await asyncio.to_thread(engine.installed)).get(package_id)
        if present is None:
            raise PackageNotInstalled(package_id=package_id)
        offered = (await _done(asyncio.to_thread(engine.database))).packages.get(package_id)
        if offered is not None and not is_newer(offered.version, present.version):
            operation.state = State.SUCCESS
            return self.monitors(plugin_id, "upgrade").add(operation)
        checked = await self._checked(plugin, package_id, operation, confirmed=confirmed)
        return self._begin(plugin_id, "upgrade", operation, checked)

    async def uninstall(self, plugin_id: str, package_id: str) -> None:
        """Raises PluginNotFound, ServiceNotFound, PackageNotInstalled, PackageRefused."""
        plugin = await self._serving(plugin_id)
        if own := await _own_service(plugin):
            await _asked(own.own_install_service("uninstall", package_id))
            return
        await self.remove(plugin, package_id)

    async def remove(self, plugin: Plugin, package_id: str) -> None:
        """Raises PackageNotInstalled, PackageRefused."""
        engine = self._engine(plugin)
        async with self._lock(plugin.id):
            if package_id not in await asyncio.to_thread(engine.installed):
                raise PackageNotInstalled(package_id=package_id)
            await _done(asyncio.to_thread(engine.uninstall, package_id))

    async def put(self, plugin: Plugin, package_id: str, operation: Operation) -> None:
        """Raises PackageNotInstallable, PackageRefused, ConfirmationNeeded, PackageError."""
        await (await self._checked(plugin, package_id, operation, confirmed=False))

    def for_plugin(self, plugin_id: str) -> PluginPackages:
        return PluginPackages(self, plugin_id)

    def engine_of(self, plugin_id: str) -> tuple[Plugin, PackageEngine]:
        """Raises PluginNotFound."""
        plugin = self._plugin(plugin_id)
        return plugin, self._engine(plugin)

    async def _checked(
        self, plugin: Plugin, package_id: str, operation: Operation, *, confirmed: bool
    ) -> Awaitable[None]:
        """The work, of which it is known that it can be begun."""
        engine = self._engine(plugin)
        if package_id not in (await _done(asyncio.to_thread(engine.database))).packages:
            raise PackageNotInstallable(package_id=package_id)
        for package in await _done(asyncio.to_thread(engine.check, package_id)):
            if package.confirm and not confirmed:
                raise ConfirmationNeeded(package_id=package.package_id, confirm=package.confirm["confirm"])

        async def work() -> None:
            async with self._lock(plugin.id):
                await engine.install(package_id, operation)

        return work()

    def _begin(self, plugin_id: str, kind: str, operation: Operation, work: Awaitable[Any]) -> str:
        async def run() -> None:
            try:
                await work
            except (PackageError, PackageRefused) as error:
                logger.warning("plugin %s: %s of a package failed: %s", plugin_id, kind, error)
                operation.fail(str(error))
            except BaseException:
                operation.state = State.FAIL
                raise
            else:
                operation.state = State.SUCCESS

        task = asyncio.create_task(run(), name=f"{kind} a package")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return self.monitors(plugin_id, kind).add(operation)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("a package is not installed", exc_info=error)

    def _plugin(self, plugin_id: str) -> Plugin:
        plugin = self._loader.installed().get(plugin_id)
        if plugin is None:
            raise PluginNotFound(plugin_id=plugin_id)
        return plugin

    async def _serving(self, plugin_id: str) -> Plugin:
        if not await self.has_service(plugin_id):
            raise ServiceNotFound(plugin_id=plugin_id)
        return self._plugin(plugin_id)

    def _engine(self, plugin: Plugin) -> PackageEngine:
        root = plugin.packages_root if isinstance(plugin, CompatPlugin) else ""
        return PackageEngine(plugin.file(""), self._proxies, root)

    def _lock(self, plugin_id: str) -> asyncio.Lock:
        return self._locks.setdefault(plugin_id, asyncio.Lock())


class PluginPackages:
    """What a plugin that wraps the install service in one of its own asks the engine for."""

    def __init__(self, service: PackageService, plugin_id: str) -> None:
        self._service = service
        self._plugin_id = plugin_id

    async def install(self, package_id: str) -> None:
        plugin, _engine = self._service.engine_of(self._plugin_id)
        await self._service.put(plugin, package_id, Operation("install"))

    async def upgrade(self, package_id: str) -> None:
        await self.install(package_id)

    async def uninstall(self, package_id: str) -> None:
        plugin, _engine = self._service.engine_of(self._plugin_id)
        await self._service.remove(plugin, package_id)

    async def installable(self) -> dict[str, dict[str, Any]]:
        _plugin, engine = self._service.engine_of(self._plugin_id)
        database = await asyncio.to_thread(engine.database)
        return {name: package.shown() for name, package in database.packages.items()}

    async def installed(self) -> dict[str, dict[str, Any]]:
        _plugin, engine = self._service.engine_of(self._plugin_id)
        return {name: package.shown() for name, package in (await asyncio.to_thread(engine.installed)).items()}


async def _own_service(plugin: Plugin) -> CompatPlugin | None:
    return plugin if isinstance(plugin, CompatPlugin) and await plugin.has_own_install_service() else None


async def _done(work: Awaitable[Any]) -> Any:
    try:
        return await work
    except (PackageError, OSError) as error:
        raise PackageRefused(reason=str(error)) from error


async def _asked(work: Awaitable[Any]) -> Any:
    try:
        return await work
    except PluginError as error:
        raise PackageRefused(reason=str(error)) from error


def _listed(answer: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(answer, dict) or not all(isinstance(entry, dict) for entry in answer.values()):
        raise PackageRefused(reason="the plugin gave no list of packages")
    return answer
