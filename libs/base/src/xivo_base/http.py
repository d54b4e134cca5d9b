# SPDX-License-Identifier: GPL-3.0-or-later
"""Outgoing HTTP: every call has a deadline, a retry policy and the request's id."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import httpx

from . import request_id
from .availability import Availability

BaseUrl = Callable[[], str]
IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


class Client(httpx.AsyncClient):
    """Retries idempotent requests that got no answer, within the deadline; tells `availability` how it went.

    While the server is away, most calls fail at once with `httpx.ConnectError` (see `Availability.may_try`).
    """

    def __init__(
        self,
        base_url: str | BaseUrl,
        *,
        timeout: float,
        retries: int,
        availability: Availability | None,
        **options: Any,
    ) -> None:
        here = base_url if isinstance(base_url, str) else base_url()
        super().__init__(base_url=here, timeout=httpx.Timeout(timeout, connect=min(timeout, 1.0)), **options)
        self._now_at = None if isinstance(base_url, str) else base_url
        self._deadline = timeout
        self._retries = retries
        self._availability = availability

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        if self._availability and not self._availability.may_try():
            raise httpx.ConnectError(f"unavailable: {self._availability.cause}", request=request)
        if current := request_id.current():
            request.headers.setdefault(request_id.HEADER, current)
        attempts = self._retries + 1 if request.method in IDEMPOTENT else 1
        try:
            async with asyncio.timeout(self._deadline):
                response = await self._attempt(request, attempts, options)
        except (TimeoutError, httpx.TransportError) as error:
            if self._availability:
                self._availability.down(repr(error))
            if isinstance(error, httpx.TransportError):
                raise
            raise httpx.ReadTimeout(f"no answer within {self._deadline} s", request=request) from error
        if self._availability:
            self._availability.up()
        return response

    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:
        if self._now_at:
            self.base_url = httpx.URL(self._now_at())
        return super().build_request(*arguments, **options)

    async def _attempt(self, request: httpx.Request, attempts: int, options: Any) -> httpx.Response:
        for attempt in range(1, attempts + 1):
            try:
                return await super().send(request, **options)
            except httpx.TransportError:
                if attempt == attempts:
                    raise
                await asyncio.sleep(0.05 * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311  jitter
        raise AssertionError("unreachable: the last attempt returns or raises")


def make_client(
    base_url: str | BaseUrl,
    *,
    availability: Availability | None = None,
    timeout: float = 3.0,
    retries: int = 2,
    token_provider: httpx.Auth | None = None,
    headers: dict[str, str] | None = None,
    hooks: Iterable[Any] = (),
) -> Client:
    """A client for one service. `timeout` (seconds) is the deadline of a call with all its retries.

    `base_url` may be a function, asked for each request: `lambda: discovery.url("confd")`.
    """
    return Client(
        base_url,
        timeout=timeout,
        retries=retries,
        availability=availability,
        auth=token_provider,
        headers={"Accept": "application/json", **(headers or {})},
        event_hooks={"request": list(hooks)},
        trust_env=False,
        verify=_trusted(),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Reading all certificates takes longer than all else that a client's making takes; once is enough."""
    return httpx.create_ssl_context(trust_env=False)
