# SPDX-License-Identifier: GPL-3.0-or-later
"""What travels on the bus: JSON objects with exactly the keys `name`, `origin_uuid` and `data`."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

import orjson
from pydantic import BaseModel, ConfigDict
from xivo_base.ids import uuid7

CONTENT_TYPE = "application/json"
REQUEST_ID_HEADER = "request_id"

Headers = dict[str, Any]


class Event(BaseModel):
    """A typed event. Its fields are the event's data; without fields, data is null.

    A subclass sets `name` and `routing_key` (or overrides `get_routing_key`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    routing_key: ClassVar[str]

    def get_routing_key(self) -> str:
        return self.routing_key

    def get_data(self) -> dict[str, Any] | None:
        return self.model_dump(mode="json") if type(self).model_fields else None


@dataclass(slots=True)
class OutgoingMessage:
    """An encoded event on its way to the broker."""

    routing_key: str
    body: bytes
    message_id: str
    headers: Headers = field(default_factory=dict)


def encode(name: str, data: Any, origin_uuid: str) -> bytes:
    return orjson.dumps({"name": name, "origin_uuid": origin_uuid, "data": data})


def to_message(event: Event, origin_uuid: str, headers: Mapping[str, Any] | None = None) -> OutgoingMessage:
    return OutgoingMessage(
        routing_key=event.get_routing_key(),
        body=encode(event.name, event.get_data(), origin_uuid),
        message_id=str(uuid7()),
        headers=dict(headers or {}),
    )


class MalformedMessage(Exception):
    """The body is not an event envelope."""


@dataclass(slots=True)
class Message:
    """A received event. `session` is the unit of work of consumers that have an inbox."""

    name: str
    data: Any
    origin_uuid: str
    routing_key: str
    message_id: str
    headers: Headers
    body: bytes
    redelivered: bool = False
    session: Any = None

    @property
    def sent_at(self) -> datetime | None:
        """When the event was made, which its id tells unless a stranger chose it."""
        try:
            identity = uuid.UUID(self.message_id)
        except ValueError:
            return None
        return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC) if identity.version == 7 else None

    @property
    def request_id(self) -> str | None:
        value = self.headers.get(REQUEST_ID_HEADER)
        return value if isinstance(value, str) else None


def decode(
    body: bytes,
    *,
    routing_key: str,
    message_id: str | None,
    headers: Mapping[str, Any] | None,
    redelivered: bool = False,
) -> Message:
    """Raises `MalformedMessage`."""
    try:
        envelope = orjson.loads(body)
        name, data, origin_uuid = envelope["name"], envelope["data"], envelope["origin_uuid"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise MalformedMessage(str(error)) from error
    return Message(
        name=name,
        data=data,
        origin_uuid=origin_uuid,
        routing_key=routing_key,
        message_id=message_id or str(uuid7()),
        headers=dict(headers or {}),
        body=body,
        redelivered=redelivered,
    )
