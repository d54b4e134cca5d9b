# SPDX-License-Identifier: GPL-3.0-or-later
"""A FastAGI server. Commands are those of res_agi; one at a time on a channel, each with a deadline."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from xivo_asterisk.agi_protocol import (
    AGIAnswer,
    AGIError,
    AGIHangup,
    AGIRequest,
    parse_answer,
    parse_header,
    quote,
)
from xivo_asterisk.errors import refuse_line_breaks

logger = logging.getLogger(__name__)

MAX_HEADERS = 128
DEAD_CHANNEL = 511

_DONE_LINE = b"200 result=1\n"
_DONE = parse_answer("200 result=1")
"""What nearly every command is answered: not worth parsing each time."""

__all__ = ["AGIChannel", "AGIError", "AGIHandler", "AGIHangup", "AGIRequest", "AGIServer"]


class AGIChannel:
    """A handler's commands. Each raises AGIHangup once the channel is gone, AGIError when refused."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        timeout: timedelta = timedelta(seconds=5),
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._timeout = timeout.total_seconds()
        self._hung_up = False

    @property
    def hung_up(self) -> bool:
        """The caller hung up, as far as we were told."""
        return self._hung_up

    async def execute(self, command: str, *args: str | float, within: timedelta | None = None) -> AGIAnswer:
        """Any AGI command; `args` are quoted. The deadline is the channel's unless `within` says other."""
        seconds = self._timeout if within is None else within.total_seconds()
        (answer,) = await self._ask(command, _line(command, *args), 1, seconds)
        return answer

    async def _ask(self, command: str, lines: bytes, count: int, seconds: float) -> list[AGIAnswer]:
        """The answers to ``count`` commands sent at once; Asterisk reads and runs them one after the other."""
        try:
            async with asyncio.timeout(seconds):
                self._writer.write(lines)
                await self._writer.drain()
                return [await self._answer() for _ in range(count)]
        except TimeoutError as error:
            raise AGIError(f"no answer to {command} within {seconds:g} s") from error
        except (OSError, ValueError) as error:
            self._hung_up = True
            raise AGIHangup(f"connection lost during {command}") from error

    async def _answer(self) -> AGIAnswer:
        usage: list[str] = []
        while True:
            raw = await self._reader.readline()
            if raw == _DONE_LINE:
                return _DONE
            if not raw.endswith(b"\n"):
                self._hung_up = True
                raise AGIHangup("connection closed by Asterisk")
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
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
        """All of them in one round trip, in their order. After a refused one, later ones may be set or not."""
        if values:
            lines = b"".join(_line("SET VARIABLE", name, value) for name, value in values.items())
            await self._ask("SET VARIABLE", lines, len(values), self._timeout)

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

    async def set_context(self, context: str) -> None:
        await self.execute("SET CONTEXT", context)

    async def set_extension(self, extension: str) -> None:
        await self.execute("SET EXTENSION", extension)

    async def set_priority(self, priority: str | int) -> None:
        await self.execute("SET PRIORITY", priority)

    async def set_callerid(self, callerid: str) -> None:
        await self.execute("SET CALLERID", callerid)

    async def channel_status(self) -> int:
        return int((await self._succeed("CHANNEL STATUS")).result)

    async def database_get(self, family: str, key: str) -> str | None:
        answer = await self.execute("DATABASE GET", family, key)
        return answer.value if answer.result == "1" else None

    async def database_put(self, family: str, key: str, value: str) -> None:
        await self.execute("DATABASE PUT", family, key, value)

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
        self._handler = handler
        self._host = host
        self._port = port
        self._path = path
        self._header_timeout = header_timeout.total_seconds()
        self._command_timeout = command_timeout
        self._backlog = backlog
        self._server: asyncio.Server | None = None
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
        if self._path is not None:
            self._server = await asyncio.start_unix_server(self._connected, self._path, backlog=self._backlog)
        else:
            self._server = await asyncio.start_server(self._connected, self._host, self._port, backlog=self._backlog)

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
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await self._read_request(reader)
            if request is not None:
                await self._handler(request, AGIChannel(reader, writer, timeout=self._command_timeout))
        except AGIHangup:
            logger.debug("the caller hung up")
        except AGIError as error:
            logger.warning("AGI: %s", error)
        except Exception:
            logger.exception("AGI handler failed")
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _read_request(self, reader: asyncio.StreamReader) -> AGIRequest | None:
        """None when the peer said nothing (a health check's connect and close)."""
        try:
            async with asyncio.timeout(self._header_timeout):
                block = await reader.readuntil(b"\n\n")
        except TimeoutError as error:
            raise AGIError("no end of headers") from error
        except asyncio.IncompleteReadError:
            return None
        except (OSError, asyncio.LimitOverrunError) as error:
            raise AGIError(f"bad headers: {error!r}") from error
        lines = block.decode("utf-8", "replace").rstrip("\n").split("\n")
        if len(lines) > MAX_HEADERS:
            raise AGIError("too many headers")
        return AGIRequest.from_headers(dict(parse_header(line.rstrip("\r")) for line in lines))
