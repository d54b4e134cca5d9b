# SPDX-License-Identifier: GPL-3.0-or-later
"""Consumers that lose nothing and do nothing twice."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Any

import aiormq
from aiormq.abc import DeliveredMessage
from sqlalchemy import text
from xivo_base import request_id
from xivo_base.errors import ApiError
from xivo_base.tasks import supervise
from xivo_store import Database, DatabaseUnavailable

from xivo_bus.connection import FAILURES, BusUnavailable, Channel, Connection
from xivo_bus.event import MalformedMessage, Message, OutgoingMessage, decode
from xivo_bus.metrics import CONSUMED, CONSUMER_STARTS
from xivo_bus.publisher import ConfirmedPublisher
from xivo_bus.topology import RETRY_DELAYS_MS, ConsumerTopology

logger = logging.getLogger(__name__)

Handler = Callable[[Message], Awaitable[None]]

FAILURES_HEADER = "x-failures"
ERROR_HEADER = "x-error"
ROUTING_KEY_HEADER = "x-routing-key"

_CHECK_SECONDS = 10.0
_ACK_EVERY = 50
_PURGE_EVERY_SECONDS = 3600.0

_REMEMBER = text(
    "INSERT INTO inbox (consumer, message_id) VALUES (:consumer, :message_id) ON CONFLICT DO NOTHING RETURNING 1"
)
_PURGE = text("DELETE FROM inbox WHERE at < now() - make_interval(days => :days)")


class Outcome(StrEnum):
    DONE = "done"
    DUPLICATE = "duplicate"
    FAILED = "failed"


class Consumer:
    """A supervised component: a durable queue of our own, handled one message after the other, in order.

    With a `database`, the handler's changes through `message.session` and the fact that the message was
    handled commit together, so a second delivery has no effect. Without one the handler must be idempotent.

    When the handler raises an `ApiError` of status 503 or one of `outages`, a neighbour is away: the same
    message is tried again until it is back. When it raises anything else, the message waits in growing delays
    and ends in `<queue>.parked`, from where `xivo-bus-replay` brings it back; the messages after it go on.
    """

    def __init__(
        self,
        connection: Connection,
        queue: str,
        bindings: Sequence[str],
        handler: Handler,
        *,
        database: Database | None = None,
        outages: tuple[type[Exception], ...] = (),
        prefetch: int = 100,
        retry_delays_ms: tuple[int, ...] = RETRY_DELAYS_MS,
        remember_days: int = 7,
    ) -> None:
        self.name = f"consumer {queue}"
        self.topology = ConsumerTopology(queue, retry_delays_ms)
        self.bindings = tuple(bindings)
        self.is_consuming = asyncio.Event()
        self.counts = dict.fromkeys((*Outcome, "restarted"), 0)
        self._connection = connection
        self._handler = handler
        self._database = database
        self._outages = outages
        self._prefetch = prefetch
        self._remember_days = remember_days
        self._aside = ConfirmedPublisher(connection)
        self._loops = [supervise(self._run, self.name, longest=1.0)]
        if database is not None:
            self._loops.append(supervise(self._purge, f"{self.name} purge", longest=60.0))

    async def start(self) -> None:
        for loop in self._loops:
            await loop.start()

    async def stop(self) -> None:
        for loop in self._loops:
            await loop.stop()
        await self._aside.close()

    async def handle(self, message: Message) -> Outcome:
        """Handle one message, once. Raises what the handler raises if its cause is an outage."""
        with request_id.bind(message.request_id):
            try:
                if self._database is None:
                    await self._handler(message)
                    return Outcome.DONE
                return await self._handle_once(self._database, message)
            except Exception as error:
                if self._is_outage(error):
                    raise
                logger.exception("%s cannot handle %s %s", self.name, message.name, message.message_id)
                message.headers[ERROR_HEADER] = f"{type(error).__name__}: {error}"[:500]
                return Outcome.FAILED

    async def _handle_once(self, database: Database, message: Message) -> Outcome:
        key = {"consumer": self.topology.queue, "message_id": message.message_id}
        async with database.session() as session:
            if (await session.execute(_REMEMBER, key)).first() is None:
                return Outcome.DUPLICATE
            message.session = session
            await self._handler(message)
            return Outcome.DONE

    def _is_outage(self, error: Exception) -> bool:
        return isinstance(error, self._outages) or (isinstance(error, ApiError) and error.status == 503)

    async def _run(self) -> None:
        try:
            async with self._connection.channel() as channel:
                await self._consume(channel)
        except FAILURES as error:
            logger.debug("%s starts again: %s", self.name, error)
        finally:
            self.is_consuming.clear()
            self.counts["restarted"] += 1

    async def _consume(self, channel: Channel) -> None:
        await channel.watch_consumers()
        await channel.amqp.set_qos(prefetch_count=self._prefetch)
        await self.topology.declare(channel.amqp, self._connection.exchange, self.bindings)
        underlay = await channel.underlay()
        deliveries: asyncio.Queue[DeliveredMessage] = asyncio.Queue()

        async def receive(delivery: DeliveredMessage) -> None:
            deliveries.put_nowait(delivery)

        await underlay.basic_consume(self.topology.queue, receive)
        self.is_consuming.set()
        CONSUMER_STARTS.labels(self.topology.queue).inc()
        lost: asyncio.Task[Any] = asyncio.create_task(channel.lost.wait())
        check: asyncio.Task[Any] = asyncio.create_task(self._check(channel))
        work: asyncio.Task[Any] = asyncio.create_task(self._work(underlay, deliveries))
        try:
            done, _ = await asyncio.wait((lost, check, work), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (lost, check, work):
                task.cancel()
            await asyncio.gather(lost, check, work, return_exceptions=True)

    async def _work(self, underlay: aiormq.Channel, deliveries: "asyncio.Queue[DeliveredMessage]") -> None:
        unacknowledged = 0
        while True:
            delivery = await deliveries.get()
            await self._process(delivery)
            unacknowledged += 1
            if unacknowledged >= _ACK_EVERY or deliveries.empty():
                await underlay.basic_ack(delivery.delivery_tag or 0, multiple=True, wait=False)
                unacknowledged = 0

    async def _process(self, delivery: DeliveredMessage) -> None:
        """Return once the message may be acknowledged."""
        try:
            message = _decode(delivery)
        except MalformedMessage as error:
            logger.error("%s parks a malformed message: %s", self.name, error)  # noqa: TRY400 - not ours to debug
            await self._put_aside(delivery, {ERROR_HEADER: f"malformed: {error}"[:500]}, self.topology.parked)
            return
        backoff = 0.05
        while True:
            try:
                outcome = await self.handle(message)
            except Exception as error:  # noqa: BLE001 - handle() raises outages only
                logger.debug("%s waits: %s", self.name, error)
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, 1.0)
            else:
                break
        self.counts[outcome] += 1
        CONSUMED.labels(self.topology.queue, outcome.value).inc()
        if outcome is Outcome.FAILED:
            failures = int(message.headers.get(FAILURES_HEADER, 0)) + 1
            headers = {
                **message.headers,
                FAILURES_HEADER: failures,
                ROUTING_KEY_HEADER: message.routing_key,
            }
            await self._put_aside(delivery, headers, self.topology.next_stop(failures), message.message_id)

    async def _put_aside(
        self, delivery: DeliveredMessage, headers: dict[str, Any], to: str, message_id: str | None = None
    ) -> None:
        message = OutgoingMessage(to, delivery.body, message_id or str(uuid.uuid4()), headers)
        if await self._aside.publish_all([message], exchange=self.topology.exchange) != 1:
            raise BusUnavailable("the broker did not confirm a message put aside")

    async def _check(self, channel: Channel) -> None:
        """Return when the broker no longer knows our consumer although the connection lives."""
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            queue = await channel.amqp.declare_queue(self.topology.queue, durable=True, passive=True)
            if queue.declaration_result.consumer_count == 0:
                logger.warning("%s: the broker had lost our consumer", self.name)
                return

    async def _purge(self) -> None:
        if self._database is not None:
            with contextlib.suppress(DatabaseUnavailable):
                async with self._database.session() as session:
                    await session.execute(_PURGE, {"days": self._remember_days})
            await asyncio.sleep(_PURGE_EVERY_SECONDS)


class TransientConsumer:
    """A supervised component: a queue that lives as long as the connection, for caches and live views.

    Messages are handled in order and at most once. `on_connected` is called each time that the queue is there
    (again), before its first message: what happened until then was missed. When the handler is too slow the
    oldest messages are dropped and counted.
    """

    def __init__(
        self,
        connection: Connection,
        purpose: str,
        bindings: Sequence[str],
        handler: Handler,
        *,
        on_connected: Callable[[], Awaitable[None]] | None = None,
        max_length: int = 50_000,
    ) -> None:
        self.name = f"consumer {connection.service}.{purpose}"
        self.bindings = tuple(bindings)
        self.is_consuming = asyncio.Event()
        self._connection = connection
        self._purpose = purpose
        self._handler = handler
        self._on_connected = on_connected
        self._max_length = max_length
        self.dropped = 0
        self._loop = supervise(self._run, self.name, longest=1.0)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def handle(self, message: Message) -> Outcome:
        """Never raises: there is nobody to send a transient message again."""
        with request_id.bind(message.request_id):
            try:
                await self._handler(message)
            except Exception:
                logger.exception("%s cannot handle %s", self.name, message.name)
                return Outcome.FAILED
            return Outcome.DONE

    async def _run(self) -> None:
        try:
            async with self._connection.channel() as channel:
                await self._consume(channel)
        except FAILURES as error:
            logger.debug("%s starts again: %s", self.name, error)
        finally:
            self.is_consuming.clear()

    async def _consume(self, channel: Channel) -> None:
        await channel.watch_consumers()
        await channel.amqp.set_qos(prefetch_count=0)
        queue = await channel.amqp.declare_queue(
            f"{self._connection.service}.{self._purpose}.{uuid.uuid4().hex}",
            exclusive=True,
            auto_delete=True,
            arguments={"x-max-length": self._max_length},
        )
        for key in self.bindings:
            await queue.bind(self._connection.exchange, key)
        underlay = await channel.underlay()
        deliveries: asyncio.Queue[DeliveredMessage] = asyncio.Queue(self._max_length)

        async def receive(delivery: DeliveredMessage) -> None:
            if deliveries.full():
                deliveries.get_nowait()
                self.dropped += 1
            deliveries.put_nowait(delivery)

        await underlay.basic_consume(queue.name, receive, no_ack=True)
        if self._on_connected is not None:
            await self._on_connected()
        self.is_consuming.set()
        work = asyncio.create_task(self._work(deliveries))
        lost = asyncio.create_task(channel.lost.wait())
        try:
            await asyncio.wait((work, lost), return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            lost.cancel()
            await asyncio.gather(work, lost, return_exceptions=True)

    async def _work(self, deliveries: "asyncio.Queue[DeliveredMessage]") -> None:
        while True:
            delivery = await deliveries.get()
            try:
                message = _decode(delivery)
            except MalformedMessage as error:
                logger.warning("%s ignores a malformed message: %s", self.name, error)
                continue
            await self.handle(message)


def _decode(delivery: DeliveredMessage) -> Message:
    properties = delivery.header.properties
    headers: dict[str, Any] = dict(properties.headers or {})
    return decode(
        delivery.body,
        routing_key=headers.get(ROUTING_KEY_HEADER) or delivery.routing_key or "",
        message_id=properties.message_id,
        headers=headers,
        redelivered=bool(delivery.redelivered),
    )
