# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who tries passwords: a program of the standard library alone, run in one of the telephones' containers.

``python3 -c <this> SERVER COUNT USER...`` sends COUNT guesses, REGISTER and INVITE in turn, each for the next user, and
prints what came back as JSON. It waits for each answer until there are none any more, then goes on without waiting.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import sys
import time
from typing import Any

PATIENCE = 0.3
DEAF_AFTER = 3
PAUSE = 0.0005


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


class Guesser:
    """Knows no password."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((server, 5060))
        self._socket.settimeout(PATIENCE)
        self._own = ":".join(map(str, self._socket.getsockname()))
        self._sent = 0

    def request(self, method: str, user: str, authorization: str = "") -> None:
        self._sent += 1
        number = self._sent
        uri = f"sip:{self._server}" if method == "REGISTER" else f"sip:1001@{self._server}"
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._own};branch=z9hG4bK{self._own.rpartition(':')[2]}-{number};rport",
            f"From: <sip:{user}@{self._server}>;tag={number}",
            f"To: <sip:{user if method == 'REGISTER' else '1001'}@{self._server}>",
            f"Call-ID: guess-{number}-{self._own}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:{user}@{self._own}>",
            "Max-Forwards: 70",
            *([authorization] if authorization else []),
            "Content-Length: 0",
        ]
        self._socket.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    def answer(self) -> tuple[str, float] | None:
        """The next answer and how long it took; None if there is none."""
        begun = time.perf_counter()
        try:
            return self._socket.recv(65536).decode(), time.perf_counter() - begun
        except OSError:
            return None

    def guess(self, method: str, user: str) -> list[tuple[str, float]]:
        """The answers to the request, and to the same with a wrong password."""
        self.request(method, user)
        first = self.answer()
        if first is None:
            return []
        nonce = re.search(r'nonce="([^"]*)"', first[0])
        realm = re.search(r'realm="([^"]*)"', first[0])
        if nonce is None or realm is None:
            return [first]
        uri = f"sip:{self._server}"
        digest = md5(f"{md5(f'{user}:{realm[1]}:guess{self._sent}')}:{nonce[1]}:{md5(f'{method}:{uri}')}")
        who = f'Digest username="{user}", realm="{realm[1]}", nonce="{nonce[1]}", uri="{uri}", response="{digest}"'
        self.request(method, user, f"Authorization: {who}")
        second = self.answer()
        return [first] if second is None else [first, second]


def main(server: str, count: int, users: list[str]) -> dict[str, Any]:
    guesser = Guesser(server)
    answers: list[dict[str, Any]] = []
    silent = 0
    begun = time.monotonic()
    for number in range(count):
        method, user = ("REGISTER", "INVITE")[number // len(users) % 2], users[number % len(users)]
        if silent >= DEAF_AFTER:
            guesser.request(method, user)
            time.sleep(PAUSE)
            continue
        came = guesser.guess(method, user)
        silent = 0 if came else silent + 1
        answers += [{"method": method, "user": user, "text": text, "seconds": seconds} for text, seconds in came]
    return {"answers": answers, "seconds": time.monotonic() - begun, "heard_last": guesser.answer() is not None}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])))
