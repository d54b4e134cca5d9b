# SPDX-License-Identifier: GPL-3.0-or-later
"""Synchronisations under way, of one device or of many."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable

from ...errors import TooManySynchronizations
from ...operations import Monitors, Operation, State
from ...plugin import Device, Plugin, PluginError, RawConfig, SynchronizeError

logger = logging.getLogger(__name__)

_SECONDS = 30.0
_AT_ONCE = 20
MAX_MASS = 4
MAX_FAILURES_SHOWN = 100
MAX_REASONS_SHOWN = 5
_LABEL = re.compile(r"^[\w.:+-]+$")

Target = tuple[Device, Plugin | None, RawConfig | None]


class Synchronizations:
    """Starts them, and ends them when the daemon stops; a component."""

    name = "synchronizations"

    def __init__(self, normalized: Callable[[RawConfig], RawConfig] = dict) -> None:
        """``normalized`` makes of the values of a config what hooks of plugins receive."""
        self._normalized = normalized
        self.monitors = Monitors()
        self.mass_monitors = Monitors()
        self._mass: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Nothing to do before the first one."""

    async def stop(self) -> None:
        tasks = [*self._tasks, *self._mass]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def begin(self, plugin: Plugin | None, device: Device, raw_config: RawConfig | None) -> str:
        """The id of its monitor."""
        operation = Operation(state=State.PROGRESS)
        monitor_id = self.monitors.add(operation)
        task = asyncio.create_task(self._synchronize(operation, plugin, device, raw_config), name="synchronize")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return monitor_id

    def begin_many(self, targets: AsyncIterator[Target], count: int, per_second: int) -> str:
        """The id of the monitor: ``synchronize|progress;<done>/<all>``, then those that failed, a hundred at most; its
        reason has the most frequent ones.

        Raises TooManySynchronizations.
        """
        if len(self._mass) >= MAX_MASS:
            raise TooManySynchronizations
        operation = Operation("synchronize", State.PROGRESS, current=0, end=count)
        monitor_id = self.mass_monitors.add(operation)
        task = asyncio.create_task(self._synchronize_many(operation, targets, per_second), name="synchronize many")
        self._mass.add(task)
        task.add_done_callback(self._mass.discard)
        return monitor_id

    async def _synchronize(
        self, operation: Operation, plugin: Plugin | None, device: Device, raw_config: RawConfig | None
    ) -> None:
        if plugin is None or raw_config is None:
            logger.warning("device %s is not synchronised: it has no plugin or no config", device["id"])
            operation.fail("the device has no plugin or no config")
            return
        try:
            async with asyncio.timeout(_SECONDS):
                await plugin.synchronize(device, self._normalized(raw_config))
        except (SynchronizeError, PluginError, NotImplementedError, TimeoutError) as error:
            reason = _reason(error)
            logger.warning("device %s is not synchronised: %s", device["id"], reason)
            operation.fail(reason)
        except BaseException:
            operation.state = State.FAIL
            raise
        else:
            operation.state = State.SUCCESS

    async def _synchronize_many(self, operation: Operation, targets: AsyncIterator[Target], per_second: int) -> None:
        """So many a second, that the phones which restart do not all come back at once."""
        failures: Counter[str | None] = Counter()
        running: set[asyncio.Task[None]] = set()

        async def one(device: Device, plugin: Plugin | None, raw_config: RawConfig | None) -> None:
            name = str(device["id"])
            part = Operation(name if _LABEL.match(name) else "device", State.PROGRESS)
            try:
                await self._synchronize(part, plugin, device, raw_config)
            finally:
                operation.current = (operation.current or 0) + 1
                if part.state is State.FAIL:
                    failures[part.reason] += 1
                    if len(operation.subs) < MAX_FAILURES_SHOWN:
                        operation.subs.append(part)

        try:
            async for target in targets:
                if len(running) >= _AT_ONCE:
                    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                task = asyncio.create_task(one(*target), name="synchronize one of many")
                running.add(task)
                task.add_done_callback(running.discard)
                await asyncio.sleep(1 / per_second)
            await asyncio.gather(*running)
        except BaseException:
            operation.state = State.FAIL
            for task in running:
                task.cancel()
            raise
        operation.state = State.FAIL if failures else State.SUCCESS
        shown = failures.most_common(MAX_REASONS_SHOWN)
        operation.reason = "; ".join(f"{count} x {reason}" for reason, count in shown if reason) or None


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError) and not str(error):
        return "the phone does not answer"
    if isinstance(error, NotImplementedError) and not str(error):
        return "the plugin cannot tell its phones to fetch their configuration"
    return str(error) or type(error).__name__
