# SPDX-License-Identifier: GPL-3.0-or-later
"""One FastAGI connection: a block of headers, then lines. No stream, which costs too much when 500 begin at once."""

import asyncio
from typing import Protocol, cast

from xivo_asterisk.agi_protocol import AGIError, AGIRequest, parse_headers

MAX_BYTES = 65536
"""Of headers, and of answers that nobody has read yet."""
MAX_HEADERS = 128


class Server(Protocol):
    """What a connection tells."""

    header_seconds: float

    def opened(self, connection: "AGIConnection") -> None: ...
    def asked(self, connection: "AGIConnection", request: AGIRequest) -> None: ...
    def refused(self, error: AGIError) -> None: ...
    def closed(self, connection: "AGIConnection") -> None: ...


class AGIConnection(asyncio.Protocol):
    """Bytes of Asterisk, cut into one request and answers. One reader at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._asked = False
        self._ended = False
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass of it
        self._header_deadline = self._loop.call_later(self._server.header_seconds, self._no_headers)
        self._server.opened(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._asked:
            if (end := self._buffer.find(b"\n\n")) >= 0:
                self._header_deadline.cancel()
                self._asked = True
                block, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
                self._ask(block)
        elif self._buffer.count(b"\n") >= self._wanted:
            self._wake()
        if len(self._buffer) > MAX_BYTES:
            self._refuse("too much was sent")

    def eof_received(self) -> None:
        self._end()

    def connection_lost(self, _error: Exception | None) -> None:
        self._header_deadline.cancel()
        self._end()
        self._server.closed(self)

    def write(self, lines: bytes) -> None:
        self._transport.write(lines)

    def write_last(self, lines: bytes) -> None:
        """These lines, and that there will be no others."""
        self._transport.write(lines)
        if not self._transport.is_closing():
            self._transport.write_eof()

    def close(self) -> None:
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    async def lines(self, count: int, seconds: float) -> bytes:
        """All whole lines that are there once these many are; fewer once the connection is gone, in the end none.

        Raises TimeoutError.
        """
        if self._buffer.count(b"\n") < count and not self._ended:
            self._wanted = count
            self._waiter = self._loop.create_future()
            deadline = self._loop.call_later(seconds, self._late)
            try:
                await self._waiter
            finally:
                self._waiter = None
                deadline.cancel()
        end = self._buffer.rfind(b"\n") + 1
        whole, self._buffer = self._buffer[:end], self._buffer[end:]
        return whole

    def _ask(self, block: bytes) -> None:
        try:
            request = _request(block)
        except AGIError as error:
            self._server.refused(error)
            self.close()
        else:
            self._server.asked(self, request)

    def _no_headers(self) -> None:
        self._refuse("no end of headers")

    def _refuse(self, why: str) -> None:
        self._server.refused(AGIError(why))
        self.abort()

    def _end(self) -> None:
        self._ended = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _late(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())


def _request(block: bytes) -> AGIRequest:
    if block.count(b"\n") >= MAX_HEADERS:
        raise AGIError("too many headers")
    return AGIRequest.from_headers(parse_headers(block.decode("utf-8", "replace")))
