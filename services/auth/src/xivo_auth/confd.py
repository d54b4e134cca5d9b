# SPDX-License-Identifier: GPL-3.0-or-later
"""confd owns the users; it is asked whether a login is one of theirs."""

from __future__ import annotations

from dataclasses import dataclass

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


class UserDirectory:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def recognise(self, login: str, password: str) -> RecognisedUser | None:
        """The user with these CTI credentials. Raises `UsersUnavailable`."""
        try:
            answer = await self._client.post("/1.1/users/credentials", json={"username": login, "password": password})
        except httpx.HTTPError as error:
            raise UsersUnavailable from error
        if answer.status_code == httpx.codes.OK:
            found = answer.json()
            return RecognisedUser(found["id"], found["uuid"])
        if answer.status_code in (400, 401, 404):
            return None
        raise UsersUnavailable
