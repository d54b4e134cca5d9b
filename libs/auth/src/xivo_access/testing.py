# SPDX-License-Identifier: GPL-3.0-or-later
"""auth as its neighbours see it, for their tests: `httpx.MockTransport(FakeAuth().answer)`."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime, timedelta

import httpx


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeAuth:
    """The transport of a client of auth: knows tokens and accounts; can be away, slow, or somebody else."""

    def __init__(self) -> None:
        self.tokens: dict[str, list[str]] = {}
        self.passwords = {"xivo-agid": "right"}
        self.lives = timedelta(hours=1)
        self.away = False
        self.strange = False
        self.held: asyncio.Event | None = None
        self.asked = asyncio.Event()
        self.questions = 0
        self.logins = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        if self.strange:
            return httpx.Response(200, text="<html>It works!</html>")
        return self._login(request) if request.method == "POST" else await self._show(request)

    def _login(self, request: httpx.Request) -> httpx.Response:
        self.logins += 1
        login, _, password = base64.b64decode(request.headers["Authorization"].split()[1]).decode().partition(":")
        if self.passwords.get(login) != password:
            return httpx.Response(401)
        token = f"token-{self.logins}"
        self.tokens[token] = ["#"]
        return httpx.Response(200, json={"data": self._data(token)})

    async def _show(self, request: httpx.Request) -> httpx.Response:
        self.questions += 1
        self.asked.set()
        token = request.url.path.rsplit("/", 1)[-1]
        answer = httpx.Response(404)
        if token in self.tokens:
            answer = httpx.Response(200, json={"data": self._data(token)})
        if self.held:
            await self.held.wait()
        return answer

    def _data(self, token: str) -> dict[str, object]:
        return {
            "token": token,
            "auth_id": "alice",
            "xivo_user_uuid": None,
            "issued_at": datetime.now().isoformat(),  # noqa: DTZ005  the wire has no zone
            "expires_at": (datetime.now() + self.lives).isoformat(),  # noqa: DTZ005
            "acls": self.tokens[token],
        }
