# SPDX-License-Identifier: GPL-3.0-or-later
"""One connection to RabbitMQ per daemon, kept up by us."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Protocol, cast

import aio_pika
import aiormq
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, ExchangeType
from aio_pika.exceptions import ChannelNotFoundEntity
from xivo_base.availability import Availability
from xivo_base.tasks import supervise
from yarl import URL

CONNECT_TIMEOUT_SECONDS = 3.0
HEARTBEAT_SECONDS = 10
MAX_BACKOFF_SECONDS = 1.0

# Both log a traceback for each failed attempt; what they say is said once, by Availability.
for _name in ("aiormq.connection", "aio_pika.connection"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Settings(Protocol):
    """The part of `xivo_base.settings.BusSettings` that a connection reads."""

    host: str
    port: int
    username: str
    vhost: str
    exchange_name: str


class BusUnavailable(Exception):
    """RabbitMQ is away, or did not confirm in time."""


FAILURES = (OSError, asyncio.TimeoutError, aio_pika.exceptions.AMQPException, BusUnavailable)


class Connection:
    """A supervised component: reconnects within a second, and says so once.

    It does not restore channels: whoever has one loses it with the connection and asks for a new one.
    """

    name = "rabbitmq"

    def __init__(
        self,
        url: str,
        *,
        service: str,
        exchange: str = "xivo",
        availability: Availability | None = None,
    ) -> None:
        self.exchange = exchange
        self.availability = availability or Availability("rabbitmq", required=False)
        self.service = service
        self._url = URL(url).update_query(name=service, heartbeat=str(HEARTBEAT_SECONDS))
        self._connection: AbstractConnection | None = None
        self._connected = asyncio.Event()
        self._loop = supervise(self._run, self.name, longest=MAX_BACKOFF_SECONDS)

    @classmethod
    def from_settings(
        cls, settings: Settings, *, service: str, availability: Availability | None = None
    ) -> "Connection":
        return cls(amqp_url(settings), service=service, exchange=settings.exchange_name, availability=availability)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    @property
    def is_connected(self) -> bool:
        return self._connected.is_set()

    @contextlib.asynccontextmanager
    async def channel(self, *, publisher_confirms: bool = False) -> AsyncIterator["Channel"]:
        """A channel of the present connection; waits until there is one. Raises one of `FAILURES`."""
        await self._connected.wait()
        connection = self._connection
        if connection is None or connection.transport is None:
            raise BusUnavailable("not connected")
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
                channel = await connection.channel(publisher_confirms=publisher_confirms)
        except RuntimeError as error:
            raise BusUnavailable(str(error)) from error
        wrapped = Channel(channel, self.exchange)
        try:
            yield wrapped
        finally:
            await _close(channel)

    async def _run(self) -> None:
        try:
            await self._hold()
        except FAILURES as error:
            self.availability.down(str(error) or type(error).__name__)
        else:
            self.availability.down("connection lost")

    async def _hold(self) -> None:
        """Connect, and return when the connection is gone."""
        connection = aio_pika.Connection(self._url)
        lost = asyncio.Event()
        connection.close_callbacks.add(lambda *_: lost.set())
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
                await connection.connect(timeout=CONNECT_TIMEOUT_SECONDS)
                await self._find_exchange(connection)
            self._connection = connection
            self._connected.set()
            self.availability.up()
            await lost.wait()
        finally:
            self._connected.clear()
            self._connection = None
            await _close(connection)

    async def _find_exchange(self, connection: AbstractConnection) -> None:
        """The broker's definitions make the exchange and a service's user may not; a bare broker has none yet."""
        try:
            async with connection.channel(publisher_confirms=False) as channel:
                await channel.declare_exchange(self.exchange, ExchangeType.TOPIC, durable=True, passive=True)
        except ChannelNotFoundEntity:
            async with connection.channel(publisher_confirms=False) as channel:
                await channel.declare_exchange(self.exchange, ExchangeType.TOPIC, durable=True)


class Channel:
    """A channel, and the way to know that it is gone."""

    def __init__(self, channel: AbstractChannel, exchange: str) -> None:
        self.amqp = channel
        self._exchange = exchange
        self.lost = asyncio.Event()
        channel.close_callbacks.add(lambda *_: self.lost.set())

    async def exchange(self) -> AbstractExchange:
        return await self.amqp.get_exchange(self._exchange, ensure=False)

    async def underlay(self) -> aiormq.Channel:
        """The channel of the layer below, for what must be fast."""
        return cast("aiormq.Channel", await self.amqp.get_underlay_channel())

    async def watch_consumers(self) -> None:
        """From now on a consumer that the broker cancels counts as a lost channel."""
        underlay = await self.underlay()
        underlay.on_consumer_cancel_callbacks.add(lambda _: self.lost.set())


def amqp_url(settings: Settings) -> str:
    explicit = getattr(settings, "url", None)
    if explicit:
        return str(explicit)
    password = getattr(settings, "password", None)
    secret = password if isinstance(password, str | None) else password.get_secret_value()
    return str(
        URL.build(
            scheme="amqp",
            user=settings.username,
            password=secret,
            host=settings.host,
            port=settings.port,
            path="/" if settings.vhost == "/" else f"/{settings.vhost}",
        )
    )


async def _close(resource: AbstractConnection | AbstractChannel) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(1):
            await resource.close()
