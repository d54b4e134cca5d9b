# SPDX-License-Identifier: GPL-3.0-or-later
"""Edges of the daemon that tests hold in their hand."""

from __future__ import annotations

import pytest
from xivo_auth.tokens.errors import ConsulFailed
from xivo_auth.tokens.model import StoredToken
from xivo_auth.tokens.notifier import TokenRevoked


class Shelf:
    """A store in memory, in the place of Consul."""

    def __init__(self) -> None:
        self.tokens: dict[str, StoredToken] = {}
        self.away = False

    def _reach(self) -> None:
        if self.away:
            raise ConsulFailed

    async def put(self, key: str, token: StoredToken) -> None:
        self._reach()
        self.tokens[key] = StoredToken.decode(token.encode())

    async def get(self, key: str) -> StoredToken | None:
        self._reach()
        return self.tokens.get(key)

    async def delete(self, key: str) -> None:
        self._reach()
        self.tokens.pop(key, None)

    async def all(self) -> dict[str, StoredToken]:
        self._reach()
        return dict(self.tokens)


class Air:
    def __init__(self) -> None:
        self.events: list[TokenRevoked] = []

    async def publish(self, event: TokenRevoked) -> None:
        self.events.append(event)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def air() -> Air:
    return Air()


@pytest.fixture
def clock() -> Clock:
    return Clock()
