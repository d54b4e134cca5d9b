# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way in which services connect to PostgreSQL."""

from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from xivo_store import patience


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def make_engine(
    uri: str,
    *,
    name: str = "xivo",
    pool_size: int = 5,
    max_overflow: int = 5,
    read_only: bool = False,
    bounded: bool = True,
    pooled: bool = True,
) -> AsyncEngine:
    """An engine that gives up within a second when the server is away.

    With `read_only`, connections run in autocommit and the server refuses writes: reads cost one round trip.
    """
    settings = {"application_name": name[:63], "idle_in_transaction_session_timeout": "60000", "jit": "off"}
    if bounded:
        settings["statement_timeout"] = str(int(patience.statement_seconds * 1000))
    options: dict[str, Any] = {}
    if read_only:
        settings["default_transaction_read_only"] = "on"
        options["isolation_level"] = "AUTOCOMMIT"
    if pooled:
        options |= {
            "pool_size": pool_size,
            "max_overflow": max_overflow,
            "pool_timeout": patience.connect_seconds,
            "pool_recycle": 1800,
            "pool_use_lifo": True,
            # A write must not fail because the server was restarted since the last one; reads are probed (Database).
            "pool_pre_ping": not read_only,
        }
    else:
        options["poolclass"] = NullPool
    return create_async_engine(
        uri,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": patience.connect_seconds,
            "command_timeout": patience.statement_seconds + 1 if bounded else None,
            "server_settings": settings,
        },
        **options,
    )
