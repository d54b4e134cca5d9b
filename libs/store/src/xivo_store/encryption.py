# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns that are encrypted at rest, with keys that can be rotated."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeDecorator

_MINIMUM_PASSPHRASE_LENGTH = 24


class Keyring:
    """The first key encrypts, all decrypt. A key is a Fernet key or a passphrase of 24 characters or more."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._primary = Fernet(_fernet_key(keys[0]))
        self._fernet = MultiFernet([Fernet(_fernet_key(key)) for key in keys])

    def encrypt(self, clear: str) -> str:
        return self._fernet.encrypt(clear.encode()).decode("ascii")

    def decrypt(self, token: str) -> str:
        return self._fernet.decrypt(token.encode("ascii")).decode()

    def is_current(self, token: str) -> bool:
        """False if `token` was written with an older key."""
        try:
            self._primary.decrypt(token.encode("ascii"))
        except InvalidToken:
            return False
        return True

    def rotate(self, token: str) -> str:
        return self._fernet.rotate(token.encode("ascii")).decode("ascii")


def _fernet_key(key: str) -> bytes:
    try:
        if len(base64.urlsafe_b64decode(key)) == 32:
            return key.encode("ascii")
    except (binascii.Error, ValueError):
        pass
    if len(key) < _MINIMUM_PASSPHRASE_LENGTH:
        raise ValueError("an encryption key has at least 24 characters")
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())


class EncryptedStr(TypeDecorator[str]):
    """A text column whose value is encrypted by the keyring of the engine's `Database`.

    It cannot be searched or sorted by the database.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyring(dialect).encrypt(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyring(dialect).decrypt(value)


def use_keyring(dialect: Dialect, keyring: Keyring) -> None:
    """Make `keyring` the one of every `EncryptedStr` that goes through `dialect`'s engine."""
    dialect.xivo_keyring = keyring  # type: ignore[attr-defined]


def _keyring(dialect: Dialect) -> Keyring:
    keyring: Keyring | None = getattr(dialect, "xivo_keyring", None)
    if keyring is None:
        raise RuntimeError("this Database has no encryption keys")
    return keyring


async def reencrypt(
    session: AsyncSession,
    key: InstrumentedAttribute[Any],
    column: InstrumentedAttribute[Any],
    keyring: Keyring,
) -> int:
    """Rewrite with the primary key each value of `column` that an older key wrote; returns how many."""
    raw = select(key, type_coerce(column, Text))
    stale = [(row[0], row[1]) for row in await session.execute(raw) if row[1] and not keyring.is_current(row[1])]
    for identity, token in stale:
        clear = keyring.decrypt(token)
        await session.execute(update(key.class_).where(key == identity).values({column.key: clear}))
    return len(stale)
