# SPDX-License-Identifier: GPL-3.0-or-later
"""The bounded queue between the manager's reader and the bus."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import Counter, Gauge
from xivo_asterisk.ami_message import Message

from xivo_amid.settings import BufferSettings

_SHED = Counter("xivo_amid_events_shed_total", "Events dropped under pressure", ["event"])
_LENGTH = Gauge("xivo_amid_buffer_events", "Events waiting for the bus")


@dataclass(frozen=True, slots=True)
class BufferedEvent:
    epoch: int
    seq: int
    message: Message


class EventBuffer:
    """Keeps the order of arrival. Under pressure only the events named in `shed` are dropped, and counted.

    When it is full, `on_full` is called: who feeds it must hold back until `on_room`.
    """

    def __init__(self, settings: BufferSettings, *, on_full: Callable[[], None], on_room: Callable[[], None]) -> None:
        self._capacity = settings.capacity
        self._shed_from = min(settings.shed_from, settings.capacity)
        self._shed = frozenset(settings.shed)
        self._on_full = on_full
        self._on_room = on_room
        self._events: deque[BufferedEvent] = deque()
        self._filled = asyncio.Event()
        self._full = False
        self._epoch = 0
        self._seq = 0
        self.shed = 0
        self.accepted = 0

    @property
    def epoch(self) -> int:
        return self._epoch

    def __len__(self) -> int:
        return len(self._events)

    def begin_epoch(self, epoch: int) -> None:
        """What is put from now on belongs to `epoch`; its numbering starts at 1."""
        self._epoch = epoch
        self._seq = 0

    def put(self, message: Message) -> None:
        waiting = len(self._events)
        if waiting >= self._shed_from and message["Event"] in self._shed:
            self.shed += 1
            _SHED.labels(message["Event"]).inc()
            return
        self._seq += 1
        self.accepted += 1
        self._events.append(BufferedEvent(self._epoch, self._seq, message))
        self._filled.set()
        if waiting + 1 >= self._capacity and not self._full:
            self._full = True
            self._on_full()

    async def take(self, at_most: int = 500) -> list[BufferedEvent]:
        """The oldest events, at least one."""
        while not self._events:
            self._filled.clear()
            await self._filled.wait()
        taken = [self._events.popleft() for _ in range(min(at_most, len(self._events)))]
        _LENGTH.set(len(self._events))
        if self._full and len(self._events) <= self._capacity // 2:
            self._full = False
            self._on_room()
        return taken
