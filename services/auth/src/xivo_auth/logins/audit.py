# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of logins: a line at once, a row soon."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import prometheus_client
from xivo_base.ids import uuid7
from xivo_base.tasks import supervise
from xivo_store import DatabaseUnavailable

from ..tokens.model import Origin
from .dao import LoginDao
from .model import LoginResult

logger = logging.getLogger(__name__)
audit = logging.getLogger("audit")
_logins = prometheus_client.Counter("xivo_auth_logins", "Logins by backend and result", ["backend", "result"])

MOST_PENDING = 10_000
MOST_ROWS = 1_000_000
MOST_FAILURES_A_SECOND = 50
AT_ONCE = 500
RETRY_SECONDS = 1.0
FORGET_EVERY = timedelta(hours=1)


class LoginAudit:
    """Writes rows beside the logins, which wait for none of it; a component.

    While PostgreSQL is away up to `MOST_PENDING` rows wait; further ones are in the log only, and counted. So are more
    than `MOST_FAILURES_A_SECOND`: who guesses does not fill the disk.
    """

    name = "log of logins"

    def __init__(
        self,
        dao: LoginDao,
        *,
        keep: timedelta,
        known_backends: frozenset[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dao = dao
        self._keep = keep
        self._known_backends = known_backends
        self._pending: list[dict[str, Any]] = []
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self._loops = (
            supervise(self._write_for_ever, "log of logins"),
            supervise(self._forget_for_ever, "old logins"),
        )
        self._clock = clock
        self._failures: Counter[int] = Counter()
        self.dropped = 0

    async def start(self) -> None:
        for loop in self._loops:
            await loop.start()

    async def stop(self) -> None:
        for loop in self._loops:
            await loop.stop()
        try:
            while self._pending:
                await self._write()
        except DatabaseUnavailable:
            logger.warning("%d logins are in this log only", len(self._pending))

    def record(
        self,
        backend: str,
        origin: Origin,
        result: LoginResult,
        *,
        auth_id: str | None = None,
        session: str | None = None,
    ) -> None:
        row = {
            "id": uuid7(),
            "at": datetime.now(UTC),
            "backend": backend[:256].replace("\0", ""),
            "login": origin.login,
            "address": origin.address,
            "user_agent": origin.user_agent,
            "result": result.value,
            "auth_id": auth_id,
            "session": session,
        }
        level = logging.INFO if result is LoginResult.SUCCESS else logging.WARNING
        said = {name: row[name] for name in ("backend", "login", "address", "user_agent", "auth_id", "session")}
        audit.log(
            level, "login of %r by %r from %s: %s", origin.login, row["backend"], origin.address, result, extra=said
        )
        _logins.labels(backend if backend in self._known_backends else "other", result.value).inc()
        if len(self._pending) >= MOST_PENDING or (result is not LoginResult.SUCCESS and self._are_too_many()):
            self.dropped += 1
            return
        self._pending.append(row)
        self._wake.set()

    def _are_too_many(self) -> bool:
        second = int(self._clock())
        if second not in self._failures:
            self._failures.clear()
        self._failures[second] += 1
        return self._failures[second] > MOST_FAILURES_A_SECOND

    async def written(self) -> None:
        """Return once everything recorded before is in the database. Raises `DatabaseUnavailable`."""
        while self._pending:
            await self._write()

    async def _write(self) -> None:
        async with self._writing:
            rows = self._pending[:AT_ONCE]
            if rows:
                await self._dao.add(rows)
                del self._pending[: len(rows)]

    async def _write_for_ever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while self._pending:
                    await self._write()
            except DatabaseUnavailable:
                self._wake.set()
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                logger.exception("%d logins are in this log only", len(self._pending))
                self._pending.clear()

    async def _forget_for_ever(self) -> None:
        while True:
            wait = FORGET_EVERY.total_seconds()
            try:
                await self._dao.forget_before(datetime.now(UTC) - self._keep, MOST_ROWS)
            except DatabaseUnavailable:
                wait = RETRY_SECONDS
            except Exception:
                logger.exception("old logins are kept")
            await asyncio.sleep(wait)
