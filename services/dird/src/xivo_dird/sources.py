# SPDX-License-Identifier: GPL-3.0-or-later
"""The sources: of the files of the sources' folder and of confd, asked with a deadline however their back-end works."""

import asyncio
import inspect
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from prometheus_client import Counter, Histogram
from stevedore import NamedExtensionManager

from .answers import Answer, entries, nothing, one_entry, shown
from .plugins import Arguments, Fields
from .threads import DaemonThreads

logger = logging.getLogger(__name__)

NAMESPACE = "xivo_dird.backends"
THREADS = 4
"""Of each source whose back-end is not made of coroutines: one that hangs holds up nobody else."""
UNLOAD_SECONDS = 2.0
_seconds = Histogram("xivo_dird_source_seconds", "How long sources took to answer", ["source"])
_failures = Counter("xivo_dird_source_failures_total", "Questions that a source did not answer", ["source", "cause"])


class Source:
    """A back-end with its file. Whatever it does costs its deadline and nothing else; trouble is told once.

    ``trouble`` says why there was no answer the last time. A back-end that is ``owned`` is given the arguments of the
    question with each: among them whose it is.
    """

    def __init__(self, name: str, plugin: Any, config: Mapping[str, Any]) -> None:
        self.name = name
        self.config = config
        self._plugin = plugin
        self.owned = bool(getattr(plugin, "owned", False))
        self._threads = DaemonThreads(f"source {name}", THREADS)
        self.trouble: str | None = None
        self.unique_column: str | None = config.get("unique_column")
        self._took = _seconds.labels(name)

    async def search(self, term: str, args: Arguments, seconds: float | None) -> Sequence[Fields]:
        return await self._ask("search", (term, args), seconds, entries) or ()

    async def list(self, uids: Sequence[str], args: Arguments, seconds: float | None) -> Sequence[Fields]:
        return await self._ask("list", (uids, *([args] if self.owned else ())), seconds, entries) or ()

    async def match(self, exten: str, args: Arguments, seconds: float | None) -> Fields | None:
        """The first entry with this number, of back-ends that look for numbers."""
        if not hasattr(self._plugin, "match"):
            return None
        found = await self._ask("match", (exten, *([args] if self.owned else ())), seconds, one_entry)
        return found[0] if found else None

    async def unload(self) -> None:
        if hasattr(self._plugin, "unload"):
            await self._ask("unload", (), UNLOAD_SECONDS, nothing)
        self._threads.close()

    async def _ask(
        self, method: str, arguments: tuple[Any, ...], seconds: float | None, understand: Callable[[Any], Answer]
    ) -> Answer | None:
        """None if it did not answer in time, or nothing that can be understood."""
        try:
            async with asyncio.timeout(seconds):
                with self._took.time():
                    answer = understand(await self._answer(getattr(self._plugin, method), arguments))
        except TimeoutError:
            self._failed("timeout", f"no answer within {seconds} s")
            return None
        except Exception as error:  # noqa: BLE001  a plugin's own
            self._failed("error", repr(error))
            return None
        if self.trouble:
            self.trouble = None
            logger.info("the source %s answers again", self.name)
        return answer

    async def _answer(self, method: Any, arguments: tuple[Any, ...]) -> Any:
        if inspect.iscoroutinefunction(method):
            return await method(*arguments)
        answer = await self._threads.run(method, *arguments)
        return await answer if inspect.isawaitable(answer) else answer

    def _failed(self, cause: str, what: str) -> None:
        _failures.labels(self.name, cause).inc()
        if not self.trouble:
            logger.warning("the source %s gives no results: %s", self.name, what)
        self.trouble = what


class Entry(NamedTuple):
    """One found in a source."""

    source: Source
    fields: Fields

    @property
    def id(self) -> str | None:
        column = self.source.unique_column
        value = self.fields.get(column) if column else None
        return None if value is None else str(shown(value))


class Sources(Mapping[str, Source]):
    """By name (SYS-282, SYS-285). Those of files stay; those of confd come and go."""

    def __init__(self, folder: Path, backends: Sequence[str], surroundings: Arguments) -> None:
        """``surroundings`` are further arguments of `load`, for back-ends that know of them.

        ``failed`` says which back-ends could not be had, and why.
        """
        self._folder = folder
        self._surroundings = surroundings
        self.failed: dict[str, str] = {}
        installed: NamedExtensionManager[Any] = NamedExtensionManager(
            NAMESPACE,
            names=list(backends),
            on_load_failure_callback=lambda _manager, found, error: self._disable(found.name, repr(error)),
            on_missing_entrypoints_callback=lambda missing: self._disable(", ".join(missing), "not installed"),
        )
        self._plugins = {extension.name: extension.plugin for extension in installed}
        self._sources: dict[str, Source] = {}
        self._of_confd: dict[str, Mapping[str, Any]] = {}
        self._unusable: dict[str, str] = {}

    def _disable(self, backend: str, cause: str) -> None:
        self.failed[f"{NAMESPACE}.{backend}"] = cause
        logger.error("the back-end %s is disabled: %s", backend, cause)

    def __getitem__(self, name: str) -> Source:
        return self._sources[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def statuses(self) -> dict[str, str]:
        """For each one `ok`, or why it gives nothing."""
        return {name: source.trouble or "ok" for name, source in self._sources.items()} | self._unusable

    def load(self) -> None:
        """Those of the folder. What cannot be a source is told and left out."""
        for path, config in _files(self._folder):
            if not config.get("name") or not config.get("type"):
                logger.warning("a source without name or type is ignored: %s", path)
                continue
            config = {**config, "name": str(config["name"])}  # noqa: PLW2901  YAML reads digits as a number
            if config["name"] in self._sources:
                logger.error("there are two sources %s: the second one is ignored: %s", config["name"], path)
            else:
                self._load(config)

    def add_personal(self, plugin: Any) -> None:
        """The source of everybody's own contacts."""
        if plugin.name in self._sources:
            logger.error("there are two sources %s: the one of a file is ignored", plugin.name)
        self._sources[plugin.name] = Source(plugin.name, plugin, {"unique_column": "id"})

    async def replace(self, configs: Mapping[str, Mapping[str, Any]]) -> None:
        """Those of confd are these now; what is as it was goes on as it is."""
        for name in [name for name, config in self._of_confd.items() if configs.get(name) != config]:
            del self._of_confd[name]
            self._unusable.pop(name, None)
            source = self._sources.pop(name, None)
            if source is not None:
                await source.unload()
        for name, config in configs.items():
            if name in self._of_confd:
                continue
            if name in self._sources:
                logger.error("there are two sources %s: the one of confd is ignored", name)
                continue
            self._of_confd[name] = config
            await asyncio.to_thread(self._load, config)

    async def unload(self) -> None:
        for source in self._sources.values():
            await source.unload()

    def _load(self, config: Mapping[str, Any]) -> None:
        name, kind = str(config["name"]), config["type"]
        if kind not in self._plugins:
            self._unusable[name] = f"the back-end {kind} is not enabled"
            logger.warning("the source %s is ignored: the back-end %s is not enabled", name, kind)
            return
        try:
            plugin = self._plugins[kind]()
            plugin.load({"config": config, **self._surroundings})
        except Exception as error:
            self._unusable[name] = f"it cannot be loaded: {error!r}"
            logger.exception("the source %s is ignored: it cannot be loaded", name)
            return
        self._sources[name] = Source(name, plugin, config)


def _files(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        try:
            config = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            logger.warning("%s is ignored: %s", path, error)
            continue
        if isinstance(config, dict):
            yield path, config
        else:
            logger.warning("%s is ignored: it is no source", path)
