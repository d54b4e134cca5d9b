# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel, Field

from ..tokens.model import SessionKey, StoredToken, local, utc


class SessionView(BaseModel):
    """A token without the token."""

    id: str = Field(description="the token's SHA-256: nobody gets in with it")
    auth_id: str
    xivo_user_uuid: str | None
    backend: str
    login: str
    address: str
    user_agent: str
    session: dict[str, str]
    issued_at: str
    expires_at: str
    utc_issued_at: str
    utc_expires_at: str

    @classmethod
    def of(cls, key: SessionKey, token: StoredToken) -> SessionView:
        return cls(
            id=key.token_hash,
            auth_id=token.auth_id,
            xivo_user_uuid=token.xivo_user_uuid,
            backend=token.backend,
            login=token.login,
            address=token.address,
            user_agent=token.user_agent,
            session=dict(token.session),
            issued_at=local(token.issued_at),
            expires_at=local(token.expires_at),
            utc_issued_at=utc(token.issued_at),
            utc_expires_at=utc(token.expires_at),
        )


class SessionList(BaseModel):
    total: int
    items: list[SessionView]


class Ended(BaseModel):
    ended: int = Field(description="how many tokens")
