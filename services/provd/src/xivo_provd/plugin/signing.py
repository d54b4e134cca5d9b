# SPDX-License-Identifier: GPL-3.0-or-later
"""Who made a plugin repository: a detached Ed25519 signature (RFC 8032) of its ``plugins.db``.

The index has the SHA-256 sum of each archive, so that its signature speaks for all of them. Keys and signatures are
base64 of the raw bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE = "plugins.db.sig"


def public_key(text: str) -> Ed25519PublicKey:
    """Raises ValueError when the text is not a key."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except binascii.Error as error:
        raise ValueError("not base64") from error


def is_signed(content: bytes, signature: bytes, keys: Iterable[str]) -> bool:
    """Whether one of the keys made the signature."""
    try:
        raw = base64.b64decode(signature.strip(), validate=True)
    except binascii.Error:
        return False
    for key in keys:
        try:
            public_key(key).verify(raw, content)
        except InvalidSignature:
            continue
        return True
    return False


class Signer:
    """A private key in a PEM file (PKCS #8) that only its owner can read."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def of_file(cls, path: Path) -> Signer:
        """The file's key; a new one when there is no file. Raises ValueError for a key of another sort."""
        if not path.exists():
            return cls._make(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path} has no Ed25519 key")  # noqa: TRY004  the file is wrong, not the call
        return cls(key)

    @classmethod
    def _make(cls, path: Path) -> Signer:
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(pem)
        return cls(key)

    @property
    def public(self) -> str:
        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def sign(self, content: bytes) -> bytes:
        return base64.b64encode(self._key.sign(content)) + b"\n"
