# SPDX-License-Identifier: GPL-3.0-or-later
"""What call-logd hears on the bus."""

import logging
from datetime import UTC, datetime, timedelta, tzinfo

from xivo_bus import Message

from xivo_call_logd.call_logs.service import CallLogService
from xivo_call_logd.cel.schemas import CelCreated, CelRow, parse_row

logger = logging.getLogger(__name__)

QUEUE = "xivo-call-logd.cel"
ASTERISK_QUEUE = "xivo-call-logd.asterisk"
ASTERISK_STARTED = "ami.FullyBooted"


class CelConsumer:
    """Handles `cel.created`."""

    def __init__(self, service: CallLogService, zone: tzinfo) -> None:
        self._service = service
        self._zone = zone

    async def __call__(self, message: Message) -> None:
        batch = CelCreated.model_validate(message.data)
        rows: list[CelRow] = []
        for values in batch.rows:
            try:
                row = parse_row(values, self._zone)
            except (ValueError, OverflowError, OSError) as error:
                logger.warning("an unreadable channel event near offset %d: %s", batch.offset, error)
                continue
            if row.linkedid:
                rows.append(row)
        if rows:
            await self._service.ingest(message.session, rows)


class AsteriskStarted:
    """Handles `ami.FullyBooted`: calls older than Asterisk's start were cut off by its end."""

    def __init__(self, service: CallLogService) -> None:
        self._service = service

    async def __call__(self, message: Message) -> None:
        try:
            uptime = timedelta(seconds=int(message.data.get("Uptime", "")))
        except (AttributeError, ValueError):
            return
        said_at = message.sent_at or datetime.now(UTC)
        # Asterisk counts whole seconds
        await self._service.finish_calls(interrupted_before=said_at - uptime - timedelta(seconds=2))
