# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries committed events from the outbox to the broker: in order, at least once, by one replica."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from typing import Any, Protocol

import asyncpg
import orjson
from sqlalchemy import make_url
from xivo_base.availability import Availability
from xivo_base.tasks import supervise

from xivo_bus.connection import FAILURES
from xivo_bus.event import OutgoingMessage
from xivo_bus.tables import OUTBOX_CHANNEL

logger = logging.getLogger(__name__)

_BATCH = 500
_POLL_SECONDS = 5.0
_LOCK = 0x6F757462  # any number, the same in every replica
_PURGE_EVERY_SECONDS = 300.0
_MAX_BACKOFF_SECONDS = 1.0
_FOREVER_SECONDS = 1e7


class Sender(Protocol):
    """Where the relay sends to: `ConfirmedPublisher`, or a fake in tests."""

    async def publish_all(self, messages: Sequence[OutgoingMessage]) -> int:
        """How many messages, counted from the first, the broker is known to have stored."""


class OutboxRelay:
    """A supervised component; several replicas of a daemon may run it, one of them works."""

    name = "outbox"

    def __init__(
        self,
        db_uri: str,
        sender: Sender,
        *,
        keep_sent_seconds: int = 3600,
        availability: Availability | None = None,
    ) -> None:
        self.availability = availability or Availability("outbox", required=False)
        self._url = make_url(db_uri)
        self._sender = sender
        self._keep_sent_seconds = keep_sent_seconds
        self._wake = asyncio.Event()
        self._next_purge = 0.0
        self._loop = supervise(self._run, "outbox relay", longest=_MAX_BACKOFF_SECONDS)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def _run(self) -> None:
        try:
            await self._relay()
        except asyncpg.UndefinedTableError:
            logger.debug("the outbox has no table yet")  # the first start of all: migrations run
        except (*FAILURES, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            self.availability.down(str(error) or type(error).__name__)

    async def _relay(self) -> None:
        connection = await self._connect()
        try:
            connection.add_termination_listener(lambda _: self._wake.set())
            await connection.execute("SELECT pg_advisory_lock($1)", _LOCK, timeout=_FOREVER_SECONDS)
            await connection.add_listener(OUTBOX_CHANNEL, lambda *_: self._wake.set())
            while True:
                self._wake.clear()
                if await self.relay_batch(connection) < _BATCH:
                    self.availability.up()
                    await self._purge(connection)
                    with contextlib.suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), _POLL_SECONDS)
        finally:
            await _close(connection)

    async def relay_batch(self, connection: "asyncpg.Connection[Any]") -> int:
        """Send the oldest unsent events; returns how many. Raises `TimeoutError` if one was not confirmed."""
        rows = await connection.fetch(
            "SELECT seq, id, routing_key, body, headers FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT $1",
            _BATCH,
        )
        if not rows:
            return 0
        confirmed = await self._sender.publish_all([_message(row) for row in rows])
        if confirmed:
            await connection.execute(
                "UPDATE outbox SET sent_at = now() WHERE seq <= $1 AND sent_at IS NULL",
                rows[confirmed - 1]["seq"],
            )
        if confirmed < len(rows):
            raise TimeoutError("the broker did not confirm all events")
        return len(rows)

    async def _connect(self) -> "asyncpg.Connection[Any]":
        url = self._url
        host = url.query.get("host") or url.host
        return await asyncpg.connect(
            host=host,
            port=url.port,
            user=url.username,
            password=url.password,
            database=url.database,
            timeout=1.0,
            command_timeout=5.0,
            server_settings={
                "application_name": "outbox-relay",
                # a holder of the lock that vanished must let go of it soon
                "tcp_keepalives_idle": "5",
                "tcp_keepalives_interval": "2",
                "tcp_keepalives_count": "3",
                "client_connection_check_interval": "2000",
            },
        )

    async def _purge(self, connection: "asyncpg.Connection[Any]") -> None:
        if time.monotonic() < self._next_purge:
            return
        self._next_purge = time.monotonic() + _PURGE_EVERY_SECONDS
        await connection.execute(
            "DELETE FROM outbox WHERE sent_at < now() - make_interval(secs => $1)",
            float(self._keep_sent_seconds),
        )


def _message(row: Any) -> OutgoingMessage:
    envelope = orjson.loads(row["body"])
    body = {"name": envelope["name"], "origin_uuid": envelope["origin_uuid"], "data": envelope["data"]}
    return OutgoingMessage(
        routing_key=row["routing_key"],
        body=orjson.dumps(body),
        message_id=str(row["id"]),
        headers={**orjson.loads(row["headers"]), "seq": row["seq"]},
    )


async def _close(connection: "asyncpg.Connection[Any]") -> None:
    with contextlib.suppress(Exception):
        await connection.close(timeout=1)
