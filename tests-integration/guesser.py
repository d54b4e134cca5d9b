# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who tries passwords: a program of the standard library alone, run in one of the telephones' containers.

``python3 -c <this> [tls:|wss:]SERVER COUNT USER...`` sends COUNT guesses, REGISTER and INVITE in turn, each for the
next user, and prints what came back as JSON. It waits for each answer until there are none any more; then it goes on
without waiting, or, inside of a connection that is deaf, gives up.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import ssl
import sys
import time
from contextlib import suppress
from typing import Any

PATIENCE = 0.3
DEAF_AFTER = 3
PAUSE = 0.0005


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def encrypted(server: str, port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection((server, port), timeout=2))


class WebSocket:
    """RFC 6455, as far as messages below 64 KiB need it: SIP by RFC 7118."""

    def __init__(self, server: str) -> None:
        self._tls = encrypted(server, 443)
        key = base64.b64encode(b"sixteen bytes ok").decode()
        lines = ["GET /api/asterisk/ws HTTP/1.1", f"Host: {server}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: sip", "", ""]
        self._tls.sendall("\r\n".join(lines).encode())
        head = self._tls.recv(4096)
        if b" 101 " not in head:
            raise OSError(head[:40])

    def settimeout(self, seconds: float) -> None:
        self._tls.settimeout(seconds)

    def getsockname(self) -> tuple[str, int]:
        name: tuple[str, int] = self._tls.getsockname()
        return name

    def send(self, data: bytes) -> None:
        self._tls.sendall(b"\x81" + bytes([0x80 | 126]) + len(data).to_bytes(2, "big") + bytes(4) + data)

    def recv(self, size: int) -> bytes:
        frame = self._tls.recv(size)
        if not frame or frame[0] & 15 == 8:
            raise OSError("closed")
        return frame[4 if frame[1] & 127 == 126 else 2 :]


class Guesser:
    """Knows no password. ``server`` may begin with ``tls:`` or ``wss:``."""

    def __init__(self, server: str) -> None:
        transport, _, self._server = server.rpartition(":")
        self.is_connected = bool(transport)
        self._transport = transport.upper() or "UDP"
        self._socket: Any
        if transport == "tls":
            self._socket = encrypted(self._server, 5061)
        elif transport == "wss":
            self._socket = WebSocket(self._server)
        else:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.connect((self._server, 5060))
        self._socket.settimeout(PATIENCE)
        self._own = ":".join(map(str, self._socket.getsockname()))
        self._sent = 0

    def request(self, method: str, user: str, authorization: str = "") -> None:
        self._sent += 1
        number = self._sent
        uri = f"sip:{self._server}" if method == "REGISTER" else f"sip:1001@{self._server}"
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/{self._transport} {self._own};branch=z9hG4bK{self._own.rpartition(':')[2]}-{number};rport",
            f"From: <sip:{user}@{self._server}>;tag={number}",
            f"To: <sip:{user if method == 'REGISTER' else '1001'}@{self._server}>",
            f"Call-ID: guess-{number}-{self._own}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:{user}@{self._own}>",
            "Max-Forwards: 70",
            *([authorization] if authorization else []),
            "Content-Length: 0",
        ]
        with suppress(OSError):  # cut off: so much the worse
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
            if guesser.is_connected:
                break
            guesser.request(method, user)
            time.sleep(PAUSE)
            continue
        came = guesser.guess(method, user)
        silent = 0 if came else silent + 1
        answers += [{"method": method, "user": user, "text": text, "seconds": seconds} for text, seconds in came]
    return {"answers": answers, "seconds": time.monotonic() - begun, "heard_last": guesser.answer() is not None}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])))
