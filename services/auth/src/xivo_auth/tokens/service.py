# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a token: created, checked, revoked, expired."""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from xivo_access import compile_acl
from xivo_base.tasks import supervise

from .dao import TokenStore
from .errors import ConsulFailed, ConsulTimedOut, InvalidExpiration, NoSuchToken, ScopeRefused
from .model import Origin, SessionKey, StoredToken, account_key, hashed
from .notifier import TokenNotifier

logger = logging.getLogger(__name__)

FRESH_SECONDS = 60.0
RETRY_SECONDS = 1.0
RELOAD_SECONDS = 300.0
AT_ONCE = 16
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
        self._ending: dict[str, SessionKey] = {}
        self._endings = 0
        self._schedule: list[tuple[float, SessionKey]] = []
        self._scheduled: set[str] = set()
        self._wake = asyncio.Event()
        self._expiry = supervise(self._expire_for_ever, "token expiry")

    async def start(self) -> None:
        await self._expiry.start()

    async def stop(self) -> None:
        await self._expiry.stop()

    def lifetime(self, expiration: int | None) -> int:
        """Seconds that a token lives for which this was asked (None: the configured default).

        Raises `InvalidExpiration`.
        """
        lifetime = self._default_expiration if expiration is None else expiration
        if isinstance(lifetime, bool) or not 0 < lifetime <= LONGEST_EXPIRATION:
            raise InvalidExpiration
        return lifetime

    async def create(
        self, backend: str, identity: Identity, expiration: int | None, origin: Origin | None = None
    ) -> tuple[str, StoredToken]:
        """A new token. Raises `InvalidExpiration`, `ConsulFailed`, `ConsulTimedOut`."""
        lifetime = self.lifetime(expiration)
        token = str(uuid.uuid4())
        now = self._clock()
        origin = origin or Origin()
        stored = StoredToken(
            identity.auth_id,
            identity.xivo_user_uuid,
            backend,
            identity.acls,
            now,
            now + lifetime,
            origin.login,
            origin.address,
            origin.user_agent,
            origin.session,
        )
        key = hashed(token)
        await self._store.put(key, stored)
        self._remember(key, stored)
        return token, stored

    async def check(self, token: str, scope: str | None = None) -> StoredToken:
        """The token's record. Raises `NoSuchToken`, `ScopeRefused`, or Consul's errors for one not in memory."""
        stored = await self._find(hashed(token))
        if stored is None or stored.expires_at <= self._clock():
            raise NoSuchToken
        if scope and not compile_acl(stored.acls, me=stored.owner).matches(scope):
            raise ScopeRefused(scope=scope)
        return stored

    def remembered(self, token: str) -> StoredToken | None:
        """The token's record if it is good and needs no question to Consul: what most checks come to."""
        cached = self._cache.get(hashed(token))
        now = self._clock()
        return cached.token if cached and cached.fresh_until > now and cached.token.expires_at > now else None

    async def revoke(self, token: str) -> None:
        """End a token everywhere; one that does not exist is no error."""
        key = hashed(token)
        stored = await self._find(key)
        session = self._ending.get(key) if stored is None else SessionKey.of(key, stored)
        if session is not None:
            await self.end([session])

    async def revoke_all_of(self, auth_id: str) -> None:
        """End every token of somebody, also those that other instances gave. Raises Consul's errors."""
        account = account_key(auth_id)
        unsure = {session for session in self._ending.values() if session.account == account}
        await self.end(unsure.union(await self._store.sessions(auth_id)))

    async def sessions(self, auth_id: str | None = None) -> list[SessionKey]:
        """Tokens that are good now, of one account or all, the youngest first. Raises Consul's errors."""
        now = self._clock()
        found = [session for session in await self._store.sessions(auth_id) if session.expires_at > now]
        return sorted(found, key=lambda session: (session.issued, session.token_hash), reverse=True)

    async def read(self, sessions: Iterable[SessionKey]) -> list[tuple[SessionKey, StoredToken]]:
        """Their records, without those that ended meanwhile. Raises Consul's errors."""
        wanted = list(sessions)
        found = await asyncio.gather(*(self._store.get(session.token_hash) for session in wanted))
        return [(session, stored) for session, stored in zip(wanted, found, strict=True) if stored is not None]

    async def end(self, sessions: Iterable[SessionKey]) -> None:
        """End them everywhere. Raises Consul's errors: then some of them may have ended."""
        ending = list(sessions)
        for start in range(0, len(ending), AT_ONCE):
            await asyncio.gather(*(self._end(session) for session in ending[start : start + AT_ONCE]))

    def forget(self, key: str) -> None:
        """Somebody else revoked it."""
        self._endings += 1
        self._cache.pop(key, None)

    def forget_all(self) -> None:
        """The bus was away: revocations may have been missed. While Consul is away too, what is known stays."""
        self._endings += 1
        for cached in self._cache.values():
            cached.fresh_until = 0.0

    async def _end(self, session: SessionKey) -> None:
        """Consul may have done what it did not confirm in time: who tries again has it announced all the same."""
        self._ending[session.token_hash] = session
        self._expire_in_time(session)
        self._cache.pop(session.token_hash, None)
        try:
            await self._store.delete(session)
        finally:
            self.forget(session.token_hash)
        await self._notifier.revoked(session.token_hash)
        self._ending.pop(session.token_hash, None)

    async def _find(self, key: str) -> StoredToken | None:
        cached = self._cache.get(key)
        if cached and cached.fresh_until > self._clock():
            return cached.token
        endings = self._endings
        try:
            stored = await self._store.get(key)
        except (ConsulFailed, ConsulTimedOut):
            if (cached := self._cache.get(key)) is None:
                raise
            return cached.token
        if stored is None:
            self._cache.pop(key, None)
            return None
        if endings == self._endings:  # else it may be older than the token's end: good once, not kept
            self._remember(key, stored)
        return stored

    def _remember(self, key: str, stored: StoredToken) -> None:
        self._cache[key] = _Cached(stored, self._clock() + FRESH_SECONDS)
        self._expire_in_time(SessionKey.of(key, stored))

    def _expire_in_time(self, session: SessionKey) -> None:
        if session.token_hash not in self._scheduled:
            self._scheduled.add(session.token_hash)
            heapq.heappush(self._schedule, (session.expires_at, session))
            self._wake.set()

    async def _expire_for_ever(self) -> None:
        """Expiry outlives the process, and other ones: what they issued is in the index."""
        reload_at = 0.0
        while True:
            self._wake.clear()
            now = time.monotonic()
            if now >= reload_at:
                reload_at = now + (RELOAD_SECONDS if await self._load_schedule() else RETRY_SECONDS)
            wait = min(self._schedule[0][0] - self._clock(), reload_at - now) if self._schedule else reload_at - now
            if wait > 0:
                try:
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
                except TimeoutError:
                    pass
            elif self._schedule and self._schedule[0][0] <= self._clock():
                await self._expire(heapq.heappop(self._schedule)[1])

    async def _expire(self, session: SessionKey) -> None:
        self._cache.pop(session.token_hash, None)
        self._ending.pop(session.token_hash, None)
        try:
            await self._store.delete(session)
        except (ConsulFailed, ConsulTimedOut):
            heapq.heappush(self._schedule, (session.expires_at, session))
            await asyncio.sleep(RETRY_SECONDS)
        else:
            self._scheduled.discard(session.token_hash)

    async def _load_schedule(self) -> bool:
        try:
            known = await self._store.sessions()
        except (ConsulFailed, ConsulTimedOut):
            return False
        except ValueError as error:
            logger.warning("the index of tokens holds something else: %s", error)
            return True
        for session in known:
            self._expire_in_time(session)
        return True


def service_identity(account_id: str, acls: Sequence[str]) -> Identity:
    """Somebody who is no user: an administrator or a service."""
    return Identity(account_id, None, tuple(acls))
