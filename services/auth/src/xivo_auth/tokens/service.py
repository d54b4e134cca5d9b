# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a token: created, checked, revoked, expired."""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xivo_access import compile_acl

from .dao import TokenStore
from .errors import ConsulFailed, ConsulTimedOut, InvalidExpiration, NoSuchToken, ScopeRefused
from .model import StoredToken, hashed
from .notifier import TokenNotifier

logger = logging.getLogger(__name__)

FRESH_SECONDS = 60.0
RETRY_SECONDS = 1.0
LONGEST_EXPIRATION = 10 * 365 * 86400


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a backend recognised."""

    auth_id: str
    xivo_user_uuid: str | None
    acls: tuple[str, ...]


@dataclass(slots=True)
class _Cached:
    token: StoredToken
    fresh_until: float


class TokenService:
    """Issues and checks tokens. What this process issued or checked lately is answered from memory.

    A token is good until its `expires_at`, whatever was restarted meanwhile. One that is in memory stays good while
    Consul is away; a revocation elsewhere arrives by the bus (`forget`) or within `FRESH_SECONDS`.
    """

    name = "tokens"

    def __init__(
        self,
        store: TokenStore,
        notifier: TokenNotifier,
        *,
        default_expiration: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._default_expiration = default_expiration
        self._clock = clock
        self._cache: dict[str, _Cached] = {}
        self._expiries: list[tuple[float, str]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._expire_for_ever(), name="token expiry")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def create(self, backend: str, identity: Identity, expiration: int | None) -> tuple[str, StoredToken]:
        """A new token that lives `expiration` seconds (None: the configured default).

        Raises `InvalidExpiration`, `ConsulFailed`, `ConsulTimedOut`.
        """
        lifetime = self._default_expiration if expiration is None else expiration
        if isinstance(lifetime, bool) or not 0 < lifetime <= LONGEST_EXPIRATION:
            raise InvalidExpiration
        token = str(uuid.uuid4())
        now = self._clock()
        stored = StoredToken(identity.auth_id, identity.xivo_user_uuid, backend, identity.acls, now, now + lifetime)
        key = hashed(token)
        await self._store.put(key, stored)
        self._remember(key, stored)
        return token, stored

    async def check(self, token: str, scope: str | None = None) -> StoredToken:
        """The token's record. Raises `NoSuchToken`, `ScopeRefused`, or Consul's errors for one not in memory."""
        stored = await self._find(hashed(token))
        if stored is None or stored.expires_at <= self._clock():
            raise NoSuchToken
        if scope and not compile_acl(stored.acls, me=stored.xivo_user_uuid or stored.auth_id).matches(scope):
            raise ScopeRefused(scope=scope)
        return stored

    async def revoke(self, token: str) -> None:
        """End a token everywhere; one that does not exist is no error."""
        await self._end(hashed(token))

    async def revoke_all_of(self, auth_id: str) -> None:
        """End every token of somebody, also those that other instances gave. Raises Consul's errors."""
        for key, stored in (await self._store.all()).items():
            if stored.auth_id == auth_id:
                await self._end(key)

    def forget(self, key: str) -> None:
        """Somebody else revoked it."""
        self._cache.pop(key, None)

    async def _end(self, key: str) -> None:
        self._cache.pop(key, None)
        await self._store.delete(key)
        await self._notifier.revoked(key)

    async def _find(self, key: str) -> StoredToken | None:
        cached = self._cache.get(key)
        if cached and cached.fresh_until > self._clock():
            return cached.token
        try:
            stored = await self._store.get(key)
        except (ConsulFailed, ConsulTimedOut):
            if cached is None:
                raise
            return cached.token
        if stored is None:
            self._cache.pop(key, None)
            return None
        self._remember(key, stored)
        return stored

    def _remember(self, key: str, stored: StoredToken) -> None:
        if key not in self._cache:
            heapq.heappush(self._expiries, (stored.expires_at, key))
            self._wake.set()
        self._cache[key] = _Cached(stored, self._clock() + FRESH_SECONDS)

    async def _expire_for_ever(self) -> None:
        await self._load_schedule()
        while True:
            self._wake.clear()
            wait = self._expiries[0][0] - self._clock() if self._expiries else None
            if wait is None or wait > 0:
                try:
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
                except TimeoutError:
                    pass
                continue
            expires_at, key = heapq.heappop(self._expiries)
            self._cache.pop(key, None)
            try:
                await self._store.delete(key)
            except (ConsulFailed, ConsulTimedOut):
                heapq.heappush(self._expiries, (expires_at, key))
                await asyncio.sleep(RETRY_SECONDS)

    async def _load_schedule(self) -> None:
        """Expiry outlives the process: what an earlier one issued is in the store."""
        while True:
            try:
                known = await self._store.all()
            except (ConsulFailed, ConsulTimedOut):
                await asyncio.sleep(RETRY_SECONDS)
                continue
            except ValueError as error:
                logger.warning("the token store holds something that is no token: %s", error)
                return
            for key, stored in known.items():
                heapq.heappush(self._expiries, (stored.expires_at, key))
            return


def service_identity(account_id: str, acls: Sequence[str]) -> Identity:
    """Somebody who is no user: an administrator or a service."""
    return Identity(account_id, None, tuple(acls))
