# SPDX-License-Identifier: GPL-3.0-or-later
"""Asterisk's command line over one AMI connection (action *Command*): it costs a hundredth of ``docker exec``."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from xivo_asterisk.ami_message import SEPARATOR, Message, encode_action, parse_message, split_messages

PORT = 5038
ANSWERS_WITHIN_SECONDS = 30.0


class AsteriskCli:
    """``ask("core show channels")``; it connects when it is asked first, and anew when Asterisk was started anew."""

    def __init__(self, address: Callable[[], str], username: str, secret: str) -> None:
        self._address = address
        self._login = {"Username": username, "Secret": secret, "Events": "off"}
        self._socket: socket.socket | None = None
        self._rest = b""
        self._lock = threading.Lock()

    def ask(self, command: str) -> str:
        """What the command says. OSError if Asterisk is away, does not answer, or does not let the manager do it."""
        with self._lock:
            try:
                if self._socket is None:
                    self._connect()
                answer = self._act("Command", {"Command": command})
            except OSError:
                self._close()
                raise
        if answer.get("Response") != "Success" and "Output" not in answer:
            raise ConnectionRefusedError(f"{command}: {answer.get('Message', answer)}")
        return f"{answer['Output']}\n" if "Output" in answer else ""

    def _connect(self) -> None:
        self._rest = b""
        self._socket = socket.create_connection((self._address(), PORT), timeout=ANSWERS_WITHIN_SECONDS)
        self._receive(b"\r\n")  # its banner
        answer = self._act("Login", self._login)
        if answer.get("Response") != "Success":
            raise ConnectionRefusedError(answer.get("Message", "no login"))

    def _act(self, name: str, parameters: Mapping[str, str]) -> Message:
        assert self._socket is not None
        self._socket.sendall(encode_action(name, parameters, "cli"))
        while True:
            found, self._rest = split_messages(self._receive(SEPARATOR))
            for message in map(parse_message, found):
                if message.get("ActionID") == "cli":
                    return message

    def _receive(self, end: bytes) -> bytes:
        """What came until there is such an end in it."""
        assert self._socket is not None
        came, self._rest = self._rest, b""
        while end not in came:
            chunk = self._socket.recv(65536)
            if not chunk:
                raise ConnectionResetError("Asterisk closed the connection")
            came += chunk
        return came

    def _close(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
        self._socket = None
