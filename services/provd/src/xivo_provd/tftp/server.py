# SPDX-License-Identifier: GPL-3.0-or-later
"""TFTP over UDP: requests come to port 69, each transfer has a port of its own (RFC 1350 section 4)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

from prometheus_client import Counter, Gauge
from xivo_base.tasks import Supervised

from . import packets
from .content import Content, close
from .packets import ErrorCode, ReadRequest, WriteRequest
from .transfer import Transfer

logger = logging.getLogger(__name__)

TRANSFERS = Counter("xivo_provd_tftp_transfers_total", "TFTP transfers", ["outcome"])
RUNNING = Gauge("xivo_provd_tftp_transfers_running", "TFTP transfers under way")

MAX_TRANSFERS = 500
MAX_TRANSFERS_PER_ADDRESS = 20
MAX_TRANSFER_SECONDS = 600.0

Address = tuple[str, int]


class TftpRefusal(Exception):
    """The file is not given."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


Reader = Callable[[str, ReadRequest], Awaitable[Content]]
"""(client's address, request) → the file. Raises TftpRefusal."""


class TftpServer:
    """A component. Writing is refused; what does not parse is dropped in silence."""

    name = "phones' TFTP server"

    def __init__(self, read: Reader, host: str, port: int) -> None:
        self._read = read
        self._host = host
        self._port = port
        self._running: dict[Address, asyncio.Task[None]] = {}
        self._loop = Supervised(self.name, self._listen)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        lost: asyncio.Future[None] = loop.create_future()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Listener(self, lost), local_addr=(self._host, self._port)
        )
        logger.info("TFTP on %s:%s", self._host, self._port)
        try:
            await lost
        finally:
            transport.close()

    def accept(self, datagram: bytes, peer: Address, refuse: Callable[[bytes], None]) -> None:
        """One datagram that came to the well-known port. ``refuse`` answers from there."""
        try:
            packet = packets.parse(datagram)
        except packets.MalformedPacket:
            return
        if isinstance(packet, WriteRequest):
            refuse(packets.error(ErrorCode.ACCESS_VIOLATION, "this server is read-only"))
        elif isinstance(packet, ReadRequest):
            of_this_address = sum(1 for address in self._running if address[0] == peer[0])
            # A repeated request of a client whose transfer runs is a duplicate of the network.
            if peer in self._running or len(self._running) >= MAX_TRANSFERS:
                return
            if of_this_address >= MAX_TRANSFERS_PER_ADDRESS:
                return
            task = asyncio.create_task(self._transfer(packet, peer), name="tftp-transfer")
            self._running[peer] = task
            RUNNING.set(len(self._running))
            task.add_done_callback(lambda _: self._ended(peer))

    def _ended(self, peer: Address) -> None:
        self._running.pop(peer, None)
        RUNNING.set(len(self._running))

    async def _transfer(self, request: ReadRequest, peer: Address) -> None:
        loop = asyncio.get_running_loop()
        inbox: asyncio.Queue[bytes] = asyncio.Queue(16)
        transport: asyncio.DatagramTransport
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Conversation(peer, inbox), local_addr=(self._host, 0)
        )
        try:
            async with asyncio.timeout(MAX_TRANSFER_SECONDS):
                outcome = await converse(self._read, request, peer, inbox, lambda data: transport.sendto(data, peer))
            TRANSFERS.labels(outcome).inc()
        except TimeoutError:
            TRANSFERS.labels("timeout").inc()
        except Exception:
            TRANSFERS.labels("error").inc()
            logger.exception("transfer of %r to %s failed", request.filename, peer[0])
            transport.sendto(packets.error(ErrorCode.NOT_DEFINED, "internal error"), peer)
        finally:
            transport.close()


async def converse(
    read: Reader,
    request: ReadRequest,
    peer: Address,
    inbox: asyncio.Queue[bytes],
    send: Callable[[bytes], None],
) -> str:
    """A whole transfer; how it ended: complete, refused, aborted or lost."""
    try:
        content = await read(peer[0], request)
    except TftpRefusal as refusal:
        send(packets.error(refusal.code, str(refusal)))
        return "refused"
    try:
        return await _carry(Transfer(request, content), inbox, send)
    finally:
        close(content)


async def _carry(transfer: Transfer, inbox: asyncio.Queue[bytes], send: Callable[[bytes], None]) -> str:
    send(transfer.start())
    loop = asyncio.get_running_loop()
    deadline = loop.time() + transfer.options.timeout
    while not transfer.is_done:
        try:
            async with asyncio.timeout_at(deadline):
                datagram = await inbox.get()
        except TimeoutError:
            answer = transfer.timed_out()
            if answer is None:
                return "lost"
        else:
            answer = transfer.receive(datagram)
            if answer is None:
                continue
        send(answer)
        deadline = loop.time() + transfer.options.timeout
    return "complete" if transfer.is_complete else "aborted"


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, server: TftpServer, lost: asyncio.Future[None]) -> None:
        self._server = server
        self._lost = lost
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        peer = (str(addr[0]), int(addr[1]))
        self._server.accept(data, peer, lambda answer: self._answer(answer, peer))

    def error_received(self, exc: Exception) -> None:
        logger.debug("TFTP: %s", exc)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._lost.done():
            if exc is None:
                self._lost.set_result(None)
            else:
                self._lost.set_exception(exc)

    def _answer(self, data: bytes, peer: Address) -> None:
        if self._transport is not None:
            self._transport.sendto(data, peer)


class _Conversation(asyncio.DatagramProtocol):
    """The socket of one transfer; what others send to it is not heard (RFC 1350 section 4)."""

    def __init__(self, peer: Address, inbox: asyncio.Queue[bytes]) -> None:
        self._peer = peer
        self._inbox = inbox

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if (str(addr[0]), int(addr[1])) == self._peer and not self._inbox.full():
            self._inbox.put_nowait(data)
