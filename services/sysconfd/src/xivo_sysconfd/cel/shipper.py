# SPDX-License-Identifier: GPL-3.0-or-later
"""Ships CEL rows: read, published with confirmation, then forgotten, in this order."""

import asyncio
import logging
import time
import uuid
from collections.abc import Sequence
from typing import Any, Protocol

from prometheus_client import Counter, Gauge
from xivo_base.tasks import supervise
from xivo_bus.event import OutgoingMessage, encode

from xivo_sysconfd.cel.events import CelCreated
from xivo_sysconfd.cel.rows import BadRow, parse_row
from xivo_sysconfd.cel.spool import Batch, CelSpool
from xivo_sysconfd.settings import CelSettings

logger = logging.getLogger(__name__)

_ROTATE_EVERY_SECONDS = 30.0
_RETRY_SECONDS = 0.5

_ROWS = Counter("xivo_sysconfd_cel_rows_total", "CEL rows that the broker confirmed")
_BAD = Counter("xivo_sysconfd_cel_bad_rows_total", "Lines of the CEL file that are no rows")
_WAITING = Gauge("xivo_sysconfd_cel_unshipped_bytes", "Bytes of the CEL file that are not confirmed yet")


class ConfirmingPublisher(Protocol):
    """The part of `xivo_bus.publisher.ConfirmedPublisher` that is needed."""

    async def publish_all(self, messages: Sequence[OutgoingMessage]) -> int: ...


class CelShipper:
    """A component."""

    name = "CEL shipper"

    def __init__(self, settings: CelSettings, publisher: ConfirmingPublisher, origin_uuid: str) -> None:
        self._settings = settings
        self._publisher = publisher
        self._origin_uuid = origin_uuid
        self._spool = CelSpool(settings)
        self._loop = supervise(self._run, self.name)
        self._rotated_at = 0.0
        self.rows = 0
        self.bad_rows = 0
        self.unshipped_bytes = 0

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def ship(self) -> int:
        """Send what is there; how many rows. A batch that is not confirmed is sent again, the same, next time."""
        shipped = 0
        while True:
            batch = await asyncio.to_thread(self._spool.next_batch)
            if batch is None:
                return shipped
            message, rows = self._message(batch)
            if rows and await self._publisher.publish_all([message]) != 1:
                self.unshipped_bytes = await asyncio.to_thread(self._spool.unshipped_bytes)
                _WAITING.set(self.unshipped_bytes)
                await asyncio.sleep(_RETRY_SECONDS)
                return shipped
            await asyncio.to_thread(self._spool.confirm, batch)
            shipped += rows
            self.rows += rows
            self.unshipped_bytes = 0
            _ROWS.inc(rows)
            _WAITING.set(0)

    def _message(self, batch: Batch) -> tuple[OutgoingMessage, int]:
        rows = []
        for offset, line in batch.lines:
            try:
                rows.append(parse_row(line, offset, self._settings.columns))
            except BadRow as error:
                self.bad_rows += 1
                _BAD.inc()
                logger.error("CEL line at %d is no row (%s): %r", offset, error, line[:200])  # noqa: TRY400  expected
        data: dict[str, Any] = {
            "generation": batch.generation,
            "offset": batch.offset,
            "until": batch.until,
            "rows": rows,
        }
        message_id = str(uuid.uuid5(uuid.UUID(batch.generation), str(batch.offset)))
        body = encode(CelCreated.name, data, self._origin_uuid)
        return OutgoingMessage(CelCreated.routing_key, body, message_id), len(rows)

    async def _run(self) -> None:
        seconds = self._settings.interval.total_seconds()
        while True:
            await self.ship()
            if time.monotonic() - self._rotated_at > _ROTATE_EVERY_SECONDS:
                self._rotated_at = time.monotonic()
                await asyncio.to_thread(self._spool.rotate)
            await asyncio.sleep(seconds)
