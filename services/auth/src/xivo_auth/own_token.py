# SPDX-License-Identifier: GPL-3.0-or-later
"""auth needs a token too, when it asks confd; it issues that one to itself."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence

import httpx

from .tokens.service import TokenService, service_identity

LIFETIME_SECONDS = 3600
RENEW_BEFORE_SECONDS = 300


class OwnToken(httpx.Auth):
    def __init__(self, tokens: TokenService, acls: Sequence[str]) -> None:
        self._tokens = tokens
        self._identity = service_identity("xivo-auth", acls)
        self._token: str | None = None
        self._renew_at = 0.0

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if self._token is None or time.time() >= self._renew_at:
            await self._issue()
        request.headers["X-Auth-Token"] = self._token or ""
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            await self._issue()
            request.headers["X-Auth-Token"] = self._token or ""
            yield request

    async def _issue(self) -> None:
        self._token, _ = await self._tokens.create("xivo_service", self._identity, LIFETIME_SECONDS)
        self._renew_at = time.time() + LIFETIME_SECONDS - RENEW_BEFORE_SECONDS
