# SPDX-License-Identifier: GPL-3.0-or-later
"""TFTP packets. Option negotiation is RFC 2347's."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

MAX_REQUEST = 2048


class Opcode(IntEnum):
    RRQ = 1
    WRQ = 2
    DATA = 3
    ACK = 4
    ERROR = 5
    OACK = 6


class ErrorCode(IntEnum):
    NOT_DEFINED = 0
    FILE_NOT_FOUND = 1
    ACCESS_VIOLATION = 2
    DISK_FULL = 3
    ILLEGAL_OPERATION = 4
    UNKNOWN_TRANSFER_ID = 5
    OPTION_REFUSED = 8


class MalformedPacket(ValueError):
    """Not a TFTP packet, or not one that we accept."""


@dataclass(frozen=True)
class ReadRequest:
    filename: str
    mode: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WriteRequest:
    filename: str


@dataclass(frozen=True)
class Ack:
    block: int


@dataclass(frozen=True)
class Error:
    code: int
    message: str


Packet = ReadRequest | WriteRequest | Ack | Error


def parse(datagram: bytes) -> Packet:
    """What a client sends. Raises MalformedPacket."""
    if len(datagram) < 4 or len(datagram) > MAX_REQUEST:
        raise MalformedPacket("wrong size")
    opcode = int.from_bytes(datagram[:2], "big")
    if opcode in (Opcode.RRQ, Opcode.WRQ):
        return _request(opcode, datagram[2:])
    if opcode == Opcode.ACK:
        return Ack(int.from_bytes(datagram[2:4], "big"))
    if opcode == Opcode.ERROR:
        message = datagram[4:].split(b"\0", 1)[0].decode("ascii", "replace")
        return Error(int.from_bytes(datagram[2:4], "big"), message)
    raise MalformedPacket(f"opcode {opcode}")


def _request(opcode: int, body: bytes) -> Packet:
    if not body.endswith(b"\0"):
        raise MalformedPacket("a text without its end")
    try:
        texts = [text.decode("utf-8") for text in body[:-1].split(b"\0")]
    except UnicodeDecodeError as error:
        raise MalformedPacket("a text that is not UTF-8") from error
    if len(texts) < 2 or not texts[0]:
        raise MalformedPacket("no file name or no mode")
    if opcode == Opcode.WRQ:
        return WriteRequest(texts[0])
    mode = texts[1].lower()
    if mode not in ("octet", "netascii"):
        raise MalformedPacket(f"mode {mode!r}")
    pairs = texts[2:]
    options = {name.lower(): value for name, value in zip(pairs[::2], pairs[1::2], strict=False)}
    return ReadRequest(texts[0], mode, options)


def data(block: int, content: bytes) -> bytes:
    return struct.pack("!HH", Opcode.DATA, block & 0xFFFF) + content


def oack(options: Mapping[str, str]) -> bytes:
    body = b"".join(f"{name}\0{value}\0".encode() for name, value in options.items())
    return struct.pack("!H", Opcode.OACK) + body


def error(code: ErrorCode, message: str) -> bytes:
    return struct.pack("!HH", Opcode.ERROR, code) + message.encode("ascii", "replace") + b"\0"
