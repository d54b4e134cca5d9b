# SPDX-License-Identifier: GPL-3.0-or-later
"""What one connection to the phones' HTTP server may cost: who is slow, or opens many, is cut off."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from prometheus_client import Counter as Metric
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .identification import normal_address

CUT_OFF = Metric("xivo_provd_http_cut_off_total", "Connections of phones that were cut off", ["reason"])

MAX_HEAD = 16 * 1024


@dataclass
class ConnectionLimits:
    """Seconds, and connections at once. ``head_seconds`` are for a whole request, its form included."""

    head_seconds: float = 10.0
    connection_seconds: float = 900.0
    per_address: int = 200
    open_by_address: Counter[str] = field(default_factory=Counter)


def limited_protocol(limits: ConnectionLimits) -> type[HttpToolsProtocol]:
    """Uvicorn's protocol with these limits; head and body of a request have 16 KiB at most each."""

    class LimitedProtocol(HttpToolsProtocol):
        _address = ""
        _head_bytes = 0
        _head_timer: asyncio.TimerHandle | None = None
        _life_timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)  # type: ignore[arg-type]
            self._address = normal_address(self.client[0]) if self.client else ""
            limits.open_by_address[self._address] += 1
            if limits.open_by_address[self._address] > limits.per_address:
                self._cut_off("too many")
                return
            self._head_timer = self.loop.call_later(limits.head_seconds, self._cut_off, "slow request")
            self._life_timer = self.loop.call_later(limits.connection_seconds, self._cut_off, "too long")

        def connection_lost(self, exc: Exception | None) -> None:
            limits.open_by_address[self._address] -= 1
            if limits.open_by_address[self._address] <= 0:
                del limits.open_by_address[self._address]
            for timer in (self._head_timer, self._life_timer):
                if timer is not None:
                    timer.cancel()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self.transport.is_closing():
                return
            if self._head_timer is None:
                # The first bytes of a further request, which has as long as the first one had.
                self._head_timer = self.loop.call_later(limits.head_seconds, self._cut_off, "slow request")
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self._cut_off("large request")
                return
            super().data_received(data)

        def on_headers_complete(self) -> None:
            self._head_bytes = 0
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            self._head_bytes = 0
            if self._head_timer is not None:
                self._head_timer.cancel()
                self._head_timer = None
            super().on_message_complete()

        def _cut_off(self, reason: str) -> None:
            if not self.transport.is_closing():
                CUT_OFF.labels(reason).inc()
                self.transport.abort()

    return LimitedProtocol
