# SPDX-License-Identifier: GPL-3.0-or-later
"""auth, for administrators: sessions, policies, the log of logins. Objects are those of its contract."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

Object = dict[str, Any]


class AuthAdministrationClient:
    """Raises `httpx.HTTPError`. `http` carries a token (`X-Auth-Token`) that may do what is asked."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def sessions(self, **wanted: str | int) -> Object:
        """`{"total", "items"}`; `auth_id`, `backend`, `limit`, `skip`."""
        return _object(await self._http.get("/0.1/sessions", params=wanted))

    async def end_sessions(
        self, *, auth_id: str | None = None, backend: str | None = None, everybody: bool = False
    ) -> int:
        """How many have ended: of an account, of a back-end, or all."""
        answer = await self._http.delete("/0.1/sessions", params=_whose(auth_id, backend, everybody=everybody))
        return int(_object(answer)["ended"])

    async def end_session(self, session_id: str) -> None:
        """404 if it has ended."""
        (await self._http.delete(_path("sessions", session_id))).raise_for_status()

    async def policies(self, **wanted: str | int) -> Object:
        """`{"total", "items"}`; `search`, `order`, `direction`, `limit`, `skip`."""
        return _object(await self._http.get("/0.1/policies", params=wanted))

    async def policy(self, policy_uuid: str) -> Object:
        return _object(await self._http.get(_path("policies", policy_uuid)))

    async def create_policy(self, policy: Object) -> Object:
        """409 if its name is taken, 403 if it allows more than the caller may."""
        return _object(await self._http.post("/0.1/policies", json=policy))

    async def edit_policy(self, policy_uuid: str, policy: Object) -> Object:
        return _object(await self._http.put(_path("policies", policy_uuid), json=policy))

    async def delete_policy(self, policy_uuid: str) -> None:
        (await self._http.delete(_path("policies", policy_uuid))).raise_for_status()

    async def give_policy(self, policy_uuid: str, collection: str, name: str) -> None:
        """`collection` is `backends` or `accounts`."""
        (await self._http.put(_path("policies", policy_uuid, collection, name))).raise_for_status()

    async def take_policy(self, policy_uuid: str, collection: str, name: str) -> None:
        (await self._http.delete(_path("policies", policy_uuid, collection, name))).raise_for_status()

    async def logins(self, **wanted: str | int) -> Object:
        """`{"total", "items"}`; `login`, `auth_id`, `backend`, `address`, `result`, `limit`, `skip`."""
        return _object(await self._http.get("/0.1/logins", params=wanted))


class SyncAuthAdministrationClient:
    """The same, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def sessions(self, **wanted: str | int) -> Object:
        return _object(self._http.get("/0.1/sessions", params=wanted))

    def end_sessions(self, *, auth_id: str | None = None, backend: str | None = None, everybody: bool = False) -> int:
        answer = self._http.delete("/0.1/sessions", params=_whose(auth_id, backend, everybody=everybody))
        return int(_object(answer)["ended"])

    def end_session(self, session_id: str) -> None:
        self._http.delete(_path("sessions", session_id)).raise_for_status()

    def policies(self, **wanted: str | int) -> Object:
        return _object(self._http.get("/0.1/policies", params=wanted))

    def policy(self, policy_uuid: str) -> Object:
        return _object(self._http.get(_path("policies", policy_uuid)))

    def create_policy(self, policy: Object) -> Object:
        return _object(self._http.post("/0.1/policies", json=policy))

    def edit_policy(self, policy_uuid: str, policy: Object) -> Object:
        return _object(self._http.put(_path("policies", policy_uuid), json=policy))

    def delete_policy(self, policy_uuid: str) -> None:
        self._http.delete(_path("policies", policy_uuid)).raise_for_status()

    def give_policy(self, policy_uuid: str, collection: str, name: str) -> None:
        self._http.put(_path("policies", policy_uuid, collection, name)).raise_for_status()

    def take_policy(self, policy_uuid: str, collection: str, name: str) -> None:
        self._http.delete(_path("policies", policy_uuid, collection, name)).raise_for_status()

    def logins(self, **wanted: str | int) -> Object:
        return _object(self._http.get("/0.1/logins", params=wanted))


def _path(*words: str) -> str:
    return "/0.1/" + "/".join(quote(word, safe="") for word in words)


def _whose(auth_id: str | None, backend: str | None, *, everybody: bool) -> dict[str, str]:
    asked = {"auth_id": auth_id, "backend": backend, "all": "true" if everybody else None}
    return {name: value for name, value in asked.items() if value is not None}


def _object(answer: httpx.Response) -> Object:
    answer.raise_for_status()
    found: Object = answer.json()
    return found
