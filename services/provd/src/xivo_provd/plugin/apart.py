# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators' templates are rendered in a process apart, which has limits of time, memory and size.

The sandbox of Jinja2 keeps a template from code and files, not from going on for ever. Ours are trusted and rendered
where they are asked for, a hundred times as fast as it takes to start a process.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..compat.worker import Worker
from .errors import PluginError, TemplateFault
from .files import Files, files_of

logger = logging.getLogger(__name__)

RENDER_SECONDS = 5.0
GIVE_UP_SECONDS = 600.0
"""For so long a template that ended the process is not tried again, unless the templates change."""

_State = tuple[tuple[str, int, int], ...]


class TemplatesApart:
    """Of one plugin; the process starts with the first use."""

    def __init__(self, plugin_id: str, folder: Path, gen_cfg: Mapping[str, Any]) -> None:
        self._plugin_id = plugin_id
        self._folder = folder
        arguments = {"id": plugin_id, "gen_cfg": {"proxies": dict(gen_cfg.get("proxies") or {})}}
        self._worker = Worker(
            plugin_id,
            folder,
            arguments,
            _answers_nothing,
            asyncio.Semaphore(1),
            command=("xivo_provd_compat.confined", "xivo_provd.plugin.template_worker"),
            max_backoff_seconds=0.0,
        )
        # One at a time: what ends the process is then known.
        self._turn = asyncio.Lock()
        self._given_up: dict[str, tuple[_State, float, str]] = {}

    async def files(self, template: str, call: str, arguments: dict[str, Any]) -> Files:
        """Of a call in which this template was met. Raises RawConfigError, TemplateFault."""
        self._check(template)
        async with self._turn:
            self._check(template)
            state = self._state()
            ended = self.ended
            try:
                await self._worker.start()
                answer = await self._worker.call(call, arguments, RENDER_SECONDS)
            except PluginError as error:
                if self.ended == ended:
                    raise TemplateFault(f"plugin {self._plugin_id}: {error}") from error
                # The process is gone: too slow, or too large.
                reason = f"plugin {self._plugin_id}: {self._name(template)}: {self._worker.last_fault}"
                self._given_up[template] = (state, time.monotonic() + GIVE_UP_SECONDS, reason)
                logger.warning("%s; it is not tried again until it changes", reason)
                raise TemplateFault(reason) from error
        return files_of(answer)

    async def start(self) -> None:
        """Before it is needed. Raises PluginError."""
        await self._worker.start()

    @property
    def ended(self) -> int:
        """How often a template ended the process."""
        return self._worker.faults

    def try_again(self) -> None:
        """Somebody says that it may be good now."""
        self._given_up.clear()

    def faults(self) -> list[str]:
        """Of templates that are not tried again at present."""
        return [reason for _, until, reason in self._given_up.values() if until > time.monotonic()]

    def close(self) -> None:
        self._worker.close()

    async def closed(self) -> None:
        await self._worker.closed()

    def _check(self, template: str) -> None:
        """Raises TemplateFault."""
        given_up = self._given_up.get(template)
        if given_up is None:
            return
        state, until, reason = given_up
        if until > time.monotonic() and state == self._state():
            raise TemplateFault(reason)
        self._given_up.pop(template, None)

    def _state(self) -> _State:
        """Changes with each change of an administrator's templates: one may include another."""
        found = []
        for path in sorted((self._folder / "var" / "templates").rglob("*")):
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
        return tuple(found)

    def _name(self, template: str) -> str:
        return template.removeprefix(f"{self._folder}/")


async def _answers_nothing(name: str, _arguments: dict[str, Any]) -> Any:
    raise PluginError(f"nobody answers {name} while files are rendered")
