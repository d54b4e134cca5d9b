# SPDX-License-Identifier: GPL-3.0-or-later
"""Asterisk's side of the manager and of the control socket, on unix sockets."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Self

from xivo_asterisk.ami_message import Message, parse_message

Answer = Callable[[Message], list[Message] | None]


def encode(message: Message) -> bytes:
    return ("".join(f"{key}: {value}\r\n" for key, value in message.items()) + "\r\n").encode()


class FakeManager:
    """Logs in with secret `good`; other actions are answered by `answer` (None: no answer at all)."""

    def __init__(self, path: Path, answer: Answer | None = None, *, booted: bool = False) -> None:
        """`booted`: a login is followed by the event FullyBooted, as by an Asterisk that is up."""
        self.path = str(path)
        self.booted = booted
        self.answer = answer or (lambda _: [{"Response": "Success"}])
        self.actions: list[Message] = []
        self.writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._serve, self.path)
        return self

    async def __aexit__(self, *exc: object) -> None:
        for writer in self.writers:
            writer.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def send(self, *events: Message) -> None:
        for writer in self.writers:
            writer.write(b"".join(encode(event) for event in events))

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()
        self.writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while raw := await reader.readuntil(b"\r\n\r\n"):
                action = parse_message(raw.removesuffix(b"\r\n\r\n"))
                self.actions.append(action)
                if action["Action"] == "Login":
                    good = action.get("Secret") == "good"
                    answers: list[Message] | None = [
                        {"Response": "Success" if good else "Error", "Message": "Authentication"}
                    ]
                else:
                    answers = self.answer(action)
                for answer in answers or []:
                    writer.write(encode({**answer, "ActionID": action["ActionID"]}))
                if action["Action"] == "Login" and self.booted:
                    writer.write(encode({"Event": "FullyBooted", "Status": "Fully Booted"}))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


class FakeConsole:
    """The control socket: `output(command)` is written back; None leaves the client waiting."""

    def __init__(self, path: Path, output: Callable[[str], bytes | None]) -> None:
        self.path = path
        self.output = output
        self.commands: list[str] = []
        self.writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._serve, str(self.path))
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def end(self) -> None:
        """Asterisk ends: consoles are closed. New ones are accepted, as if it had started again."""
        for writer in self.writers:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        writer.write(b"pbx/4242/22.10.1\n")
        try:
            raw = await reader.readuntil(b"\0")
            command = raw.rstrip(b"\0").decode().removeprefix("cli quit after ")
            self.commands.append(command)
            output = self.output(command)
            if output is None:
                await reader.read()
            else:
                writer.write(output)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()
