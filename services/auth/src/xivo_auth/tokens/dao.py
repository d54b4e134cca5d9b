# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens in Consul's key-value store, through the python-consul API."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import consul
import requests
from xivo_base.availability import Availability

from .errors import ConsulFailed, ConsulTimedOut
from .model import StoredToken

T = TypeVar("T")

PREFIX = "xivo-auth/tokens/"
PROBE = "xivo-auth/probe"
DEADLINE_SECONDS = 0.9
PROBE_WHEN_DOWN_SECONDS = 0.5
PROBE_WHEN_UP_SECONDS = 5.0


class TokenStore(Protocol):
    """Where tokens survive a restart. Each call raises `ConsulFailed` or `ConsulTimedOut` when that place is away."""

    async def put(self, key: str, token: StoredToken) -> None: ...
    async def get(self, key: str) -> StoredToken | None: ...
    async def delete(self, key: str) -> None: ...
    async def all(self) -> dict[str, StoredToken]: ...


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
                await self._run(lambda kv: kv.get(PROBE))
            except (ConsulFailed, ConsulTimedOut):
                await asyncio.sleep(PROBE_WHEN_DOWN_SECONDS)
            else:
                await asyncio.sleep(PROBE_WHEN_UP_SECONDS)

    async def put(self, key: str, token: StoredToken) -> None:
        await self._run(lambda kv: kv.put(PREFIX + key, token.encode()))

    async def get(self, key: str) -> StoredToken | None:
        _, found = await self._run(lambda kv: kv.get(PREFIX + key))
        return StoredToken.decode(found["Value"]) if found and found["Value"] else None

    async def delete(self, key: str) -> None:
        await self._run(lambda kv: kv.delete(PREFIX + key))

    async def all(self) -> dict[str, StoredToken]:
        _, found = await self._run(lambda kv: kv.get(PREFIX, recurse=True))
        return {
            item["Key"].removeprefix(PREFIX): StoredToken.decode(item["Value"]) for item in found or [] if item["Value"]
        }

    async def _run(self, call: Callable[[Any], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                result = await loop.run_in_executor(self._executor, lambda: call(self._kv()))
        except (TimeoutError, requests.Timeout, consul.Timeout) as error:
            self._availability.down("timeout")
            raise ConsulTimedOut from error
        except (requests.RequestException, consul.ConsulException, OSError) as error:
            self._availability.down(str(error))
            raise ConsulFailed from error
        self._availability.up()
        return result

    def _kv(self) -> Any:
        client = getattr(self._local, "client", None)
        if client is None:
            client = consul.Consul(
                host=self._host, port=self._port, token=self._token, connections_timeout=DEADLINE_SECONDS
            )
            self._local.client = client
        return client.kv
