# SPDX-License-Identifier: GPL-3.0-or-later
"""A token as it is kept: without the token itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

WIRE_FORMAT = "%Y-%m-%dT%H:%M:%S.%f"


def hashed(token: str) -> str:
    """The key under which a token is kept; the token can't be found from it."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def digest(name: str, length: int) -> str:
    """A name as a part of a key, whatever characters it has."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Origin:
    """From where somebody logged in, by what login, and what his program said of itself."""

    login: str = ""
    address: str = ""
    user_agent: str = ""
    session: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredToken:
    """Who authenticated, what for and until when. Instants are seconds since the epoch."""

    auth_id: str
    xivo_user_uuid: str | None
    backend: str
    acls: tuple[str, ...]
    issued_at: float
    expires_at: float
    login: str = ""
    address: str = ""
    user_agent: str = ""
    session: Mapping[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """Whom `me` stands for in its ACL."""
        return self.xivo_user_uuid or self.auth_id

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
        """The documented `data` of an answer, the ACL for whoever verifies, and what local times can't say."""
        return {
            "token": token,
            "auth_id": self.auth_id,
            "xivo_user_uuid": self.xivo_user_uuid,
            "issued_at": local(self.issued_at),
            "expires_at": local(self.expires_at),
            "utc_issued_at": utc(self.issued_at),
            "utc_expires_at": utc(self.expires_at),
            "acls": list(self.acls),
            "session": dict(self.session),
        }


@dataclass(frozen=True, slots=True, order=True)
class SessionKey:
    """What the name of a token's entry in the index says, so that lists and schedules need not read tokens."""

    account: str
    issued: int
    expires: int
    backend: str
    token_hash: str

    @classmethod
    def of(cls, token_hash: str, token: StoredToken) -> SessionKey:
        return cls(
            account_key(token.auth_id),
            int(token.issued_at * 1e6),
            int(token.expires_at * 1e6),
            backend_key(token.backend),
            token_hash,
        )

    @property
    def path(self) -> str:
        return f"{self.account}/{self.issued}.{self.expires}.{self.backend}.{self.token_hash}"

    @property
    def expires_at(self) -> float:
        return self.expires / 1e6

    @classmethod
    def parse(cls, path: str) -> SessionKey:
        """Raises `ValueError` for a name that `path` did not make."""
        account, _, rest = path.partition("/")
        issued, expires, backend, token_hash = rest.split(".")
        return cls(account, int(issued), int(expires), backend, token_hash)


def account_key(auth_id: str) -> str:
    return digest(auth_id, 32)


def backend_key(backend: str) -> str:
    return digest(backend, 8)


def local(instant: float) -> str:
    """Local time with microseconds and without zone, as the API has always said it."""
    return datetime.fromtimestamp(instant).astimezone().strftime(WIRE_FORMAT)


def utc(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime(WIRE_FORMAT)
