# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads for plugins that are not made of coroutines. Unlike an executor's they never keep the process from ending."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any

MOST_WAITING = 200
_Call = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...]]


class Busy(RuntimeError):
    """All threads are taken, and enough calls wait already."""


class DaemonThreads:
    """At most ``most``, started when they are needed."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._threads = 0

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What ``function`` returns or raises. Raises `Busy`. A call that is cancelled before its turn is not made."""
        if self._calls.qsize() >= MOST_WAITING:
            raise Busy(f"{MOST_WAITING} questions wait already")
        future: Future[Any] = Future()
        self._calls.put((future, function, arguments))
        if not self._idle.acquire(blocking=False) and self._threads < self._most:
            self._threads += 1
            threading.Thread(target=self._work, name=f"{self._name}-{self._threads}", daemon=True).start()
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Threads end with the call that they are at, if that ever ends."""
        for _ in range(self._threads):
            self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            _make(*call)
            del call
            self._idle.release()


def _make(future: Future[Any], function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        answer = function(*arguments)
    except BaseException as error:  # noqa: BLE001  the caller's to handle
        future.set_exception(error)
    else:
        future.set_result(answer)
