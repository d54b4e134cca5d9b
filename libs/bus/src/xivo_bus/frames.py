# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames of `basic.publish` (AMQP 0-9-1 §4.2), written many at a time, because calls are slow."""

import functools
import struct

from pamqp import encode

from xivo_bus.event import CONTENT_TYPE, OutgoingMessage

_END = b"\xce"
_FRAME = struct.Struct(">BHI")
_CONTENT_HEADER = struct.Struct(">HHQH")
_BASIC = 60
_PUBLISH = struct.Struct(">HHH").pack(_BASIC, 40, 0)
_FLAGS = 1 << 15 | 1 << 13 | 1 << 12 | 1 << 7  # content-type, headers, delivery-mode, message-id
_CONTENT_TYPE = encode.short_string(CONTENT_TYPE)
_FRAME_OVERHEAD = _FRAME.size + len(_END)


@functools.lru_cache(maxsize=4096)
def _publish_frame(channel: int, exchange: str, routing_key: str) -> bytes:
    arguments = encode.short_string(exchange) + encode.short_string(routing_key) + b"\0"
    return _frame(1, channel, _PUBLISH + arguments)


def publish_frames(channel: int, exchange: str, message: OutgoingMessage, *, persistent: bool, frame_max: int) -> bytes:
    body = message.body
    header = (
        _CONTENT_HEADER.pack(_BASIC, 0, len(body), _FLAGS)
        + _CONTENT_TYPE
        + encode.field_table(message.headers)
        + (b"\2" if persistent else b"\1")
        + encode.short_string(message.message_id)
    )
    start = _publish_frame(channel, exchange, message.routing_key) + _frame(2, channel, header)
    chunk = frame_max - _FRAME_OVERHEAD
    if len(body) <= chunk:
        return start + _frame(3, channel, body)
    return start + b"".join(_frame(3, channel, body[offset : offset + chunk]) for offset in range(0, len(body), chunk))


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return _FRAME.pack(kind, channel, len(payload)) + payload + _END
