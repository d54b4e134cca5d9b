# SPDX-License-Identifier: GPL-3.0-or-later
"""A token as it is kept: without the token itself."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

WIRE_FORMAT = "%Y-%m-%dT%H:%M:%S.%f"


def hashed(token: str) -> str:
    """The key under which a token is kept; the token can't be found from it."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredToken:
    """Who authenticated, what for and until when. Instants are seconds since the epoch."""

    auth_id: str
    xivo_user_uuid: str | None
    backend: str
    acls: tuple[str, ...]
    issued_at: float
    expires_at: float

    def encode(self) -> bytes:
        return orjson.dumps(asdict(self))

    @classmethod
    def decode(cls, value: bytes) -> StoredToken:
        """Raises `ValueError` for anything that `encode` did not make."""
        try:
            fields: dict[str, Any] = orjson.loads(value)
            return cls(**{**fields, "acls": tuple(fields["acls"])})
        except (TypeError, KeyError, orjson.JSONDecodeError) as error:
            raise ValueError(f"not a stored token: {error}") from error

    def wire(self, token: str) -> dict[str, Any]:
        """The documented `data` of an answer, and the ACL for whoever verifies."""
        return {
            "token": token,
            "auth_id": self.auth_id,
            "xivo_user_uuid": self.xivo_user_uuid,
            "issued_at": local(self.issued_at),
            "expires_at": local(self.expires_at),
            "acls": list(self.acls),
        }


def local(instant: float) -> str:
    """Local time with microseconds and without zone, as the API has always said it."""
    return datetime.fromtimestamp(instant).astimezone().strftime(WIRE_FORMAT)
