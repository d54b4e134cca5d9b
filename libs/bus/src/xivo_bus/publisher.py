# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishing: fast and transient for what only lives, confirmed for what must not get lost."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiormq
from aiormq.abc import ChannelFrame
from pamqp.commands import Basic
from xivo_base import request_id
from xivo_base.ids import uuid7
from xivo_base.tasks import supervise

from xivo_bus.connection import FAILURES, BusUnavailable, Channel, Connection
from xivo_bus.event import CONTENT_TYPE, REQUEST_ID_HEADER, Event, OutgoingMessage, encode
from xivo_bus.frames import publish_frames
from xivo_bus.metrics import DROPPED, PUBLISHED

logger = logging.getLogger(__name__)

_CONFIRM_TIMEOUT_SECONDS = 5.0
_WINDOW = 200
_WRITE_BYTES = 256 * 1024


class Publisher:
    """A supervised component for events that nobody needs later: in order, not persistent, not confirmed.

    While the broker is away events are dropped and counted; `on_connected` is called each time that the way
    is open again, so that holders of state can announce it anew. When the broker is slow, `publish` waits.
    """

    name = "publisher"

    def __init__(
        self,
        connection: Connection,
        origin_uuid: str,
        *,
        capacity: int = 10_000,
        on_connected: Callable[[], None] | None = None,
    ) -> None:
        self.dropped = 0
        self.published = 0
        self._connection = connection
        self._origin_uuid = origin_uuid
        self._capacity = capacity
        self._on_connected = on_connected
        self._pending: deque[OutgoingMessage] = deque()
        self._open = False
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._loop = supervise(self._run, self.name, longest=1.0)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.flush(), 1)
        await self._loop.stop()

    async def publish(self, event: Event, headers: Mapping[str, Any] | None = None) -> bool:
        """False if the event was dropped because the broker is away."""
        return await self.publish_named(event.name, event.get_routing_key(), event.get_data(), headers)

    async def publish_named(
        self, name: str, routing_key: str, data: Any, headers: Mapping[str, Any] | None = None
    ) -> bool:
        """Like `publish`, for events whose names are not known beforehand."""
        while self._open and len(self._pending) >= self._capacity:
            self._room.clear()
            await self._room.wait()
        if not self._open:
            self._drop(1)
            return False
        all_headers = dict(headers or {})
        current = request_id.current()
        if current is not None:
            all_headers.setdefault(REQUEST_ID_HEADER, current)
        body = encode(name, data, self._origin_uuid)
        self._pending.append(OutgoingMessage(routing_key, body, str(uuid7()), all_headers))
        self._wake.set()
        return True

    async def flush(self) -> None:
        """Return once everything published before is written to the broker's socket, or dropped."""
        while self._open and self._pending:
            self._room.clear()
            self._wake.set()
            await self._room.wait()

    async def _run(self) -> None:
        try:
            async with self._connection.channel() as channel:
                await self._write(channel)
        except FAILURES as error:
            logger.debug("publisher lost its channel: %s", error)

    async def _write(self, channel: Channel) -> None:
        underlay = await channel.underlay()
        frame_max = underlay.connection.connection_tune.frame_max
        self._open = True
        lost = asyncio.create_task(channel.lost.wait())
        lost.add_done_callback(lambda _: self._wake.set())
        try:
            if self._on_connected is not None:
                self._on_connected()
            while not channel.lost.is_set():
                await self._wake.wait()
                self._wake.clear()
                while self._pending and not channel.lost.is_set():
                    await self._write_some(underlay, frame_max, lost)
        finally:
            lost.cancel()
            self._open = False
            self._drop(len(self._pending))
            self._pending.clear()
            self._room.set()

    async def _write_some(self, underlay: aiormq.Channel, frame_max: int, lost: asyncio.Task[Any]) -> None:
        chunks: list[bytes] = []
        size = 0
        pending = self._pending
        while pending and size < _WRITE_BYTES:
            frames = publish_frames(
                underlay.number,
                self._connection.exchange,
                pending.popleft(),
                persistent=False,
                frame_max=frame_max,
            )
            chunks.append(frames)
            size += len(frames)
        drained: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        frame = ChannelFrame(payload=b"".join(chunks), should_close=False, drain_future=drained)
        await underlay.connection.write_queue.put(frame)
        await asyncio.wait((drained, lost), return_when=asyncio.FIRST_COMPLETED)
        if not drained.done():
            drained.cancel()
            self._drop(len(chunks))
            raise BusUnavailable("connection lost")
        self.published += len(chunks)
        PUBLISHED.labels("no").inc(len(chunks))
        self._room.set()

    def _drop(self, count: int) -> None:
        self.dropped += count
        DROPPED.inc(count)


class ConfirmedPublisher:
    """Persistent messages that count as sent only when the broker says that it has stored them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stack = contextlib.AsyncExitStack()
        self._channel: Channel | None = None

    async def publish_all(self, messages: Sequence[OutgoingMessage], *, exchange: str | None = None) -> int:
        """How many messages, counted from the first, the broker has stored; waits until it is there."""
        sent = 0
        for offset in range(0, len(messages), _WINDOW):
            window = messages[offset : offset + _WINDOW]
            confirmed = await self._publish_window(window, self._connection.exchange if exchange is None else exchange)
            sent += confirmed
            if confirmed < len(window):
                break
        return sent

    async def close(self) -> None:
        self._channel = None
        await self._stack.aclose()

    async def _publish_window(self, messages: Sequence[OutgoingMessage], exchange: str) -> int:
        channel = self._channel
        if channel is None or channel.lost.is_set():
            await self.close()
            channel = await self._stack.enter_async_context(self._connection.channel(publisher_confirms=True))
            self._channel = channel
        underlay = await channel.underlay()
        tasks = [
            asyncio.create_task(
                underlay.basic_publish(
                    message.body,
                    exchange=exchange,
                    routing_key=message.routing_key,
                    properties=Basic.Properties(
                        content_type=CONTENT_TYPE,
                        headers=message.headers,
                        delivery_mode=2,
                        message_id=message.message_id,
                    ),
                    wait=False,
                )
            )
            for message in messages
        ]
        lost = asyncio.create_task(channel.lost.wait())
        everything = asyncio.gather(*tasks, return_exceptions=True)
        try:
            await asyncio.wait(
                (everything, lost), timeout=_CONFIRM_TIMEOUT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            lost.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            with contextlib.suppress(asyncio.CancelledError):
                await everything
        confirmed = 0
        for task in tasks:
            if task.cancelled() or task.exception() is not None or not isinstance(task.result(), Basic.Ack):
                await self.close()
                break
            confirmed += 1
        PUBLISHED.labels("yes").inc(confirmed)
        return confirmed
