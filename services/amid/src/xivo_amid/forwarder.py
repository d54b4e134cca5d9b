# SPDX-License-Identifier: GPL-3.0-or-later
"""From the buffer to the bus, one event after the other."""

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from prometheus_client import Counter
from xivo_base.tasks import supervise

from xivo_amid.event_buffer import EventBuffer

_PUBLISHED = Counter("xivo_amid_events_total", "Events handed to the bus")
_UNSENT = Counter("xivo_amid_events_unsent_total", "Events dropped because the bus was away; a new epoch follows")


class EventPublisher(Protocol):
    """The part of `xivo_bus.publisher.Publisher` that is needed."""

    async def publish_named(
        self, name: str, routing_key: str, data: Any, headers: Mapping[str, Any] | None = None
    ) -> bool: ...


class Forwarder:
    """A component. Whoever sees a gap in `seq` within an `epoch` has missed something."""

    name = "forwarder"

    def __init__(self, buffer: EventBuffer, publisher: EventPublisher) -> None:
        self._buffer = buffer
        self._publisher = publisher
        self._loop = supervise(self._run, self.name)
        self.published = 0
        self.unsent = 0

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def _run(self) -> None:
        publish = self._publisher.publish_named
        while True:
            for event in await self._buffer.take():
                name = event.message.pop("Event")
                headers = {"epoch": event.epoch, "seq": event.seq}
                if await publish(name, f"ami.{name}", event.message, headers):
                    self.published += 1
                    _PUBLISHED.inc()
                else:
                    self.unsent += 1
                    _UNSENT.inc()
            await asyncio.sleep(0)
