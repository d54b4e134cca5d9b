# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server for tests: takes every e-mail and keeps it as ``/tmp/mails/<number>.eml``.

Runs on the standard library alone. A file ``/tmp/refuse`` makes it refuse all of them for a while, as a relay
that is full does.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

PORT = 2525
MAILS = Path("/tmp/mails")
REFUSE = Path("/tmp/refuse")
_numbers = itertools.count(1)


class Session(StreamRequestHandler):
    """RFC 5321, as much of it as a client needs to get rid of an e-mail."""

    def handle(self) -> None:
        self._say("220 mail.test")
        while line := self.rfile.readline():
            match line.split()[0].upper() if line.split() else b"":
                case b"DATA":
                    self._data()
                case b"MAIL" if REFUSE.exists():
                    self._say("451 not now")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 mail.test")

    def _data(self) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        unfinished = MAILS / "unfinished"
        unfinished.write_bytes(b"".join(lines))
        unfinished.rename(MAILS / f"{next(_numbers):04}.eml")
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


def main() -> None:
    MAILS.mkdir(exist_ok=True)
    ThreadingTCPServer.allow_reuse_address = True
    with ThreadingTCPServer(("0.0.0.0", PORT), Session) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
