# SPDX-License-Identifier: GPL-3.0-or-later
"""auth: tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx


@dataclass(frozen=True)
class Token:
    """Times are aware. `session` is what the client said of it at its creation."""

    token: str
    auth_id: str
    xivo_user_uuid: str | None
    issued_at: datetime
    expires_at: datetime
    acls: tuple[str, ...]
    session: dict[str, str] = field(default_factory=dict)


class AuthClient:
    """Raises `httpx.HTTPError`: `HTTPStatusError` with the status that auth documents."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def new_token(
        self,
        backend: str,
        login: str,
        password: str,
        expiration: int | None = None,
        session: dict[str, str] | None = None,
    ) -> Token:
        """`expiration` is in seconds. 401 for wrong credentials, 429 after too many of them."""
        credentials = httpx.BasicAuth(login, password)
        return _token(await self._http.post("/0.1/token", json=_wanted(backend, expiration, session), auth=credentials))

    async def get_token(self, token: str, scope: str | None = None) -> Token:
        """404 if it is not valid, 403 if its ACL does not cover `scope`."""
        return _token(await self._http.get(_path(token), params=_scope(scope)))

    async def is_valid(self, token: str, scope: str | None = None) -> bool:
        """Whether it is good for `scope`."""
        return _good(await self._http.head(_path(token), params=_scope(scope)))

    async def revoke(self, token: str) -> None:
        """Nothing happens if it is unknown."""
        (await self._http.delete(_path(token))).raise_for_status()

    async def backends(self) -> list[str]:
        return _names(await self._http.get("/0.1/backends"))


class SyncAuthClient:
    """The same, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def new_token(
        self,
        backend: str,
        login: str,
        password: str,
        expiration: int | None = None,
        session: dict[str, str] | None = None,
    ) -> Token:
        credentials = httpx.BasicAuth(login, password)
        return _token(self._http.post("/0.1/token", json=_wanted(backend, expiration, session), auth=credentials))

    def get_token(self, token: str, scope: str | None = None) -> Token:
        return _token(self._http.get(_path(token), params=_scope(scope)))

    def is_valid(self, token: str, scope: str | None = None) -> bool:
        return _good(self._http.head(_path(token), params=_scope(scope)))

    def revoke(self, token: str) -> None:
        self._http.delete(_path(token)).raise_for_status()

    def backends(self) -> list[str]:
        return _names(self._http.get("/0.1/backends"))


def _path(token: str) -> str:
    return f"/0.1/token/{quote(token, safe='')}"


def _scope(scope: str | None) -> dict[str, str]:
    return {} if scope is None else {"scope": scope}


def _wanted(backend: str, expiration: int | None, session: dict[str, str] | None) -> dict[str, Any]:
    asked = {"backend": backend, "expiration": expiration, "session": session}
    return {name: value for name, value in asked.items() if value is not None}


def _good(answer: httpx.Response) -> bool:
    if answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN}:
        return False
    answer.raise_for_status()
    return True


def _names(answer: httpx.Response) -> list[str]:
    answer.raise_for_status()
    names: list[str] = answer.json()["data"]
    return names


def _token(answer: httpx.Response) -> Token:
    answer.raise_for_status()
    data: dict[str, Any] = answer.json()["data"]
    return Token(
        token=data["token"],
        auth_id=data["auth_id"],
        xivo_user_uuid=data["xivo_user_uuid"],
        issued_at=_instant(data, "issued_at"),
        expires_at=_instant(data, "expires_at"),
        acls=tuple(data.get("acls") or ()),
        session=dict(data.get("session") or {}),
    )


def _instant(data: dict[str, Any], name: str) -> datetime:
    """Older servers say local time only: theirs, which is hoped to be ours."""
    if data.get(f"utc_{name}"):
        return datetime.fromisoformat(data[f"utc_{name}"]).replace(tzinfo=UTC)
    return datetime.fromisoformat(data[name]).astimezone()
