# SPDX-License-Identifier: GPL-3.0-or-later
"""The socket to the daemon: one JSON object a line, in both directions.

From the daemon ``{"id", "call", "args"}``, answered by ``{"id", "result"}`` or ``{"id", "error": {"kind", "text"}}``.
From the worker ``{"ask", "name", "args"}``, answered by ``{"answer", "result"}`` or ``{"answer", "error": text}``.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

from .host import HostError
from .twisted.internet import reactor
from .twisted.internet.defer import Deferred

MAX_LINE = 32 * 1024 * 1024

Message = dict[str, Any]


class Channel:
    """Read in the main thread only; it is also what wakes the main loop for other threads."""

    def __init__(self, connection: socket.socket, report: Callable[[BaseException], None]) -> None:
        self._connection = connection
        self._report = report
        self._pid = os.getpid()
        self._buffer = bytearray()
        self._waiting: deque[Message] = deque()
        self._asked: dict[int, Deferred] = {}
        self._next_ask = 1
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(connection, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        reactor.set_wake(self._wake)
        # A forked copy of a plugin must not speak for the worker.
        os.register_at_fork(after_in_child=connection.close)

    def serve(self, handle: Callable[[Message], None]) -> None:
        """Until the daemon hangs up."""
        while os.getpid() == self._pid:
            message = self._waiting.popleft() if self._waiting else self._next()
            if message is None:
                return
            if message:
                handle(message)

    def send(self, message: Message) -> None:
        self._connection.sendall(json.dumps(message).encode() + b"\n")

    def ask(self, name: str, arguments: dict[str, Any]) -> Deferred:
        deferred = Deferred()
        number, self._next_ask = self._next_ask, self._next_ask + 1
        self._asked[number] = deferred
        self.send({"ask": number, "name": name, "args": arguments})
        return deferred

    def ask_now(self, name: str, arguments: dict[str, Any]) -> Any:
        """Calls that come meanwhile wait for their turn. Raises HostError."""
        outcome: list[Any] = []
        failures: list[BaseException] = []
        self.ask(name, arguments).addCallbacks(outcome.append, lambda failure: failures.append(failure.value))
        while not outcome and not failures:
            message = self._next()
            if message is None:
                raise HostError("the daemon has hung up")
            if message:
                self._waiting.append(message)
        if failures:
            raise failures[0]
        return outcome[0]

    def _next(self) -> Message | None:
        """The next call; answers go to whom asked. An empty message when only an answer or a thread's call came."""
        while True:
            end = self._buffer.find(b"\n")
            if end >= 0:
                message: Message = json.loads(self._buffer[:end])
                del self._buffer[: end + 1]
                if "answer" not in message:
                    return message
                self._answered(message)
                return {}
            for key, _events in self._selector.select():
                if key.fileobj is self._connection:
                    data = self._connection.recv(1 << 16)
                    self._buffer += data
                    if not data or len(self._buffer) > MAX_LINE:
                        return None
                else:
                    os.read(self._woken, 4096)
                    reactor.run_waiting_calls(self._report)

    def _answered(self, message: Message) -> None:
        deferred = self._asked.pop(message["answer"], None)
        if deferred is None:
            return
        if "error" in message:
            deferred.errback(HostError(message["error"]))
        else:
            deferred.callback(message.get("result"))

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it is awake already
            os.write(self._waker, b"x")
