# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens in Consul's key-value store, through the python-consul API.

A token is a value under the hash of itself. Its entry in the index is a key without a value (`SessionKey.path`): who
has which tokens, since when and until when is read from names alone.
"""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import consul
import requests
from xivo_base.availability import Availability

from .errors import ConsulFailed, ConsulTimedOut
from .model import SessionKey, StoredToken, account_key

T = TypeVar("T")

PREFIX = "xivo-auth/tokens/"
INDEX = "xivo-auth/sessions/"
PROBE = "xivo-auth/probe"
DEADLINE_SECONDS = 0.9
PROBE_WHEN_DOWN_SECONDS = 0.5
PROBE_WHEN_UP_SECONDS = 5.0


class TokenStore(Protocol):
    """Where tokens survive a restart. Each call raises `ConsulFailed` or `ConsulTimedOut` when that place is away."""

    async def put(self, key: str, token: StoredToken) -> None: ...
    async def get(self, key: str) -> StoredToken | None: ...
    async def delete(self, session: SessionKey) -> None: ...
    async def sessions(self, auth_id: str | None = None) -> list[SessionKey]:
        """Of one account or all, in no order; an entry may outlive its token for a moment."""
        ...


class ConsulTokens:
    """`TokenStore` on a Consul agent, and a component.

    The client blocks, so it works in a few threads, one connection each.
    """

    name = "token store"

    def __init__(
        self, host: str, port: int, *, token: str | None, availability: Availability, threads: int = 8
    ) -> None:
        self._host, self._port, self._token = host, port, token
        self._availability = availability
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="consul")
        self._local = threading.local()

    async def start(self) -> None:
        self._watch = asyncio.create_task(self._probe(), name="consul")

    async def stop(self) -> None:
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _probe(self) -> None:
        """Notice that Consul is there, or back, even while nobody logs in."""
        while True:
            try:
                await self._run(lambda client: client.kv.get(PROBE))
            except (ConsulFailed, ConsulTimedOut):
                await asyncio.sleep(PROBE_WHEN_DOWN_SECONDS)
            else:
                await asyncio.sleep(PROBE_WHEN_UP_SECONDS)

    async def put(self, key: str, token: StoredToken) -> None:
        await self._change(
            _operation("set", PREFIX + key, token.encode()),
            _operation("set", INDEX + SessionKey.of(key, token).path, b""),
        )

    async def get(self, key: str) -> StoredToken | None:
        _, found = await self._run(lambda client: client.kv.get(PREFIX + key))
        return StoredToken.decode(found["Value"]) if found and found["Value"] else None

    async def delete(self, session: SessionKey) -> None:
        await self._change(
            _operation("delete", PREFIX + session.token_hash), _operation("delete", INDEX + session.path)
        )

    async def sessions(self, auth_id: str | None = None) -> list[SessionKey]:
        prefix = INDEX if auth_id is None else f"{INDEX}{account_key(auth_id)}/"
        _, found = await self._run(lambda client: client.kv.get(prefix, keys=True))
        return [SessionKey.parse(key.removeprefix(INDEX)) for key in found or []]

    async def _change(self, *operations: dict[str, Any]) -> None:
        """All of them or none (https://developer.hashicorp.com/consul/api-docs/txn)."""
        await self._run(lambda client: client.txn.put(list(operations)))

    async def _run(self, call: Callable[[Any], T]) -> T:
        if not self._availability.may_try():
            raise ConsulFailed
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                result = await loop.run_in_executor(self._executor, lambda: call(self._client()))
        except (TimeoutError, requests.Timeout, consul.Timeout) as error:
            self._availability.down("timeout")
            raise ConsulTimedOut from error
        except (requests.RequestException, consul.ConsulException, OSError) as error:
            self._availability.down(str(error))
            raise ConsulFailed from error
        self._availability.up()
        return result

    def _client(self) -> Any:
        client = getattr(self._local, "client", None)
        if client is None:
            client = consul.Consul(
                host=self._host, port=self._port, token=self._token, connections_timeout=DEADLINE_SECONDS
            )
            client.http.session.trust_env = False  # Consul is a neighbour: no proxy of the environment
            if self._token:
                client.http.session.headers["X-Consul-Token"] = self._token  # transactions send none of their own
            self._local.client = client
        return client


def _operation(verb: str, key: str, value: bytes | None = None) -> dict[str, Any]:
    given = {} if value is None else {"Value": base64.b64encode(value).decode("ascii")}
    return {"KV": {"Verb": verb, "Key": key, **given}}
