# SPDX-License-Identifier: GPL-3.0-or-later
"""What callers see when PostgreSQL does not answer."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from xivo_base.errors import ApiError


class DatabaseUnavailable(ApiError):
    """PostgreSQL cannot be reached, is starting or stopping, or answers too slowly. Nothing was committed."""

    status = 503
    error_id = "database-unavailable"
    template = "Database unavailable"
    headers: Mapping[str, str] = MappingProxyType({"Retry-After": "1"})


class SecretUnreadable(ApiError):
    """What is stored was encrypted with a key that is not there any more; the rest of the database is well."""

    status = 503
    error_id = "secret-unreadable"
    template = "A stored secret cannot be decrypted: ENCRYPTION_KEYS lacks the key that it was encrypted with"


_UNAVAILABLE_STATES = (
    "08",  # connection exceptions
    "57",  # operator intervention: shutdown, cannot connect now, query cancelled by a timeout
    "53",  # insufficient resources: too many connections, disk full
)


def is_unavailable(error: BaseException) -> bool:
    """True if `error` says that the server is away, and not that the statement is wrong."""
    if isinstance(error, OSError | asyncio.TimeoutError | PoolTimeoutError | InterfaceError):
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or isinstance(error, OperationalError):
            return True
        state = getattr(error.orig, "sqlstate", None) or ""
        return state.startswith(_UNAVAILABLE_STATES)
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(_UNAVAILABLE_STATES)
    return isinstance(error, asyncpg.InterfaceError)
