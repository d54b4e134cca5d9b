# SPDX-License-Identifier: GPL-3.0-or-later
"""Isolated plugins of a few lines, without a daemon around them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from xivo_provd.compat.plugin import CompatPlugin
from xivo_provd.plugin import HTTPRequest

from .compat_vendor import write_compat

REQUEST = HTTPRequest("10.34.2.50", "/x.cfg", {"user-agent": "X"})


class Daemon:
    """What a plugin may ask of provd."""

    def __init__(self) -> None:
        self.notified: list[Any] = []
        self.synchronizer = self

    async def notify(self, device: Any, event: str, extra_vars: Any) -> None:
        self.notified.append((device["ip"], event, dict(extra_vars)))

    async def update_device(self, plugin_id: str, device: Any) -> None:
        raise RuntimeError("not this one")

    def packages(self, plugin_id: str) -> Any:
        raise RuntimeError("no packages")


@asynccontextmanager
async def isolated_plugins(folder: Path, daemon: Daemon) -> AsyncIterator[Callable[..., CompatPlugin]]:
    """What makes a plugin of the given code."""
    made: list[CompatPlugin] = []

    def make(code: str, plugin_id: str = "wazo-x-1", **info: Any) -> CompatPlugin:
        path = write_compat(folder, plugin_id, code, **info)
        plugin = CompatPlugin(daemon, str(path), {"proxies": {"http": "http://u:canary@proxy:3128"}}, {})
        made.append(plugin)
        return plugin

    try:
        yield make
    finally:
        for plugin in made:
            await plugin.closed()


async def is_gone(pid: int) -> bool:
    def gone() -> bool:
        try:
            return " Z " in Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return True

    return await becomes(gone)


async def becomes(condition: Callable[[], bool]) -> bool:
    for _ in range(500):
        if condition():
            return True
        await asyncio.sleep(0.02)
    return False
