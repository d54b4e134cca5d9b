# SPDX-License-Identifier: GPL-3.0-or-later
"""A lamp of a telephone: ``with Lamp(asterisk, line, secret, "1002") as lamp: lamp.shows("confirmed")``.

It subscribes to a number as telephones do for their keys (RFC 4235: event ``dialog``) and remembers each NOTIFY.
"""

from __future__ import annotations

import re
import secrets
import socket
import threading
from contextlib import suppress
from typing import Self

from .fleet import PATIENCE, eventually
from .sip_text import authorization, header

PORT = 5060
SECONDS = 300
OFF, ON = "terminated", "confirmed"
_STATE = re.compile(r"<state>(\w+)</state>")


class Lamp:
    """Subscribed from entering to leaving the context. ``states`` are those that it was told, in order; ``last`` is the
    whole of the last NOTIFY.
    """

    def __init__(self, asterisk: str, username: str, secret: str, number: str) -> None:
        self.states: list[str] = []
        self.last = ""
        self._asterisk, self._username, self._secret, self._number = asterisk, username, secret, number
        self._call, self._tag, self._sequence = secrets.token_hex(8), secrets.token_hex(4), 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((asterisk, PORT))
        self._answered = threading.Event()
        self._answer = ""
        self._reader = threading.Thread(target=self._read, daemon=True)

    @property
    def address(self) -> str:
        """From where it subscribes."""
        return str(self._socket.getsockname()[0])

    def __enter__(self) -> Self:
        """Raises AssertionError unless Asterisk accepts the subscription."""
        self._reader.start()
        self._subscribe(SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._subscribe(0)
        self._socket.close()

    def shows(self, state: str, timeout: float = PATIENCE) -> None:
        """Returns once the last state that it was told is this one."""
        eventually(lambda: self.states[-1] == state, timeout, what=f"lamp of {self._number}: {state}")

    def _subscribe(self, seconds: int) -> None:
        status = self._request(seconds, "")
        if status.startswith("401"):
            known = authorization(self._answer, "SUBSCRIBE", self._uri, self._username, self._secret)
            status = self._request(seconds, known)
        assert status.startswith("2"), f"SUBSCRIBE to {self._number}: {status}"

    @property
    def _uri(self) -> str:
        return f"sip:{self._number}@{self._asterisk}"

    def _request(self, seconds: int, known: str) -> str:
        host, port = self._socket.getsockname()
        self._sequence += 1
        lines = [
            f"SUBSCRIBE {self._uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(6)}",
            f"From: <sip:{self._username}@{self._asterisk}>;tag={self._tag}",
            f"To: {header(self._answer, 'To') if self.states else f'<{self._uri}>'}",
            f"Call-ID: {self._call}",
            f"CSeq: {self._sequence} SUBSCRIBE",
            f"Contact: <sip:{self._username}@{host}:{port}>",
            "Max-Forwards: 70",
            "Event: dialog",
            "Accept: application/dialog-info+xml",
            f"Expires: {seconds}",
            *([known] if known else []),
            "Content-Length: 0",
        ]
        self._answered.clear()
        self._send(lines)
        assert self._answered.wait(PATIENCE), f"no answer to SUBSCRIBE {self._number}"
        return self._answer.partition(" ")[2].partition("\r\n")[0]

    def _read(self) -> None:
        while True:
            try:
                message = self._socket.recv(65536).decode("utf-8", "replace")
            except OSError:
                return
            if message.startswith("SIP/2.0"):
                self._answer = message
                self._answered.set()
            elif message.startswith("NOTIFY"):
                kept = [f"{name}: {header(message, name)}" for name in ("Via", "From", "To", "Call-ID", "CSeq")]
                self.states += _STATE.findall(message)
                self.last = message
                with suppress(OSError):  # it is over
                    self._send(["SIP/2.0 200 OK", *kept, "Content-Length: 0"])

    def _send(self, lines: list[str]) -> None:
        self._socket.send("\r\n".join([*lines, "", ""]).encode())
