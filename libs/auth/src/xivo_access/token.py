# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .acl import compile_acl


def hash_token(token: str) -> str:
    """What caches and events hold in place of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Token:
    """A verified token, without the token itself. `expires_at` is in seconds since the epoch."""

    auth_id: str
    xivo_user_uuid: str | None
    acls: tuple[str, ...]
    expires_at: float

    @property
    def expired(self) -> bool:
        return self.expires_at <= time.time()

    def covers(self, required: str) -> bool:
        return compile_acl(self.acls, self.xivo_user_uuid or self.auth_id).matches(required)

    @classmethod
    def from_wire(cls, data: dict[str, Any]) -> Token:
        """From the `data` of auth's answer. Its local times are those of auth's zone, and twice the same in autumn."""
        expires_at = datetime.fromisoformat(data["expires_at"]).astimezone()
        if data.get("utc_expires_at"):
            expires_at = datetime.fromisoformat(data["utc_expires_at"]).replace(tzinfo=UTC)
        return cls(
            auth_id=data["auth_id"],
            xivo_user_uuid=data["xivo_user_uuid"],
            acls=tuple(data.get("acls") or ()),
            expires_at=expires_at.timestamp(),
        )
