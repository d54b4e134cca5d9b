# SPDX-License-Identifier: GPL-3.0-or-later
"""A DHCP client (RFC 2131) that may say any MAC address and vendor class, and be a relay; standard library only.

``python3 dhcp_client.py '{"mac": "00:15:65:00:00:01", "vendor_class": "yealink", "interface": "eth0"}'`` prints the
lease as JSON: ``{"address": ..., "options": {"66": ..., ...}}`` (octets as ISO 8859-1), or ``null`` without an offer.
With ``relay`` (its own address) and ``server`` it asks as a relay does; with ``release`` it gives the lease back.
"""

from __future__ import annotations

import json
import secrets
import socket
import struct
import sys
import time
from typing import Any

MAGIC = b"\x63\x82\x53\x63"
DISCOVER, OFFER, REQUEST, ACK, RELEASE = 1, 2, 3, 5, 7
WANTED = bytes([1, 3, 6, 12, 15, 28, 42, 43, 66, 67, 150, 160])


class Client:
    """One conversation on one interface."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self._mac = bytes.fromhex(asked["mac"].replace(":", ""))
        self._vendor_class = asked.get("vendor_class", "").encode()
        self._relay = asked.get("relay")
        self._server = asked.get("server") or "255.255.255.255"
        self._seconds = float(asked.get("seconds", 3))
        self._transaction = secrets.token_bytes(4)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, asked["interface"].encode())
        self._socket.bind((self._relay or "", 67 if self._relay else 68))

    def lease(self) -> dict[str, Any] | None:
        """DISCOVER, OFFER, REQUEST, ACK; None when nobody offers."""
        offer = self._ask(DISCOVER, OFFER)
        if offer is None:
            return None
        address, options = offer
        chosen = {50: socket.inet_aton(address), 54: options[54]}
        answer = self._ask(REQUEST, ACK, chosen)
        if answer is None:
            return None
        address, options = answer
        shown = {str(code): value.decode("latin-1") for code, value in options.items()}
        return {"address": address, "server": socket.inet_ntoa(options[54]), "options": shown}

    def release(self, lease: dict[str, Any]) -> None:
        packet = self._packet(RELEASE, {54: socket.inet_aton(lease["server"])}, client=lease["address"])
        self._socket.sendto(packet, (lease["server"], 67))

    def _ask(
        self, kind: int, wanted: int, options: dict[int, bytes] | None = None
    ) -> tuple[str, dict[int, bytes]] | None:
        deadline = time.monotonic() + self._seconds
        packet = self._packet(kind, {**(options or {}), 55: WANTED})
        while (left := deadline - time.monotonic()) > 0:
            self._socket.sendto(packet, (self._server, 67))
            again = time.monotonic() + min(1.0, left)
            while (left := again - time.monotonic()) > 0:
                self._socket.settimeout(left)
                try:
                    answer = self._socket.recv(4096)
                except TimeoutError:
                    break
                if answer[0] != 2 or answer[4:8] != self._transaction:
                    continue
                found = parse_options(answer[240:])
                if found.get(53) == bytes([wanted]):
                    return socket.inet_ntoa(answer[16:20]), found
        return None

    def _packet(self, kind: int, options: dict[int, bytes], client: str = "0.0.0.0") -> bytes:
        broadcast = 0 if client != "0.0.0.0" or self._relay else 0x8000
        head = struct.pack("!BBBB4sHH", 1, 1, 6, 1 if self._relay else 0, self._transaction, 0, broadcast)
        addresses = socket.inet_aton(client) + b"\0" * 8 + socket.inet_aton(self._relay or "0.0.0.0")
        said = {53: bytes([kind]), 60: self._vendor_class, **options}
        tail = b"".join(bytes([code, len(value)]) + value for code, value in said.items() if value)
        return head + addresses + self._mac.ljust(16, b"\0") + b"\0" * 192 + MAGIC + tail + b"\xff"


def parse_options(data: bytes) -> dict[int, bytes]:
    """RFC 2132; an option that comes twice is joined (RFC 3396)."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        code, size = data[at], data[at + 1]
        found[code] = found.get(code, b"") + data[at + 2 : at + 2 + size]
        at += 2 + size
    return found


def main() -> None:
    asked = json.loads(sys.argv[1])
    client = Client(asked)
    lease = client.lease()
    if lease and asked.get("release"):
        client.release(lease)
    sys.stdout.write(json.dumps(lease))


if __name__ == "__main__":
    main()
