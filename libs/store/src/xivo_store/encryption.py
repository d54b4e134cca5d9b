# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns that are encrypted at rest, with keys that can be rotated."""

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Column, Dialect, MetaData, Text, literal, select, type_coerce, update
from sqlalchemy.types import TypeDecorator

from xivo_store.errors import SecretUnreadable

if TYPE_CHECKING:
    from xivo_store.database import Database

_MINIMUM_PASSPHRASE_LENGTH = 24
_AT_ONCE = 500


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
        """Raises SecretUnreadable for what none of the keys encrypted."""
        try:
            return self._fernet.decrypt(token.encode("ascii", "replace")).decode()
        except InvalidToken as error:
            raise SecretUnreadable from error

    def is_current(self, token: str) -> bool:
        """False if `token` was written with an older key."""
        try:
            self._primary.decrypt(token.encode("ascii"))
        except InvalidToken:
            return False
        return True

    def can_decrypt(self, token: str) -> bool:
        try:
            self._fernet.decrypt(token.encode("ascii", "replace"))
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


async def renew_encryption(database: "Database", metadata: MetaData) -> int:
    """Rewrite with the first key what older ones encrypted, in every `EncryptedStr` of `metadata`; how many values.

    What others write meanwhile stays theirs. When it returns, older keys decrypt nothing that was there before.
    """
    keyring = database.keyring
    if keyring is None:
        raise RuntimeError("this Database has no encryption keys")
    columns = [
        column for table in metadata.sorted_tables for column in table.columns if isinstance(column.type, EncryptedStr)
    ]
    return sum([await _renew_column(database, keyring, column) for column in columns])


async def _renew_column(database: "Database", keyring: Keyring, column: Column[Any]) -> int:
    keys = list(column.table.primary_key.columns)
    raw = type_coerce(column, Text)
    async with database.read() as session:
        rows = (await session.execute(select(*keys, raw).where(raw.is_not(None)))).all()
    renewed = await asyncio.to_thread(_renewed, keyring, [row[-1] for row in rows])
    changed = [(row, new) for row, new in zip(rows, renewed, strict=True) if new is not None]
    for start in range(0, len(changed), _AT_ONCE):
        async with database.session() as session:
            for row, new in changed[start : start + _AT_ONCE]:
                same = [key == value for key, value in zip(keys, row, strict=False)]
                statement = update(column.table).where(*same, raw == row[-1])
                await session.execute(statement.values({column: literal(new, Text())}))
    return len(changed)


def _renewed(keyring: Keyring, sealed: Sequence[str]) -> list[str | None]:
    """None for what needs nothing: it is current, or no key of ours wrote it (a hash in the same column)."""
    return [None if not keyring.can_decrypt(one) or keyring.is_current(one) else keyring.rotate(one) for one in sealed]
