# SPDX-License-Identifier: GPL-3.0-or-later
"""The current snapshot, asked of confd each time it matters."""

from __future__ import annotations

import asyncio
import logging

import httpx
import orjson
from xivo_base.availability import Availability
from xivo_base.errors import ApiError
from xivo_base.tasks import supervise

from .snapshot import Snapshot

logger = logging.getLogger(__name__)


class NoSnapshot(ApiError):
    """A file made from an old snapshot would pass for a new one, so none is made; Asterisk keeps what it has."""

    status = 503
    error_id = "no-snapshot"
    template = "The configuration cannot be read from confd"
    headers = {"Retry-After": "1"}  # noqa: RUF012  same shape as the base class


class SnapshotSource:
    """Revalidates with If-None-Match, so that an unchanged configuration costs one small request."""

    name = "snapshot"

    def __init__(self, client: httpx.AsyncClient, *, poll_seconds: float, availability: Availability) -> None:
        self.availability = availability
        self._client = client
        self._poll_seconds = poll_seconds
        self._etag: str | None = None
        self._snapshot: Snapshot | None = None
        self._lock = asyncio.Lock()
        self._next: asyncio.Task[Snapshot] | None = None
        self._loop = supervise(self._keep_warm, self.name)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
        await self._client.aclose()

    async def current(self) -> Snapshot:
        """The configuration as it is now. Raises `NoSnapshot`.

        Those who ask while confd is being asked share the next question: never one that began before theirs.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._ask(), name="ask for the snapshot")
        return await asyncio.shield(self._next)

    async def _ask(self) -> Snapshot:
        async with self._lock:
            self._next = None
            headers = {"If-None-Match": self._etag} if self._etag else {}
            try:
                answer = await self._client.get("/1.1/snapshot", params={"secrets": "true"}, headers=headers)
            except httpx.HTTPError as error:
                raise NoSnapshot from error
            if answer.status_code == httpx.codes.NOT_MODIFIED and self._snapshot:
                self.availability.up()
                return self._snapshot
            if answer.status_code != httpx.codes.OK:
                self.availability.down(f"confd answered {answer.status_code}")
                raise NoSnapshot
            try:
                self._snapshot = Snapshot(orjson.loads(answer.content))
            except (LookupError, TypeError, ValueError) as error:
                self.availability.down(f"confd's snapshot makes no sense: {error!r}")
                raise NoSnapshot from error
            self._etag = answer.headers.get("ETag")
            self.availability.up()
            return self._snapshot

    @property
    def version(self) -> int | None:
        return self._snapshot.version if self._snapshot else None

    async def _keep_warm(self) -> None:
        while True:
            try:
                await self.current()
            except NoSnapshot:
                await asyncio.sleep(min(1.0, self._poll_seconds))
            else:
                await asyncio.sleep(self._poll_seconds)
