# SPDX-License-Identifier: GPL-3.0-or-later
"""A bus in memory for unit tests: records what is published and delivers to attached consumers."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from xivo_base import request_id
from xivo_base.ids import uuid7
from xivo_store import Database

from xivo_bus.consumer import Outcome
from xivo_bus.event import REQUEST_ID_HEADER, Event, Message, OutgoingMessage, decode, encode, to_message


class Handles(Protocol):
    """A `Consumer` or a `TransientConsumer`; not started."""

    bindings: tuple[str, ...]

    async def handle(self, message: Message) -> Outcome: ...


class MemoryBus:
    """Takes the place of a `Publisher` or of the relay's sender.

    `available = False` makes it behave like a broker that is away.
    """

    def __init__(self, origin_uuid: str = "00000000-0000-4000-8000-000000000001") -> None:
        self.origin_uuid = origin_uuid
        self.messages: list[Message] = []
        self.available = True
        self._consumers: list[Handles] = []

    def attach(self, consumer: Handles) -> None:
        self._consumers.append(consumer)

    def named(self, name: str) -> list[Message]:
        """The messages of the event `name`, in order."""
        return [message for message in self.messages if message.name == name]

    async def start(self) -> None:
        """As the component that it replaces."""

    async def stop(self) -> None:
        """As the component that it replaces."""

    async def publish(self, event: Event, headers: Mapping[str, Any] | None = None) -> bool:
        return await self._publish(to_message(event, self.origin_uuid, headers))

    async def publish_named(
        self, name: str, routing_key: str, data: Any, headers: Mapping[str, Any] | None = None
    ) -> bool:
        body = encode(name, data, self.origin_uuid)
        return await self._publish(OutgoingMessage(routing_key, body, str(uuid7()), dict(headers or {})))

    async def publish_all(self, messages: Sequence[OutgoingMessage]) -> int:
        for number, message in enumerate(messages):
            if not await self.deliver(message):
                return number
        return len(messages)

    async def _publish(self, message: OutgoingMessage) -> bool:
        current = request_id.current()
        if current is not None:
            message.headers.setdefault(REQUEST_ID_HEADER, current)
        return await self.deliver(message)

    async def deliver(self, outgoing: OutgoingMessage) -> bool:
        """Hand a message to all attached consumers that are bound to its routing key."""
        if not self.available:
            return False
        self.messages.append(_received(outgoing))
        for consumer in self._consumers:
            if any(matches(key, outgoing.routing_key) for key in consumer.bindings):
                await consumer.handle(_received(outgoing))
        return True

    async def relay(self, database: Database) -> int:
        """Carry the unsent events of the outbox in `database` as `OutboxRelay` does; returns how many."""
        from sqlalchemy import text  # noqa: PLC0415 - only here

        async with database.session() as session:
            rows = (
                await session.execute(
                    text("SELECT id, routing_key, body, headers, seq FROM outbox WHERE sent_at IS NULL ORDER BY seq")
                )
            ).all()
            messages = [
                OutgoingMessage(
                    row.routing_key,
                    json.dumps(_json(row.body)).encode(),
                    str(row.id),
                    {**_json(row.headers), "seq": row.seq},
                )
                for row in rows
            ]
            sent = await self.publish_all(messages)
            for row in rows[:sent]:
                await session.execute(text("UPDATE outbox SET sent_at = now() WHERE seq = :seq"), {"seq": row.seq})
        return sent


def matches(binding: str, routing_key: str) -> bool:
    """Topic matching of AMQP 0-9-1: `*` is one word, `#` any number of words."""
    return _matches(binding.split("."), routing_key.split("."))


def _matches(binding: list[str], words: list[str]) -> bool:
    if not binding:
        return not words
    if binding[0] == "#":
        return any(_matches(binding[1:], words[skip:]) for skip in range(len(words) + 1))
    return bool(words) and binding[0] in ("*", words[0]) and _matches(binding[1:], words[1:])


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _received(message: OutgoingMessage) -> Message:
    return decode(message.body, routing_key=message.routing_key, message_id=message.message_id, headers=message.headers)
