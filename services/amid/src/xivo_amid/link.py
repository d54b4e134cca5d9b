# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to the manager: kept up, one epoch each, every epoch begun with a snapshot."""

import asyncio
import logging
import random
import time
from collections.abc import Mapping

from prometheus_client import Counter, Gauge
from xivo_asterisk.ami import AMIAddress, AMIClient
from xivo_asterisk.ami_message import Message, ParamValue
from xivo_asterisk.errors import AsteriskError, AsteriskInjection, AsteriskUnavailable
from xivo_base.availability import Availability

from xivo_amid.errors import BadActionParameters, ManagerUnavailable
from xivo_amid.event_buffer import EventBuffer
from xivo_amid.events import Resynced
from xivo_amid.settings import Settings

logger = logging.getLogger(__name__)

_EPOCH = Gauge("xivo_amid_epoch", "The present epoch")
_RESYNCS = Counter("xivo_amid_resyncs_total", "Snapshots published")


class ManagerLink:
    """A component. Events go to `buffer` in the order in which Asterisk sent them."""

    name = "manager"

    def __init__(self, settings: Settings, availability: Availability) -> None:
        self._settings = settings.ami
        self.availability = availability
        self.buffer = EventBuffer(settings.buffer, on_full=self._hold_back, on_room=self._go_on)
        self._client: AMIClient | None = None
        self._booted = asyncio.Event()
        self._resync = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.resyncs = 0

    @property
    def connected(self) -> bool:
        return self._client is not None and self._client.connected

    async def start(self) -> None:
        self._task = asyncio.create_task(self._supervise(), name=self.name)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def request_resync(self) -> None:
        """Begin a new epoch: what was published may have been lost."""
        self._resync.set()

    async def action(self, name: str, params: Mapping[str, ParamValue]) -> list[Message]:
        """The response and what follows it. Raises ManagerUnavailable, BadActionParameters."""
        client = self._client
        if client is None or not client.connected:
            raise ManagerUnavailable(cause=self.availability.cause or "not connected")
        try:
            messages = await client.action(name, params, within=self._settings.action_timeout)
        except AsteriskInjection as error:
            raise BadActionParameters(reason=str(error)) from error
        except AsteriskUnavailable as error:
            raise ManagerUnavailable(cause=str(error)) from error
        return messages

    async def _supervise(self) -> None:
        longest = self._settings.max_backoff.total_seconds()
        backoff = 0.05
        while True:
            try:
                reason = await self._hold()
                backoff = 0.05
            except AsteriskError as error:
                reason = str(error)
            except Exception as error:
                logger.exception("the manager's link failed")
                reason = repr(error)
            self.availability.down(reason)
            await asyncio.sleep(backoff * random.uniform(0.7, 1.0))  # noqa: S311  jitter is no secret
            backoff = min(backoff * 2, longest)

    async def _hold(self) -> str:
        """Connect, and keep in step until the connection ends; why it ended."""
        settings = self._settings
        if not self.availability.failures:
            logger.info("Connecting AMI client to %s:%s", settings.path or settings.host, settings.port)
        self._booted.clear()
        self._begin_epoch()
        client = AMIClient(
            AMIAddress(settings.host, settings.port, settings.path),
            username=settings.username,
            secret=settings.password,
            on_event=self._receive,
            keepalive=settings.keepalive,
            connect_timeout=settings.connect_timeout,
        )
        await client.connect()
        self._client = client
        self.availability.up()
        lost = asyncio.create_task(client.wait_lost())
        following = asyncio.create_task(self._follow(client))
        try:
            await asyncio.wait((lost, following), return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                following.result()
            return lost.result()
        finally:
            self._client = None
            client.close()
            lost.cancel()
            following.cancel()
            await asyncio.gather(lost, following, return_exceptions=True)

    async def _follow(self, client: AMIClient) -> None:
        try:
            async with asyncio.timeout(self._settings.boot_timeout.total_seconds()):
                await self._booted.wait()
        except TimeoutError as error:
            raise AsteriskUnavailable("Asterisk does not finish booting") from error
        while True:
            self._resync.clear()
            await self._take_snapshot(client)
            await self._resync.wait()
            self._begin_epoch()

    async def _take_snapshot(self, client: AMIClient) -> None:
        counts: Message = {}
        for action in self._settings.snapshot:
            messages = await client.action(action, within=self._settings.action_timeout, in_stream=True)
            counts[action] = str(max(len(messages) - 2, 0))
        resynced = Resynced(epoch=str(self.buffer.epoch), **counts)
        self.buffer.put({"Event": Resynced.name, **resynced.model_dump()})
        self.resyncs += 1
        _RESYNCS.inc()
        logger.info("epoch %d begins: %s", self.buffer.epoch, counts)

    def _begin_epoch(self) -> None:
        """Greater than any before, also than those before a restart."""
        epoch = max(self.buffer.epoch + 1, time.time_ns() // 1_000_000)
        self.buffer.begin_epoch(epoch)
        _EPOCH.set(epoch)

    def _receive(self, message: Message) -> None:
        if message["Event"] == "FullyBooted":
            self._booted.set()
        self.buffer.put(message)

    def _hold_back(self) -> None:
        logger.warning("the bus is too slow: Asterisk has to wait")
        if self._client is not None:
            self._client.pause_reading()

    def _go_on(self) -> None:
        if self._client is not None:
            self._client.resume_reading()
