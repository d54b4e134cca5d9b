# SPDX-License-Identifier: GPL-3.0-or-later
"""Is this token good? Asked of auth once a minute, answered from memory in between."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable

import httpx
from xivo_base.availability import Availability
from xivo_base.http import make_client

from .errors import AclMissing, AuthUnavailable, Unauthorized
from .token import Token, hash_token

FRESH_SECONDS = 60.0
MOST_TOKENS = 10_000
_TOKEN = re.compile(r"[A-Za-z0-9-]{1,128}")


class TokenVerifier:
    """Verifies tokens for one daemon; a component.

    While auth is away, tokens that were good within the last minute stay good; others raise `AuthUnavailable`.
    A revocation reaches `revoked` by the bus.
    """

    name = "token verifier"

    def __init__(
        self,
        auth_url: str,
        *,
        client: httpx.AsyncClient | None = None,
        availability: Availability | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.availability = availability or Availability("auth", required=False)
        self._client = client or make_client(auth_url, availability=self.availability, timeout=2.0, retries=1)
        self._clock = clock
        self._known: OrderedDict[str, tuple[Token, float]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Token]] = {}
        self._changes = 0

    async def start(self) -> None:
        """Nothing runs until a token comes."""

    async def stop(self) -> None:
        await self._client.aclose()

    async def verify(self, token: str, required_acl: str | None = None) -> Token:
        """The token's owner and rights. Raises `Unauthorized`, `AclMissing`, `AuthUnavailable`."""
        key = hash_token(token)
        known = self._known.get(key)
        if known and known[1] > self._clock():
            found = known[0]
        else:
            found = await self._ask_once(key, token)
        if found.expired:
            self._known.pop(key, None)
            raise Unauthorized
        if required_acl is not None and not found.covers(required_acl):
            raise AclMissing(required=required_acl)
        return found

    def revoked(self, token_hash: str) -> None:
        """Auth said so: the next use of the token asks again."""
        self._changes += 1
        self._known.pop(token_hash, None)

    def forget_all(self) -> None:
        """The bus was away: revocations may have been missed."""
        self._changes += 1
        self._known.clear()

    async def _ask_once(self, key: str, token: str) -> Token:
        """Requests that come together with the same token ask auth once."""
        task = self._asking.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(key, token))
            self._asking[key] = task
            task.add_done_callback(lambda done: self._asked(key, done))
        return await asyncio.shield(task)

    def _asked(self, key: str, done: asyncio.Task[Token]) -> None:
        self._asking.pop(key, None)
        if not done.cancelled():
            done.exception()  # all who asked may have gone: then nobody else looks at it

    async def _ask(self, key: str, token: str) -> Token:
        if not _TOKEN.fullmatch(token):
            raise Unauthorized
        changes = self._changes
        try:
            answer = await self._client.get(f"/0.1/token/{token}")
        except httpx.HTTPError as error:
            raise AuthUnavailable from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            self._known.pop(key, None)
            raise Unauthorized
        if answer.status_code != httpx.codes.OK:
            raise AuthUnavailable
        try:
            found = Token.from_wire(answer.json()["data"])
        except (ValueError, KeyError, TypeError) as error:  # it is not auth that answers there
            self.availability.down("its answer is not a token")
            raise AuthUnavailable from error
        if changes == self._changes:  # else the answer may be older than a revocation: good once, not kept
            self._known[key] = (found, self._clock() + FRESH_SECONDS)
        while len(self._known) > MOST_TOKENS:
            self._known.popitem(last=False)
        return found
