# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the Asterisk Manager Interface: one connection, one reader, events in arrival order."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from xivo_asterisk.ami_message import Message, ParamValue, encode_action, parse_message, split_messages
from xivo_asterisk.errors import AsteriskError, AsteriskUnavailable

MAX_MESSAGE = 4 * 1024 * 1024

EventHandler = Callable[[Message], None]


class AMILoginRefused(AsteriskError):
    """Asterisk answered the login with an error: wrong user, secret or address."""


@dataclass(frozen=True)
class AMIAddress:
    """Where the manager listens: host and port, or the path of a unix socket (tests, side-cars)."""

    host: str = "localhost"
    port: int = 5038
    path: str | None = None


@dataclass
class _Pending:
    done: asyncio.Future[list[Message]]
    messages: list[Message] = field(default_factory=list)
    listing: bool = False
    in_stream: bool = False


class AMIClient(asyncio.Protocol):
    """`connect`, then `action`; every unsolicited event goes to `on_event`, called from the reader, in order.

    `on_event` must not block. A connection that ends, for whatever reason, fails the actions in flight with
    AsteriskUnavailable and resolves `wait_lost()`. One client, one connection: make a new one to reconnect.
    """

    def __init__(
        self,
        address: AMIAddress,
        *,
        username: str,
        secret: str,
        on_event: EventHandler | None = None,
        keepalive: timedelta = timedelta(seconds=5),
        connect_timeout: timedelta = timedelta(seconds=2),
    ) -> None:
        self._address = address
        self._username = username
        self._secret = secret
        self._on_event = on_event
        self._keepalive = keepalive.total_seconds()
        self._connect_timeout = connect_timeout.total_seconds()
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._banner: str | None = None
        self._pending: dict[str, _Pending] = {}
        self._ids = itertools.count(1)
        self._last_received = 0.0
        self._paused = False
        self._lost: asyncio.Future[str] | None = None
        self._watch: asyncio.TimerHandle | None = None

    @property
    def connected(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    @property
    def banner(self) -> str | None:
        """The greeting, e.g. `Asterisk Call Manager/11.0.0`."""
        return self._banner

    async def connect(self) -> None:
        """Connect and log in. Raises AsteriskUnavailable, or AMILoginRefused."""
        loop = asyncio.get_running_loop()
        self._lost = loop.create_future()
        try:
            async with asyncio.timeout(self._connect_timeout):
                if self._address.path is not None:
                    await loop.create_unix_connection(lambda: self, self._address.path)
                else:
                    await loop.create_connection(lambda: self, self._address.host, self._address.port)
        except (OSError, TimeoutError) as error:
            raise AsteriskUnavailable(f"cannot connect to the manager: {error!r}") from error
        try:
            answer = await self.action(
                "Login",
                {"Username": self._username, "Secret": self._secret, "Events": "on"},
                within=timedelta(seconds=self._connect_timeout),
            )
        except BaseException:
            self.close()
            raise
        if answer[0].get("Response") != "Success":
            self.close()
            raise AMILoginRefused(answer[0].get("Message", "login refused"))
        self._watch = loop.call_later(self._keepalive, self._check_alive)

    async def action(
        self,
        name: str,
        params: Mapping[str, ParamValue] | None = None,
        *,
        within: timedelta = timedelta(seconds=5),
        in_stream: bool = False,
    ) -> list[Message]:
        """The response, followed by the events of the list when the action answers with one.

        `in_stream` hands the list's events to `on_event` too, in their place among all others: a snapshot must not
        overtake, nor be overtaken by, what happens while it is taken.

        Raises AsteriskInjection before anything is sent, AsteriskUnavailable when there is no answer in time.
        """
        action_id = f"xivo-{next(self._ids)}"
        payload = encode_action(name, params or {}, action_id)
        transport = self._transport
        if transport is None or transport.is_closing():
            raise AsteriskUnavailable("not connected to the manager")
        pending = _Pending(asyncio.get_running_loop().create_future(), in_stream=in_stream)
        self._pending[action_id] = pending
        transport.write(payload)
        try:
            async with asyncio.timeout(within.total_seconds()):
                return await pending.done
        except TimeoutError as error:
            raise AsteriskUnavailable(f"no answer to {name} within {within.total_seconds():g} s") from error
        finally:
            self._pending.pop(action_id, None)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def wait_lost(self) -> str:
        """Wait until the connection ends; the reason as text."""
        if self._lost is None:
            raise AsteriskUnavailable("never connected")
        return await asyncio.shield(self._lost)

    def pause_reading(self) -> None:
        """Let the peer wait: events stay in Asterisk's own buffer."""
        if self._transport is not None and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._paused = False
            self._last_received = asyncio.get_running_loop().time()
            self._transport.resume_reading()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass of it
        self._last_received = asyncio.get_running_loop().time()

    def data_received(self, data: bytes) -> None:
        self._last_received = asyncio.get_running_loop().time()
        buffer = self._buffer + data if self._buffer else data
        if self._banner is None:
            line, newline, rest = buffer.partition(b"\r\n")
            if not newline:
                self._buffer = buffer
                return
            self._banner = line.decode("utf-8", "replace")
            buffer = rest
        messages, self._buffer = split_messages(buffer)
        for raw in messages:
            self._dispatch(parse_message(raw))
        if len(self._buffer) > MAX_MESSAGE:
            self._end("a message without end")
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(repr(exc) if exc else "connection closed")

    # inside

    def _dispatch(self, message: Message) -> None:
        pending = self._pending.get(message.get("ActionID", "")) if self._pending else None
        if "Event" in message:
            if pending is not None and pending.listing:
                pending.messages.append(message)
                if pending.in_stream and self._on_event is not None:
                    self._on_event(message)
                if message.get("EventList") in {"Complete", "Cancelled"}:
                    self._finish(pending)
            elif self._on_event is not None:
                self._on_event(message)
            return
        if pending is None or "Response" not in message:
            return
        pending.messages.append(message)
        if message.get("EventList", "").lower() == "start":
            pending.listing = True
        else:
            self._finish(pending)

    @staticmethod
    def _finish(pending: _Pending) -> None:
        if not pending.done.done():
            pending.done.set_result(pending.messages)

    def _end(self, reason: str) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        for pending in self._pending.values():
            if not pending.done.done():
                pending.done.set_exception(AsteriskUnavailable(f"the manager's connection ended: {reason}"))
        if self._lost is not None and not self._lost.done():
            self._lost.set_result(reason)

    def _check_alive(self) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        loop = asyncio.get_running_loop()
        idle = loop.time() - self._last_received
        if self._paused:
            idle = 0.0  # we are the ones who do not listen
        if idle > 2 * self._keepalive:
            self._end("no sign of life")
            self.close()
            return
        if idle >= self._keepalive * 0.9:
            with contextlib.suppress(RuntimeError):
                transport.write(encode_action("Ping", {}, "keepalive"))
        self._watch = loop.call_later(self._keepalive, self._check_alive)
