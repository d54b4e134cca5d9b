# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the bus carried, for a test to look at."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import aio_pika

from .fleet import PATIENCE, eventually


@dataclass(frozen=True)
class Heard:
    routing_key: str
    message_id: str | None
    headers: dict[str, Any]
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body["data"] or {}
        return found


class BusRecorder:
    """A third-party consumer as the manual describes one, on a durable queue of its own.

    It runs in a thread with a loop of its own, so that tests stay plain functions. The queue outlives
    the broker, as a real subscriber's would: what is published while it is away is still counted.
    """

    def __init__(self, url: Callable[[], str], queue: str, binding: str = "#") -> None:
        self._url = url
        self._queue = queue
        self._binding = binding
        self.messages: list[Heard] = []
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise AssertionError(f"the bus did not answer within {PATIENCE} s")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _run(self) -> None:
        self._stop = asyncio.Event()
        while not self._stop.is_set():
            try:
                await self._consume()
            except Exception:  # noqa: BLE001  the broker is being killed: whatever that looks like, try again
                await asyncio.sleep(0.2)

    async def _consume(self) -> None:
        connection = await aio_pika.connect(self._url(), timeout=5)
        closed = asyncio.Event()
        connection.close_callbacks.add(lambda *_: closed.set())
        async with connection:
            channel = await connection.channel()
            await channel.set_qos(prefetch_count=500)
            queue = await channel.declare_queue(self._queue, durable=True)
            exchange = await channel.get_exchange("xivo", ensure=False)
            await queue.bind(exchange, self._binding)
            await queue.consume(self._record)
            self._ready.set()
            stop = asyncio.ensure_future(self._stop.wait())
            gone = asyncio.ensure_future(closed.wait())
            await asyncio.wait({stop, gone}, return_when=asyncio.FIRST_COMPLETED)
            if stop.done() and not closed.is_set():
                await queue.delete(if_unused=False, if_empty=False)
            stop.cancel()
            gone.cancel()

    async def _record(self, message: aio_pika.abc.AbstractIncomingMessage) -> None:
        self.messages.append(
            Heard(
                message.routing_key or "",
                message.message_id,
                dict(message.headers),
                json.loads(message.body),
            )
        )
        await message.ack()

    def named(self, name: str) -> list[Heard]:
        return [heard for heard in list(self.messages) if heard.body.get("name") == name]

    def keyed(self, prefix: str) -> list[Heard]:
        return [heard for heard in list(self.messages) if heard.routing_key.startswith(prefix)]

    def waits_for(self, name: str, matches: Callable[[Heard], bool] = bool, timeout: float = PATIENCE) -> Heard:
        """The first message of that name for which ``matches`` holds."""

        def look() -> Heard | None:
            return next((heard for heard in self.named(name) if matches(heard)), None)

        found = eventually(look, timeout, what=f"bus event {name}")
        assert found is not None
        return found
