# SPDX-License-Identifier: GPL-3.0-or-later
"""What Asterisk tells of passwords: inside of TLS and TCP, where the kernel can't read, and of strangers' by UDP.

They are its security events.

https://docs.asterisk.org/Latest_API/API_Documentation/AMI_Events/ChallengeResponseFailed/
"""

import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

ADDRESS = ("127.0.0.1", 5038)
USERNAME = "xivo-guard"
RETRY_SECONDS = 2
SILENT_SECONDS = 30
"""Without a login before an administrator is told: Asterisk takes some of them to start."""
LONGEST = 1 << 20
FENCE = "Action: CoreSettings\r\n\r\n"
"""What we may not do. Its refusal is a security event as well, and comes behind all that happened before."""


@dataclass(frozen=True)
class Attempt:
    """Somebody gave a password, or what he took for one. Of datagrams only the wrong ones are told."""

    address: str
    success: bool
    is_datagram: bool
    at: float
    """When Asterisk saw it, by the clock that we share: seconds since 1970."""

    @classmethod
    def of(cls, event: dict[str, str]) -> Self | None:
        """Of an event of AMI; None for one that says nothing of a password or of nobody.

        InvalidAccountID is said of bare questions, too, and only if there is no such user: it would give that away.
        Raises ValueError or KeyError for an attempt without its time.
        """
        kind, remote = event.get("Event"), event.get("RemoteAddress", "").split("/")
        told = kind in ("SuccessfulAuth", "ChallengeResponseFailed")
        if not told or event.get("Service") != "PJSIP" or len(remote) != 4:
            return None
        seen = datetime.fromisoformat(event["EventTV"]).timestamp()
        return cls(remote[2].strip("[]"), kind == "SuccessfulAuth", remote[1] == "UDP", seen)


@dataclass(frozen=True)
class UpToDate:
    """Everything that Asterisk answered before ``SecurityEvents.asks`` has been told."""


class SecurityEvents:
    """A connection to AMI that comes back by itself; what happens while there is none is not seen."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._socket: socket.socket | None = None
        self._rest = ""
        self._next_try = 0.0
        self._silent_since: float | None = time.monotonic()
        self._is_told = False
        self.asked = False

    def asks(self) -> None:
        """Ask to be told once everything was told. Without a connection, ``asked`` stays False."""
        if self._socket is not None:
            try:
                self._socket.sendall(FENCE.encode())
            except OSError:
                return
            self.asked = True

    def within(self, seconds: float) -> Iterator[Attempt | UpToDate]:
        """Those of the next so many seconds, each at once."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self._socket is None:
                self._socket = self._connected()
            self._says_when_silent()
            if self._socket is None:
                time.sleep(min(left, RETRY_SECONDS))
                continue
            for event in self._read(self._socket, left):
                if event.get("Message") == "Authentication accepted":
                    self._hears()
                elif event.get("Event") == "RequestNotAllowed":
                    self.asked = False
                    yield UpToDate()
                elif (attempt := Attempt.of(event)) is not None:
                    yield attempt

    def _says_when_silent(self) -> None:
        if self._is_told or self._silent_since is None or time.monotonic() - self._silent_since < SILENT_SECONDS:
            return
        print("warning: Asterisk does not tell of passwords: strangers wait until it does", flush=True)
        self._is_told = True

    def _hears(self) -> None:
        if self._is_told:
            print("Asterisk tells of passwords again", flush=True)
        self._silent_since, self._is_told = None, False

    def _connected(self) -> socket.socket | None:
        if not self._secret or time.monotonic() < self._next_try:
            return None
        self._next_try = time.monotonic() + RETRY_SECONDS
        login = f"Action: Login\r\nUsername: {USERNAME}\r\nSecret: {self._secret}\r\n\r\n"
        try:
            connection = socket.create_connection(ADDRESS, timeout=2)
            connection.sendall(login.encode())
        except OSError:
            return None
        self._rest = ""
        return connection

    def _read(self, connection: socket.socket, seconds: float) -> Iterator[dict[str, str]]:
        try:
            if not select.select([connection], [], [], seconds)[0]:
                return
            data = connection.recv(65536)
        except OSError:
            data = b""
        if not data or len(self._rest) > LONGEST:
            connection.close()
            self._socket, self.asked = None, False
            self._silent_since = self._silent_since or time.monotonic()
            return
        *messages, self._rest = (self._rest + data.decode("utf-8", "replace")).split("\r\n\r\n")
        for message in messages:
            yield dict(line.split(": ", 1) for line in message.split("\r\n") if ": " in line)
