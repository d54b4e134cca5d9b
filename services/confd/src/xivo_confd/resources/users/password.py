# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's password in its column: encrypted so that it can be read, or hashed once nobody needs that (ADR 0018)."""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import Dialect
from xivo_access.passwords import Passwords
from xivo_store import EncryptedStr

HASH = "$argon2id$"


class Hashed(str):
    """What is left of a password of which only a hash is kept."""

    __slots__ = ()


class StoredPassword(EncryptedStr):
    """A `Hashed` is kept as it is; whatever a client sends is a password, and encrypted."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return str(value) if isinstance(value, Hashed) else super().process_bind_param(value, dialect)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return Hashed(value) if is_hash(value) else super().process_result_value(value, dialect)


def is_hash(raw: str | None) -> bool:
    """Of what the database holds: encrypted values begin otherwise."""
    return raw is not None and raw.startswith(HASH)


def shown(password: str | None) -> str | None:
    """What a reader of passwords gets: "" for none, null for one that nobody can read."""
    return None if isinstance(password, Hashed) else password or ""


async def is_right(stored: str | None, given: str, passwords: Passwords, *, readable: bool) -> bool:
    """In the same time for a user who does not exist, once passwords are kept as hashes (`readable` is false)."""
    if isinstance(stored, Hashed):
        return await passwords.matches(stored, given)
    if not readable:
        await passwords.matches(None, given)
    return hmac.compare_digest((stored or "").encode(), given.encode())
