# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the newest snapshot. A call never waits for it: it takes what is there."""

import asyncio
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path

import httpx
from prometheus_client import Counter, Gauge
from xivo_base.availability import Availability
from xivo_base.tasks import supervise
from xivo_bus.event import Message

from xivo_agid.settings import SnapshotSettings
from xivo_agid.snapshot import Snapshot

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
SAVE_SECONDS = 1.0
_version = Gauge("xivo_agid_snapshot_version", "Version of the configuration that calls are answered from")
_fetches = Counter("xivo_agid_snapshot_fetches_total", "Snapshots asked for", ["result"])


class SnapshotStore:
    """A component. Fetches when an event says so, and now and then; keeps a copy on disk for the next start."""

    name = "snapshot"

    def __init__(
        self,
        settings: SnapshotSettings,
        confd: httpx.AsyncClient,
        on_change: Callable[[Snapshot], None] = lambda _snapshot: None,
    ) -> None:
        """`on_change` is given each snapshot that confd sends."""
        self.current: Snapshot | None = None
        self.availability = Availability("snapshot")
        self.confd_availability = Availability("confd", required=False)
        self._settings = settings
        self._confd = confd
        self._on_change = on_change
        self._etag: str | None = None
        self._stale = asyncio.Event()
        self._unsaved: bytes | None = None
        self._fetching = supervise(self._fetch_for_ever, "snapshot", longest=2.0)
        self._saving = supervise(self._save_for_ever, "snapshot cache", longest=30.0)

    async def start(self) -> None:
        await asyncio.to_thread(self._load)
        logger.info("executing update command update-config")
        await self._fetching.start()
        await self._saving.start()

    async def stop(self) -> None:
        await self._fetching.stop()
        await self._saving.stop()
        await asyncio.to_thread(self._save)

    async def invalidate(self, _message: Message | None = None) -> None:
        """Something in the configuration changed."""
        self._stale.set()

    async def reconnected(self) -> None:
        """Events may have been missed."""
        self._stale.set()

    async def fetch(self) -> bool:
        """Ask confd once; whether the snapshot is now what confd has."""
        headers = {"If-None-Match": self._etag} if self._etag else {}
        try:
            answer = await self._confd.get("/1.1/snapshot", headers=headers)
        except httpx.HTTPError as error:
            return self._failed(repr(error))
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            self.confd_availability.up()
            _fetches.labels("unchanged").inc()
            return True
        if not answer.is_success:
            return self._failed(f"confd answers {answer.status_code}")
        try:
            snapshot = Snapshot.parse(answer.json())
        except (LookupError, TypeError, ValueError) as error:
            return self._failed(f"confd's snapshot makes no sense: {error!r}")
        self._etag = answer.headers.get("ETag")
        self._unsaved = answer.content
        self._take(snapshot)
        self._on_change(snapshot)
        self.confd_availability.up()
        _fetches.labels("changed").inc()
        return True

    def _take(self, snapshot: Snapshot) -> None:
        self.current = snapshot
        self.availability.up()
        _version.set(snapshot.version)

    def _failed(self, cause: str) -> bool:
        self.confd_availability.down(cause)
        if self.current is None:
            self.availability.down(cause)
        _fetches.labels("failed").inc()
        return False

    async def _fetch_for_ever(self) -> None:
        while True:
            self._stale.clear()
            known = await self.fetch()
            wait = self._settings.poll.total_seconds() if known else RETRY_SECONDS
            try:
                async with asyncio.timeout(wait):
                    await self._stale.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(self._settings.coalesce.total_seconds())

    async def _save_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            await asyncio.to_thread(self._save)

    def _load(self) -> None:
        cache = self._settings.cache
        if cache is None or not cache.is_file():
            return
        try:
            self._take(Snapshot.parse(json.loads(cache.read_bytes())))
        except (OSError, LookupError, TypeError, ValueError) as error:
            logger.warning("the cached snapshot is of no use: %r", error)

    def _save(self) -> None:
        content, self._unsaved = self._unsaved, None
        cache = self._settings.cache
        if content is None or cache is None:
            return
        try:
            _replace(cache, content)
        except OSError as error:
            logger.warning("cannot keep the snapshot: %s", error)


def _replace(path: Path, content: bytes) -> None:
    new = path.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
