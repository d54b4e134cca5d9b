# SPDX-License-Identifier: GPL-3.0-or-later
"""Synchronisations under way."""

from __future__ import annotations

import asyncio
import logging

from ...operations import Monitors, Operation, State
from ...plugin import Device, Plugin, PluginError, RawConfig, SynchronizeError

logger = logging.getLogger(__name__)

_SECONDS = 30.0


class Synchronizations:
    """Starts them, and ends them when the daemon stops; a component."""

    name = "synchronizations"

    def __init__(self) -> None:
        self.monitors = Monitors()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Nothing to do before the first one."""

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def begin(self, plugin: Plugin | None, device: Device, raw_config: RawConfig | None) -> str:
        """The id of its monitor."""
        operation = Operation(state=State.PROGRESS)
        monitor_id = self.monitors.add(operation)
        task = asyncio.create_task(_synchronize(operation, plugin, device, raw_config), name="synchronize")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return monitor_id


async def _synchronize(
    operation: Operation, plugin: Plugin | None, device: Device, raw_config: RawConfig | None
) -> None:
    if plugin is None or raw_config is None:
        logger.warning("device %s is not synchronised: it has no plugin or no config", device["id"])
        operation.state = State.FAIL
        return
    try:
        async with asyncio.timeout(_SECONDS):
            await plugin.synchronize(device, raw_config)
    except (SynchronizeError, PluginError, NotImplementedError, TimeoutError) as error:
        logger.warning("device %s is not synchronised: %s", device["id"], error or type(error).__name__)
        operation.state = State.FAIL
    except BaseException:
        operation.state = State.FAIL
        raise
    else:
        operation.state = State.SUCCESS
