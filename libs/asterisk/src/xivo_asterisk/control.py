# SPDX-License-Identifier: GPL-3.0-or-later
"""The control socket: runs a console command as `asterisk -rx` does.

The protocol is that of the remote console (main/asterisk.c): the server greets with `host/pid/version`, the
client sends `cli quit after <command>` and a NUL, the server writes the output and closes.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from xivo_asterisk.errors import AsteriskUnavailable, refuse_line_breaks

DEFAULT_PATH = Path("/run/asterisk/asterisk.ctl")
MAX_OUTPUT = 64 * 1024 * 1024
_NO_GREETING = (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
_FIRST_VERBOSE_MARK = 0xF5  # verbose lines start with a byte that no UTF-8 text holds (VERBOSE_HASMAGIC)


@dataclass(frozen=True)
class Greeting:
    """Who answers at the socket. The pid changes when Asterisk restarts."""

    hostname: str
    pid: int
    version: str


class Attachment:
    """A console that only listens."""

    def __init__(self, greeting: Greeting, reader: asyncio.StreamReader) -> None:
        self.greeting = greeting
        self._reader = reader

    async def wait_gone(self) -> None:
        """Return when Asterisk has ended, or ends itself to start again."""
        with contextlib.suppress(OSError):
            while await self._reader.read(65536):
                pass


class AsteriskControl:
    """Runs console commands, one connection each, any number at the same time."""

    def __init__(
        self,
        path: Path = DEFAULT_PATH,
        *,
        connect_timeout: timedelta = timedelta(seconds=1),
        timeout: timedelta = timedelta(seconds=20),
    ) -> None:
        self._path = path
        self._connect_timeout = connect_timeout.total_seconds()
        self._timeout = timeout.total_seconds()

    async def run(self, command: str, *, within: timedelta | None = None) -> str:
        """The command's output. Raises AsteriskUnavailable (absent, silent, gone) or AsteriskInjection."""
        refuse_line_breaks("command", command)
        seconds = self._timeout if within is None else within.total_seconds()
        reader, writer, _ = await self._open()
        try:
            async with asyncio.timeout(seconds):
                writer.write(b"cli quit after " + command.encode() + b"\0")
                await writer.drain()
                output = bytearray()
                while chunk := await reader.read(65536):
                    output += chunk
                    if len(output) > MAX_OUTPUT:
                        raise AsteriskUnavailable("output without end")
        except TimeoutError as error:
            raise AsteriskUnavailable(f"no end of {command!r} within {seconds:g} s") from error
        except OSError as error:
            raise AsteriskUnavailable(f"lost while running {command!r}: {error!r}") from error
        finally:
            await self._close(writer)
        return _console_text(bytes(output))

    async def greet(self) -> Greeting:
        """Connect and read the greeting only. Raises AsteriskUnavailable."""
        _, writer, greeting = await self._open()
        await self._close(writer)
        return greeting

    @contextlib.asynccontextmanager
    async def attach(self) -> AsyncIterator["Attachment"]:
        """An open console, by which one knows at once that Asterisk ends. Raises AsteriskUnavailable."""
        reader, writer, greeting = await self._open()
        try:
            yield Attachment(greeting, reader)
        finally:
            await self._close(writer)

    async def wait_fully_booted(self, *, within: timedelta = timedelta(seconds=30)) -> None:
        """Raises AsteriskUnavailable when it is not there or does not get ready in time."""
        await self.run("core waitfullybooted", within=within)

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, Greeting]:
        try:
            async with asyncio.timeout(self._connect_timeout):
                reader, writer = await asyncio.open_unix_connection(str(self._path))
        except (OSError, TimeoutError) as error:
            raise AsteriskUnavailable(f"no Asterisk at {self._path}: {error!r}") from error
        try:
            async with asyncio.timeout(self._connect_timeout):
                line = (await reader.readuntil(b"\n")).decode("utf-8", "replace")
            hostname, pid, version = line.strip().split("/", 2)
            return reader, writer, Greeting(hostname, int(pid), version)
        except BaseException as error:  # who stops waiting leaves no connection behind either
            writer.close()
            if isinstance(error, _NO_GREETING):
                raise AsteriskUnavailable(f"no greeting from {self._path}: {error!r}") from error
            raise

    @staticmethod
    async def _close(writer: asyncio.StreamWriter) -> None:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _console_text(output: bytes) -> str:
    lines = output.replace(b"\0", b"").split(b"\n")
    kept = (line for line in lines if not line or line[0] < _FIRST_VERBOSE_MARK)
    return b"\n".join(kept).decode("utf-8", "replace")
