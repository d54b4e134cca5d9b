# SPDX-License-Identifier: GPL-3.0-or-later
"""confd owns users and administrators; it is asked whether a login is one of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from xivo_base.errors import ApiError


class UsersUnavailable(ApiError):
    status = 503
    error_id = "users-unavailable"
    template = "Connection to confd failed"
    headers = {"Retry-After": "1"}  # noqa: RUF012  same shape as the base class


@dataclass(frozen=True)
class RecognisedUser:
    id: int
    uuid: str


@dataclass(frozen=True)
class RecognisedAdministrator:
    uuid: str
    acl: tuple[str, ...]


class UserDirectory:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def recognise(self, login: str, password: str) -> RecognisedUser | None:
        """The user with these CTI credentials. Raises `UsersUnavailable`."""
        found = await _ask(self._client, "/1.1/users/credentials", {"username": login, "password": password})
        return RecognisedUser(found["id"], found["uuid"]) if found else None

    async def known(self, *, username: str | None = None, email: str | None = None) -> RecognisedUser | None:
        """The user who may log in with what somebody else has proven to be his username, or his mailbox's address.

        Raises `UsersUnavailable`.
        """
        asked = {"username": username} if username is not None else {"email": email or ""}
        found = await _ask(self._client, "/1.1/users/credentials/known", asked)
        return RecognisedUser(found["id"], found["uuid"]) if found else None


class AdministratorDirectory:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def recognise(self, login: str, password: str) -> RecognisedAdministrator | None:
        """The administrator with this login and password. Raises `UsersUnavailable`."""
        found = await _ask(self._client, "/1.1/administrators/credentials", {"login": login, "password": password})
        return RecognisedAdministrator(found["uuid"], tuple(found["acl"])) if found else None


async def _ask(client: httpx.AsyncClient, path: str, credentials: dict[str, str]) -> dict[str, Any] | None:
    """Whose they are; None when they are wrong, or no login and password at all."""
    try:
        answer = await client.post(path, json=credentials)
    except httpx.HTTPError as error:
        raise UsersUnavailable from error
    if answer.status_code == httpx.codes.OK:
        found: dict[str, Any] = answer.json()
        return found
    if answer.status_code in (400, 401, 404):
        return None
    raise UsersUnavailable
