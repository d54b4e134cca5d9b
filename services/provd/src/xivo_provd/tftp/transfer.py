# SPDX-License-Identifier: GPL-3.0-or-later
"""One file on its way to a client: no socket and no clock in here, so that every exchange can be written as a test."""

from __future__ import annotations

from dataclasses import dataclass

from . import packets
from .content import MAX_NETASCII, Content
from .packets import Ack, Error, ReadRequest

DEFAULT_BLKSIZE = 512
MIN_BLKSIZE = 8  # RFC 2348
MAX_BLKSIZE = 1428  # what an Ethernet frame carries, beneath RFC 2348's 65464
DEFAULT_TIMEOUT = 2.0
MAX_TIMEOUT = 30  # of RFC 2349's 255: a lost client must not hold a transfer for minutes
MAX_RETRIES = 5


@dataclass(frozen=True)
class Options:
    """What client and server agreed on; ``acknowledged`` is the OACK's content, empty without options."""

    blksize: int
    timeout: float
    acknowledged: dict[str, str]


def negotiate(request: ReadRequest, size: int) -> Options:
    """Unknown or senseless options are left out of the answer, as RFC 2347 wants."""
    blksize, timeout = DEFAULT_BLKSIZE, DEFAULT_TIMEOUT
    acknowledged: dict[str, str] = {}
    for name, value in request.options.items():
        if not (value.isascii() and value.isdigit()) or len(value) > 8:
            continue
        number = int(value)
        if name == "blksize" and number >= MIN_BLKSIZE:
            blksize = min(number, MAX_BLKSIZE)
            acknowledged[name] = str(blksize)
        elif name == "timeout" and 1 <= number <= MAX_TIMEOUT:
            timeout = float(number)
            acknowledged[name] = value
        elif name == "tsize":
            acknowledged[name] = str(size)
    return Options(blksize, timeout, acknowledged)


class Transfer:
    """Feed it what arrives; it says what to send. Duplicate acknowledgements get no answer (RFC 1123 4.2.3.1)."""

    def __init__(self, request: ReadRequest, content: Content) -> None:
        # What is larger is no text, whatever the client thinks.
        if request.mode == "netascii" and len(content) <= MAX_NETASCII:
            content = content[:].replace(b"\r\n", b"\n").replace(b"\r", b"\r\0").replace(b"\n", b"\r\n")
        self._content = content
        self.options = negotiate(request, len(content))
        # Block 0 stands for the OACK; with 16-bit numbers that wrap, a client may not mind large files.
        self._block = 0 if self.options.acknowledged else 1
        self._retries = 0
        self.is_done = False
        self.is_complete = False

    def start(self) -> bytes:
        return self._current()

    def receive(self, datagram: bytes) -> bytes | None:
        """The next datagram to send, if any."""
        try:
            packet = packets.parse(datagram)
        except packets.MalformedPacket:
            return None
        if isinstance(packet, Error):
            self.is_done = True
            return None
        if not isinstance(packet, Ack):
            self.is_done = True
            return packets.error(packets.ErrorCode.ILLEGAL_OPERATION, "illegal operation")
        if packet.block != self._block & 0xFFFF:
            return None
        if self._block > 0 and len(self._chunk()) < self.options.blksize:
            self.is_done = self.is_complete = True
            return None
        self._block += 1
        self._retries = 0
        return self._current()

    def timed_out(self) -> bytes | None:
        """The last datagram again; None when the client is given up."""
        self._retries += 1
        if self._retries > MAX_RETRIES:
            self.is_done = True
            return None
        return self._current()

    def _current(self) -> bytes:
        if self._block == 0:
            return packets.oack(self.options.acknowledged)
        return packets.data(self._block, self._chunk())

    def _chunk(self) -> bytes:
        start = (self._block - 1) * self.options.blksize
        return self._content[start : start + self.options.blksize]
