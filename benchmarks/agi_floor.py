# SPDX-License-Identifier: GPL-3.0-or-later
"""A FastAGI server that looks at nothing: as many commands as agid sends for a call, in one write."""

from __future__ import annotations

import asyncio
from typing import Any

import uvloop

PORT = 9998
COMMANDS = 36


class Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._headers = b""
        self._unanswered = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._unanswered:
            self._unanswered -= data.count(b"\n")
            if self._unanswered <= 0:
                self._transport.close()
            return
        self._headers += data
        if self._headers.endswith(b"\n\n"):
            self._unanswered = COMMANDS
            self._transport.write(b'SET VARIABLE "A" "1"\n' * COMMANDS)
            self._transport.write_eof()


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", PORT, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
