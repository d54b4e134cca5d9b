# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL as every service uses it: engine, unit of work, list queries, encrypted columns, migrations."""

from xivo_store.database import Database
from xivo_store.encryption import EncryptedStr, Keyring
from xivo_store.engine import make_engine
from xivo_store.errors import DatabaseUnavailable, SecretUnreadable
from xivo_store.listing import Direction, ListParams, list_query
from xivo_store.model import CreatedAt, Uuid7Key, new_metadata
from xivo_store.query_counter import QueryCounter
from xivo_store.schema import migrate

__all__ = [
    "CreatedAt",
    "Database",
    "DatabaseUnavailable",
    "Direction",
    "EncryptedStr",
    "Keyring",
    "ListParams",
    "QueryCounter",
    "SecretUnreadable",
    "Uuid7Key",
    "list_query",
    "make_engine",
    "migrate",
    "new_metadata",
]
