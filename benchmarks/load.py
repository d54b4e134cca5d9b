# SPDX-License-Identifier: GPL-3.0-or-later
"""A load generator light enough not to be what is measured: raw HTTP/1.1 over kept-alive connections."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """Requests a second, and latencies in milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float
    errors: int


def percentile(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def summary(latencies: list[float], seconds: float, errors: int) -> Result:
    ordered = sorted(latencies) or [0.0]
    return Result(
        len(latencies) / seconds,
        percentile(ordered, 0.50) * 1e3,
        percentile(ordered, 0.95) * 1e3,
        percentile(ordered, 0.99) * 1e3,
        errors,
    )


class Connection:
    """One kept-alive connection that sends the same request again and again."""

    def __init__(self, url: str, method: str, headers: dict[str, str]) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self._host}:{self._port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self._bodiless = method == "HEAD"

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    async def ask(self) -> int:
        """Send it once; the status code."""
        self._writer.write(self._request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        if not self._bodiless and status != 204:
            for line in head.split(b"\r\n"):
                if line[:15].lower() == b"content-length:":
                    await self._reader.readexactly(int(line[15:]))
        return status

    def close(self) -> None:
        self._writer.close()


async def hammer(
    url: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    clients: int = 16,
    seconds: float = 4,
) -> Result:
    """As many requests as ``clients`` connections get through in ``seconds``."""
    latencies: list[float] = []
    errors = 0

    async def client() -> None:
        nonlocal errors
        connection = Connection(url, method, headers or {})
        await connection.open()
        while time.perf_counter() < end:
            start = time.perf_counter()
            status = await connection.ask()
            latencies.append(time.perf_counter() - start)
            errors += status >= 400
        connection.close()

    begin = time.perf_counter()
    end = begin + seconds
    await asyncio.gather(*(client() for _ in range(clients)))
    return summary(latencies, time.perf_counter() - begin, errors)


async def median_of(times: int, once: Callable[[], Awaitable[T]], key: Callable[[T], float]) -> T:
    """The run whose key is the median of ``times`` runs."""
    results = [await once() for _ in range(times)]
    middle = statistics.median_low([key(result) for result in results])
    return next(result for result in results if key(result) == middle)
