# SPDX-License-Identifier: GPL-3.0-or-later
"""A FastAGI server. Commands are those of res_agi; one at a time on a channel, each with a deadline."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from xivo_asterisk.agi_connection import AGIConnection
from xivo_asterisk.agi_protocol import AGIAnswer, AGIError, AGIHangup, AGIRequest, parse_answer, quote, setting
from xivo_asterisk.errors import refuse_line_breaks

logger = logging.getLogger(__name__)

DEAD_CHANNEL = 511

_DONE_LINE = b"200 result=1"
_DONE = parse_answer("200 result=1")
"""What nearly every command is answered: not worth parsing each time."""

__all__ = ["AGIChannel", "AGIError", "AGIHandler", "AGIHangup", "AGIRequest", "AGIServer"]


class AGIChannel:
    """A handler's commands. Each raises AGIHangup once the channel is gone, AGIError when refused."""

    def __init__(self, connection: AGIConnection, *, timeout: timedelta = timedelta(seconds=5)) -> None:
        self._connection = connection
        self._timeout = timeout.total_seconds()
        self._hung_up = False
        self._has_said_all = False
        self._unread: list[bytes] = []

    @property
    def hung_up(self) -> bool:
        """The caller hung up, as far as we were told."""
        return self._hung_up

    async def execute(self, command: str, *args: str | float, within: timedelta | None = None) -> AGIAnswer:
        """Any AGI command; `args` are quoted. The deadline is the channel's unless `within` says other."""
        line = _line(command, *args)
        if self._has_said_all:
            raise AGIError(f"{command} after the last commands")
        self._connection.write(line)
        return await self._answer(command, self._timeout if within is None else within.total_seconds())

    async def _answer(self, command: str, seconds: float) -> AGIAnswer:
        usage: list[str] = []
        deadline = time.monotonic() + seconds
        while True:
            if not self._unread:
                self._unread = await self._lines(command, 1, deadline - time.monotonic())
            raw = self._unread.pop(0)
            if raw == _DONE_LINE:
                return _DONE
            line = raw.decode("utf-8", "replace").rstrip("\r")
            if line == "HANGUP":
                self._hung_up = True
                continue
            if line.startswith("520-") or (usage and not line.startswith("520 ")):
                usage.append(line)
                continue
            answer = parse_answer(line)
            if answer.code == DEAD_CHANNEL:
                self._hung_up = True
                raise AGIHangup("the channel is gone")
            if answer.code != 200:
                raise AGIError(f"{answer.code} {answer.rest} {' '.join(usage)}".strip())
            return answer

    async def _lines(self, command: str, count: int, seconds: float) -> list[bytes]:
        try:
            lines = await self._connection.lines(count, seconds)
        except TimeoutError as error:
            raise AGIError(f"no answer to {command} in time") from error
        if not lines:
            self._hung_up = True
            raise AGIHangup(f"connection lost during {command}")
        return lines.split(b"\n")[:-1]

    async def get_variable(self, name: str) -> str | None:
        """The channel variable or dialplan function's value; None when it is not set."""
        answer = await self.execute("GET VARIABLE", name)
        return answer.value if answer.result == "1" else None

    async def get_full_variable(self, expression: str) -> str | None:
        """Evaluate an expression such as `${CHANNEL(pjsip,remote_addr)}`."""
        answer = await self.execute("GET FULL VARIABLE", expression)
        return answer.value if answer.result == "1" else None

    async def set_variable(self, name: str, value: str | float) -> None:
        await self.execute("SET VARIABLE", name, value)

    async def set_variables(self, values: Mapping[str, str | float]) -> None:
        """All of them in their order, as the last that is said on this channel: any further command raises AGIError.

        One round trip, whatever their number. Asterisk looks for the next command when the socket has something to be
        read, but takes all that is there into a buffer of its own: commands behind the first would wait for ever. After
        the end of the stream the socket can always be read. A refused one does not keep it from setting the others.
        """
        if not values:
            return
        lines = setting(values)
        if self._has_said_all:
            raise AGIError("SET VARIABLE after the last commands")
        self._has_said_all = True
        self._connection.write_last(lines)
        deadline = time.monotonic() + self._timeout
        self._unread = await self._lines("SET VARIABLE", len(values), self._timeout)
        if self._unread != [_DONE_LINE] * len(values):
            for _ in values:
                await self._answer("SET VARIABLE", deadline - time.monotonic())

    async def verbose(self, message: str, level: int = 1) -> None:
        await self.execute("VERBOSE", message, level)

    async def answer(self) -> None:
        await self._succeed("ANSWER")

    async def hangup(self) -> None:
        await self.execute("HANGUP")

    async def stream_file(self, name: str, escape_digits: str = "") -> str:
        """Play a sound; the digit that interrupted it, or an empty string."""
        answer = await self._succeed("STREAM FILE", name, escape_digits, within=timedelta(minutes=10))
        return chr(int(answer.result)) if answer.result.isdigit() and answer.result != "0" else ""

    async def get_data(self, name: str, wait: timedelta, max_digits: int) -> str:
        """Play a sound and collect digits."""
        answer = await self._succeed(
            "GET DATA", name, int(wait.total_seconds() * 1000), max_digits, within=timedelta(minutes=10)
        )
        return answer.result

    async def exec(self, application: str, *args: str, within: timedelta = timedelta(hours=24)) -> str:
        """Run a dialplan application; its result. Raises AGIError when there is no such application (-2)."""
        answer = await self.execute("EXEC", application, ",".join(args), within=within)
        if answer.result == "-2":
            raise AGIError(f"no application {application}")
        return answer.result

    async def _succeed(self, command: str, *args: str | float, within: timedelta | None = None) -> AGIAnswer:
        answer = await self.execute(command, *args, within=within)
        if answer.result.startswith("-1"):
            self._hung_up = True
            raise AGIHangup(f"{command} failed: the channel is gone")
        return answer


def _line(command: str, *args: str | float) -> bytes:
    return " ".join([refuse_line_breaks("command", command), *(quote(arg) for arg in args)]).encode() + b"\n"


AGIHandler = Callable[[AGIRequest, AGIChannel], Awaitable[None]]


class AGIServer:
    """Accepts Asterisk's connections and calls `handler` for each, concurrently.

    An exception of the handler is logged and ends that connection only; the dialplan goes on after AGI().
    """

    def __init__(
        self,
        handler: AGIHandler,
        *,
        host: str = "0.0.0.0",
        port: int = 4573,
        path: str | None = None,
        header_timeout: timedelta = timedelta(seconds=5),
        command_timeout: timedelta = timedelta(seconds=5),
        backlog: int = 2048,
    ) -> None:
        self.header_seconds = header_timeout.total_seconds()
        self._handler = handler
        self._host = host
        self._port = port
        self._path = path
        self._command_timeout = command_timeout
        self._backlog = backlog
        self._server: asyncio.Server | None = None
        self._connections: set[AGIConnection] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def active(self) -> int:
        """Connections being served now."""
        return len(self._tasks)

    @property
    def port(self) -> int:
        """The TCP port in use (also when 0 was asked for)."""
        if self._server is None or self._path is not None:
            return self._port
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        if self._path is not None:
            self._server = await loop.create_unix_server(self._connection, self._path, backlog=self._backlog)
        else:
            self._server = await loop.create_server(self._connection, self._host, self._port, backlog=self._backlog)

    async def stop(self, grace: timedelta = timedelta(seconds=2)) -> None:
        """Accept nothing more, let the running handlers finish within `grace`, cancel the others."""
        if self._server is not None:
            self._server.close()
        tasks = list(self._tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for connection in self._connections:
            connection.abort()
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None

    def opened(self, connection: AGIConnection) -> None:
        self._connections.add(connection)

    def closed(self, connection: AGIConnection) -> None:
        self._connections.discard(connection)

    def asked(self, connection: AGIConnection, request: AGIRequest) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(connection, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def refused(self, error: AGIError) -> None:
        logger.warning("AGI: %s", error)

    def _connection(self) -> AGIConnection:
        return AGIConnection(self)

    async def _serve(self, connection: AGIConnection, request: AGIRequest) -> None:
        try:
            await self._handler(request, AGIChannel(connection, timeout=self._command_timeout))
        except AGIHangup:
            logger.debug("the caller hung up")
        except AGIError as error:
            self.refused(error)
        except Exception:
            logger.exception("AGI handler failed")
        finally:
            connection.close()
