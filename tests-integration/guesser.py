# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who tries passwords: a program of the standard library alone, run in one of the telephones' containers.

``python3 -c <this> [WAY-][tls:|wss:]SERVER COUNT USER...`` sends COUNT guesses, REGISTER and INVITE in turn, each for
the next user, and prints what came back as JSON. It waits for each answer until there are none any more; then it goes
on without waiting, or, inside of a connection that is deaf, gives up.

The WAY ``blind`` asks for one challenge, answers it with all its guesses at once, and listens then. ``full`` asks
before for a thousand answers to pings (RFC 6455) and does not read them, so that what comes later is not sent one by
one. ``patient`` waits for answers as a telephone does.

Of a ``USER:PASSWORD`` it does not guess the password. In a WebSocket it says ``CLAIM``, of the environment, where the
edge might take it over.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import socket
import ssl
import struct
import sys
import threading
import time
from typing import Any

PATIENCE = 1.0
BLIND_PATIENCE = 5
DEAF_AFTER = 3
PAUSE = 0.0005
PINGS = 1000


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def encrypted(server: str, port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = socket.create_connection((server, port), timeout=20)
    # with us goes what did not get through: nobody sends it once the ban is over
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return context.wrap_socket(connection)


class WebSocket:
    """RFC 6455, as far as messages below 64 KiB need it: SIP by RFC 7118."""

    def __init__(self, server: str) -> None:
        self._tls = encrypted(server, 443)
        key = base64.b64encode(b"sixteen bytes ok").decode()
        lines = ["GET /api/asterisk/ws HTTP/1.1", f"Host: {server}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: sip"]
        claim = os.environ.get("CLAIM", "")
        lines[1:1] = [claim] if claim else []
        self._tls.sendall("\r\n".join([*lines, "", ""]).encode())
        self._rest = b""
        head = self._tls.recv(4096)
        if b" 101 " not in head:
            raise OSError(head[:40])
        if claim:
            self._repeats(f"GET /ws HTTP/1.1\r\n{claim}\r\n\r\n".encode())

    def _repeats(self, head: bytes) -> None:
        """As a message whose text begins a segment."""
        time.sleep(0.2)
        self._tls.sendall(self._frame(1, len(head)))
        time.sleep(0.2)
        self._tls.sendall(head)

    @staticmethod
    def _frame(opcode: int, size: int) -> bytes:
        """What is before the data, which the key of zeros does not change."""
        length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
        return bytes([0x80 | opcode]) + length + bytes(4)

    def ping(self) -> None:
        self._tls.sendall(self._frame(9, 125) + bytes(125))

    def settimeout(self, seconds: float) -> None:
        self._tls.settimeout(seconds)

    def getsockname(self) -> tuple[str, int]:
        name: tuple[str, int] = self._tls.getsockname()
        return name

    def send(self, data: bytes) -> None:
        self._tls.sendall(self._frame(1, len(data)) + data)

    def recv(self, size: int) -> bytes:
        """The next message, however many came at once."""
        while (found := self._message()) is None:
            data = self._tls.recv(size)
            if not data:
                raise OSError("closed")
            self._rest += data
        return found

    def _message(self) -> bytes | None:
        if len(self._rest) < 4:
            return None
        opcode, size = self._rest[0] & 15, self._rest[1] & 127
        begin = 2
        if size == 126:
            begin, size = 4, int.from_bytes(self._rest[2:4], "big")
        if opcode == 8:
            raise OSError("closed")
        if len(self._rest) < begin + size:
            return None
        message, self._rest = self._rest[begin : begin + size], self._rest[begin + size :]
        return message


class Guesser:
    """Knows no password. ``server`` may begin with ``tls:`` or ``wss:``."""

    def __init__(self, server: str, patience: float) -> None:
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
        self._socket.settimeout(patience)
        self._own = ":".join(map(str, self._socket.getsockname()))
        self._sent = 0
        self._heard: list[str] = []

    def request(self, method: str, user: str, authorization: str = "") -> bool:
        """Whether it went out."""
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
        return self._send(lines)

    def _send(self, lines: list[str]) -> bool:
        try:
            self._socket.send(("\r\n".join(lines) + "\r\n\r\n").encode())
        except OSError:  # cut off: so much the worse
            return False
        return True

    def answer(self) -> tuple[str, float] | None:
        """The next answer and how long it took; None if there is none. Asterisk's own requests are none."""
        begun = time.perf_counter()
        try:
            while text := self._socket.recv(65536).decode(errors="replace"):
                _, found, rest = f"\n{text}".partition("\nSIP/2.0 ")
                if found:
                    return f"SIP/2.0 {rest}", time.perf_counter() - begun
        except OSError:
            pass
        return None

    def guess(self, method: str, user: str) -> list[tuple[str, float]]:
        """The answers to the request, and to the same with a password."""
        user, _, password = user.partition(":")
        self.request(method, user)
        first = self.answer()
        if first is None:
            return []
        self._acknowledge(method, user, first[0])
        who = self._digest(first[0], method, user, password)
        if not who:
            return [first]
        self.request(method, user, who)
        second = self.answer()
        if second is None:
            return [first]
        self._acknowledge(method, user, second[0])
        return [first, second]

    def _acknowledge(self, method: str, user: str, answer: str) -> None:
        """By UDP a final answer to an INVITE comes again and again until then (RFC 3261, 17.2.1)."""
        to = re.search(r"^To: .*$", answer, re.MULTILINE)
        if method != "INVITE" or self.is_connected or to is None:
            return
        number = self._sent
        lines = [
            f"ACK sip:1001@{self._server} SIP/2.0",
            f"Via: SIP/2.0/{self._transport} {self._own};branch=z9hG4bK{self._own.rpartition(':')[2]}-{number};rport",
            f"From: <sip:{user}@{self._server}>;tag={number}",
            to[0].rstrip(),
            f"Call-ID: guess-{number}-{self._own}",
            f"CSeq: {number} ACK",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        self._send(lines)

    def guess_blindly(self, count: int, user: str) -> list[tuple[str, float]]:
        """All answers to so many wrong passwords in one go."""
        self.request("REGISTER", user)
        first = self.answer()
        if first is None:
            return []
        listening = threading.Thread(target=self._listen, daemon=True)
        listening.start()
        for _ in range(count):
            if not self.request("REGISTER", user, self._digest(first[0], "REGISTER", user)):
                break
        listening.join()
        return [first, *((text, 0.0) for text in re.findall(r"SIP/2\.0 \d{3}", "".join(self._heard)))]

    def is_full(self) -> None:
        try:
            for _ in range(PINGS):
                self._socket.ping()
        except OSError:  # cut off already
            pass

    def hears_more(self) -> bool:
        self._socket.settimeout(PATIENCE)
        return self.answer() is not None

    def _listen(self) -> None:
        """Until nothing came for long enough to be sure."""
        self._socket.settimeout(BLIND_PATIENCE)
        while answer := self.answer():
            self._heard.append(answer[0])

    def _digest(self, challenge: str, method: str, user: str, password: str = "") -> str:
        nonce = re.search(r'nonce="([^"]*)"', challenge)
        realm = re.search(r'realm="([^"]*)"', challenge)
        if nonce is None or realm is None:
            return ""
        uri = f"sip:{self._server}"
        secret = md5(f"{user}:{realm[1]}:{password or f'guess{self._sent}'}")
        response = md5(f"{secret}:{nonce[1]}:{md5(f'{method}:{uri}')}")
        who = f'username="{user}", realm="{realm[1]}", nonce="{nonce[1]}", uri="{uri}", response="{response}"'
        return f"Authorization: Digest {who}"


def main(server: str, count: int, users: list[str]) -> dict[str, Any]:
    way, _, server = server.rpartition("-")
    answers: list[dict[str, Any]] = []
    try:
        guesser = Guesser(server, 20 if way == "patient" else PATIENCE)
    except OSError as error:
        return {"answers": [], "heard_last": False, "refused": str(error)}
    if way == "full":
        guesser.is_full()
    if way in ("blind", "full"):
        answers = [{"text": text} for text, _ in guesser.guess_blindly(count, users[0])]
        return {"answers": answers, "heard_last": False}
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
    seconds = time.monotonic() - begun
    return {"answers": answers, "seconds": seconds, "heard_last": guesser.hears_more()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])))
