# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing, upgrading and removing plugins while phones are served."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from ...errors import PackageNotInstallable, PackageNotInstalled, PluginLoadFailed, PluginNotFound
from ...operations import Monitors, Operation, State
from ...plugin import Plugin, PluginError
from ...plugin.loader import PLUGIN_ID, PluginLoader
from ...plugin.null import NULL_ID
from ...plugin.repository import Index, Repository, RepositoryError
from ...plugin.versions import is_newer

logger = logging.getLogger(__name__)

SUCCESSORS = {
    "xivo-snom-8.7.5": ("xivo-snom-8.7.5.17",),
    "xivo-yealink-v80": ("xivo-yealink-72.0", "xivo-yealink-70.0"),
}
"""Where an upgrade of the database moves the devices of a plugin, or of some of its models (revision 0002)."""
_GONE = {"xivo-snom-8.7.5"}
"""Of these, what is no more: it would compete with its successor."""

_SCRATCH = ".install-"
_SHOWN = ("capabilities", "description", "description_fr", "dsize", "sha1sum", "version")

OpenRepository = Callable[[], Awaitable[Repository]]
"""The repository that the plugin_server parameter names now. Raises RepositoryError."""
Changed = Callable[[str], Awaitable[None]]


class PluginService:
    """A component: at the start it installs what was never installed of the plugins to install first."""

    name = "plugins"

    def __init__(
        self,
        loader: PluginLoader,
        index_file: Path,
        open_repository: OpenRepository,
        changed: Changed,
        *,
        bundled: Repository,
        first: list[str],
        updated: Callable[[], None] = lambda: None,
    ) -> None:
        """``updated`` is told when the list of plugins, or a plugin, is another one."""
        self._loader = loader
        self._index_file = index_file
        self._open_repository = open_repository
        self._changed = changed
        self._updated = updated
        self._bundled = bundled
        self._first = first
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.install_monitors = Monitors()
        self.upgrade_monitors = Monitors()
        self.update_monitors = Monitors()

    async def start(self) -> None:
        try:
            await self._install_first()
        except (OSError, RepositoryError) as error:
            logger.warning("the first plugins are not installed: %s", error)
        self._loader.load_all()
        task = asyncio.create_task(self._loader.warm_up(), name="warm-up of plugins")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._loader.closed()

    def get(self, plugin_id: str) -> Plugin:
        """Raises PluginNotFound."""
        plugin = self._loader.installed().get(plugin_id)
        if plugin is None:
            raise PluginNotFound(plugin_id=plugin_id)
        return plugin

    def installed(self) -> dict[str, dict[str, Any]]:
        return {
            plugin_id: {key: value for key, value in plugin.info().items() if key in _SHOWN}
            for plugin_id, plugin in self._loader.installed().items()
        }

    def installable(self) -> dict[str, dict[str, Any]]:
        """As of the last update of the list."""
        return {
            plugin_id: {key: entry.get(key) for key in _SHOWN if key in entry}
            for plugin_id, entry in self._index().items()
        }

    def install(self, plugin_id: str) -> str:
        """The id of the operation's monitor. Raises PackageNotInstallable."""
        entry = self._entry(plugin_id)
        operation = Operation("install", State.PROGRESS, subs=[Operation("download")])
        return self._begin(self.install_monitors, operation, self._install(plugin_id, entry, operation))

    def upgrade(self, plugin_id: str) -> str:
        """Without effect when the installed version is not older. Raises PackageNotInstallable, PackageNotInstalled."""
        if plugin_id not in self._loader.installed():
            raise PackageNotInstalled(package_id=plugin_id)
        entry = self._entry(plugin_id)
        operation = Operation("upgrade", State.PROGRESS, subs=[Operation("download")])
        present = str(self._loader.installed()[plugin_id].info().get("version", ""))
        if not is_newer(str(entry["version"]), present):
            operation.state = operation.subs[0].state = State.SUCCESS
            return self.upgrade_monitors.add(operation)
        return self._begin(self.upgrade_monitors, operation, self._install(plugin_id, entry, operation))

    def update(self) -> str:
        operation = Operation("update", State.PROGRESS)
        return self._begin(self.update_monitors, operation, self._update(operation))

    async def uninstall(self, plugin_id: str) -> None:
        """With its custom templates; its devices stay with it by name. Raises PackageNotInstalled."""
        async with self._lock:
            if not PLUGIN_ID.match(plugin_id) or not (self._loader.folder / plugin_id).is_dir():
                raise PackageNotInstalled(package_id=plugin_id)
            self._loader.unload(plugin_id)
            await asyncio.to_thread(shutil.rmtree, self._loader.folder / plugin_id)
        await self._changed(plugin_id)

    async def reload(self, plugin_id: str) -> None:
        """Raises PluginNotFound, PluginLoadFailed."""
        if plugin_id != NULL_ID and not (
            PLUGIN_ID.match(plugin_id) and (self._loader.folder / plugin_id / "plugin-info").is_file()
        ):
            raise PluginNotFound(plugin_id=plugin_id)
        async with self._lock:
            try:
                self._loader.load(plugin_id)
                await self._loader.start(plugin_id)
            except PluginError as error:
                raise PluginLoadFailed(plugin_id=plugin_id, reason=str(error)) from error
            finally:
                await self._changed(plugin_id)

    def _begin(self, monitors: Monitors, operation: Operation, work: Any) -> str:
        task = asyncio.create_task(work, name=operation.label or "operation")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return monitors.add(operation)

    async def _install(self, plugin_id: str, entry: dict[str, Any], operation: Operation) -> None:
        download = operation.subs[0]
        download.state = State.PROGRESS

        def progress(current: int, end: int | None) -> None:
            download.current, download.end = current, end

        try:
            async with self._lock:
                await self._put(await self._open_repository(), plugin_id, entry, progress)
                download.state = State.SUCCESS
                self._loader.load(plugin_id)
                await self._loader.start(plugin_id)
            await self._changed(plugin_id)
        except (RepositoryError, PluginError, OSError) as error:
            logger.warning("plugin %s is not installed: %s", plugin_id, error)
            download.state = State.FAIL if download.state is State.PROGRESS else download.state
            operation.fail(str(error))
        except BaseException:
            operation.state = State.FAIL
            raise
        else:
            operation.state = State.SUCCESS
            self._updated()

    async def _put(self, repository: Repository, plugin_id: str, entry: dict[str, Any], progress: Any) -> None:
        """The plugin's folder is replaced as a whole; ``var`` stays, the administrator's templates are in it."""
        folder = self._loader.folder
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / plugin_id
        if target.is_dir() and not (target / "plugin-info").is_file():
            raise RepositoryError(f"{target} exists but is not a plugin: remove it first")
        scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=folder))
        try:
            fresh = scratch / plugin_id
            await repository.fetch(plugin_id, entry, fresh, progress)
            await asyncio.to_thread(_replace, fresh, target, scratch / "old")
        finally:
            await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)

    async def _update(self, operation: Operation) -> None:
        def progress(current: int, end: int | None) -> None:
            operation.current, operation.end = current, end

        try:
            index = await (await self._open_repository()).index(progress)
            await asyncio.to_thread(self._write_index, index)
        except (RepositoryError, OSError) as error:
            logger.warning("the list of plugins is not updated: %s", error)
            operation.fail(str(error))
        except BaseException:
            operation.state = State.FAIL
            raise
        else:
            operation.state = State.SUCCESS
            self._updated()

    async def _install_first(self) -> None:
        """A plugin that was removed since is not brought back; one of an older version is upgraded.

        What devices were moved to by an upgrade comes, too, with the administrator's files of the plugin before.
        """
        folder = self._loader.folder
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob(f"{_SCRATCH}*"):
            await asyncio.to_thread(shutil.rmtree, unfinished, ignore_errors=True)
        seen_file = folder / ".first"
        seen = set(seen_file.read_text().split()) if seen_file.is_file() else set()
        index = await self._bundled.index(lambda *_: None)
        succeeding = [
            plugin_id for before, after in SUCCESSORS.items() if (folder / before).is_dir() for plugin_id in after
        ]
        for plugin_id in dict.fromkeys([*self._first, *succeeding]):
            if plugin_id not in index:
                continue
            present = folder / plugin_id / "plugin-info"
            version = str(json.loads(present.read_text())["version"]) if present.is_file() else None
            is_missing = version is None and plugin_id not in seen
            if is_missing or (version is not None and is_newer(str(index[plugin_id]["version"]), version)):
                await self._put(self._bundled, plugin_id, index[plugin_id], lambda *_: None)
        for plugin_id in _GONE:
            await asyncio.to_thread(_succeed, folder / plugin_id, folder / SUCCESSORS[plugin_id][0])
        known = {plugin_id for after in SUCCESSORS.values() for plugin_id in after}
        seen_file.write_text("\n".join(sorted(seen | set(self._first) | known)) + "\n")
        if not self._index_file.is_file():
            self._write_index(index)

    def _entry(self, plugin_id: str) -> dict[str, Any]:
        entry = self._index().get(plugin_id)
        if entry is None:
            raise PackageNotInstallable(package_id=plugin_id)
        return entry

    def _index(self) -> Index:
        try:
            index: Index = json.loads(self._index_file.read_text())
        except (OSError, ValueError):
            return {}
        return index

    def _write_index(self, index: Index) -> None:
        self._index_file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._index_file.with_suffix(".tmp")
        temporary.write_text(json.dumps(index))
        temporary.replace(self._index_file)


def _replace(fresh: Path, target: Path, old: Path) -> None:
    kept = target / "var"
    static = fresh / "var" / "tftpboot"
    if kept.is_dir():
        if static.is_dir():
            shutil.copytree(static, kept / "tftpboot", dirs_exist_ok=True)
        shutil.rmtree(fresh / "var", ignore_errors=True)
        shutil.copytree(kept, fresh / "var")
    if target.exists():
        target.replace(old)
    fresh.replace(target)


def _succeed(old: Path, new: Path) -> None:
    """What the administrator put into the old plugin goes to the new one, unless that has it; the old one goes."""
    if not old.is_dir() or not new.is_dir():
        return
    for name in ("cache", "templates", "tftpboot"):
        for path in (old / "var" / name).rglob("*"):
            target = new / path.relative_to(old)
            if path.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)
    shutil.rmtree(old)
