# SPDX-License-Identifier: GPL-3.0-or-later
"""A daemon's own token: fetched when first needed, renewed before it expires, replaced when it is refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable

import httpx
from xivo_base.availability import Availability
from xivo_base.http import make_client
from xivo_base.settings import AuthSettings

HEADER = "X-Auth-Token"
LIFETIME_SECONDS = 3600
RENEW_BEFORE_SECONDS = 300
RETRY_SECONDS = 0.5
REPLACE_SECONDS = 1.5


class ServiceTokenProvider(httpx.Auth):
    """`httpx.Auth` for clients of the fleet's APIs, and a component of the daemon."""

    name = "service token"
    requires_response_body = False

    def __init__(
        self,
        settings: AuthSettings,
        *,
        client: httpx.AsyncClient | None = None,
        availability: Availability | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.availability = availability or Availability("service token", required=False)
        self._settings = settings
        self._client = client or make_client(settings.url, timeout=2.0, retries=1)
        self._clock = clock
        self._token: str | None = None
        self._fetched_at = 0.0
        self._not_before = clock()
        self._may_come_back = False
        self._lock = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """The first request fetches the token: auth may come up later than we do."""

    async def stop(self) -> None:
        if self._renewal:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)
        await self._client.aclose()

    async def token(self) -> str | None:
        """A good token, or None when auth does not give one now. Waits only if there is none that is good still."""
        age = self._clock() - self._fetched_at
        if self._token is None or age >= LIFETIME_SECONDS:
            await self._renew(self._token)
        elif age >= LIFETIME_SECONDS - RENEW_BEFORE_SECONDS and (self._renewal is None or self._renewal.done()):
            self._renewal = asyncio.create_task(self._renew(self._token), name="service token renewal")
        return self._token

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = await self.token()
        if token:
            request.headers[HEADER] = token
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            await self._replace(token)
            if self._token and self._token != token:
                request.headers[HEADER] = self._token
                yield request

    async def _replace(self, refused: str | None) -> None:
        """Another one, also if auth is away for a moment just now: the call waits for it, but not for long."""
        give_up_at = self._clock() + REPLACE_SECONDS
        await self._renew(refused, refused=True)
        while self._token is None and self._may_come_back and self._clock() < give_up_at:
            await asyncio.sleep(min(max(self._not_before - self._clock(), 0.01), RETRY_SECONDS))
            await self._renew(None, refused=True)

    async def _renew(self, old: str | None, *, refused: bool = False) -> None:
        """Replace `old`, unless somebody else did or auth failed a moment ago."""
        async with self._lock:
            if self._token is not None and self._token != old:
                return
            if self._settings.username is None or self._clock() < self._not_before:
                return
            credentials = httpx.BasicAuth(self._settings.username, self._settings.password or "")
            body = {"backend": "xivo_service", "expiration": LIFETIME_SECONDS}
            asked_at = self._clock()
            try:
                answer = await self._client.post("/0.1/token", json=body, auth=credentials)
                answer.raise_for_status()
                self._token = str(answer.json()["data"]["token"])
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                self._may_come_back = _is_away(error)
                self.availability.down(str(error) or type(error).__name__)
                self._not_before = self._clock() + RETRY_SECONDS
                if refused or self._clock() - self._fetched_at >= LIFETIME_SECONDS:
                    self._token = None
                return
            self.availability.up()
            self._fetched_at = asked_at


def _is_away(error: Exception) -> bool:
    """Whether auth gave no answer of its own; a wrong password stays wrong."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.is_server_error
    return isinstance(error, httpx.TransportError)
