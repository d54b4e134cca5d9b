# SPDX-License-Identifier: GPL-3.0-or-later
"""confd 1.1: the configuration of the whole system."""

from typing import Any, Literal

import httpx

PREFIX = "/1.1"
Object = dict[str, Any]
Direction = Literal["asc", "desc"]
_JSON = {"Accept": "application/json"}


class ConfdError(Exception):
    """confd refused; `messages` are its own words, `status` tells what kind: 400, 401, 403, 404, 503."""

    def __init__(self, status: int, messages: list[str]) -> None:
        super().__init__(f"{status}: {'; '.join(messages)}")
        self.status = status
        self.messages = messages


class Collection:
    """One kind of object. Every method raises `ConfdError`, or `httpx.TransportError` when confd is away."""

    def __init__(self, http: httpx.AsyncClient, path: str) -> None:
        self._http = http
        self._path = path

    async def list(
        self,
        *,
        search: str | None = None,
        order: str | None = None,
        direction: Direction | None = None,
        limit: int | None = None,
        skip: int | None = None,
        **others: str,
    ) -> Object:
        """`{"total": ..., "items": [...]}`; `others` are the resource's own parameters, such as `view`."""
        parameters = _given(search=search, order=order, direction=direction, limit=limit, skip=skip)
        return _object(await self._http.get(self._path, params={**parameters, **others}, headers=_JSON))

    async def get(self, identifier: int | str) -> Object:
        return _object(await self._http.get(f"{self._path}/{identifier}", headers=_JSON))

    async def create(self, body: Object) -> Object:
        return _object(await self._http.post(self._path, json=body, headers=_JSON))

    async def update(self, identifier: int | str, changes: Object) -> None:
        """Only the fields to change."""
        _check(await self._http.put(f"{self._path}/{identifier}", json=changes))

    async def delete(self, identifier: int | str) -> None:
        _check(await self._http.delete(f"{self._path}/{identifier}"))


class ConfdClient:
    """`http` knows the address and the credentials: `httpx.AsyncClient(base_url="http://127.0.0.1:9487")`."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.entities = Collection(http, f"{PREFIX}/entities")
        self.contexts = Collection(http, f"{PREFIX}/contexts")
        self.users = Collection(http, f"{PREFIX}/users")
        self.lines = Collection(http, f"{PREFIX}/lines")
        self.lines_sip = Collection(http, f"{PREFIX}/lines_sip")
        self.extensions = Collection(http, f"{PREFIX}/extensions")
        self.devices = Collection(http, f"{PREFIX}/devices")
        self.cti_profiles = Collection(http, f"{PREFIX}/cti_profiles")
        self.webservice_users = Collection(http, f"{PREFIX}/webservice_users")

    def user_lines(self, user_id: int) -> Collection:
        """Create with `{"line_id": ...}`; delete by line id."""
        return Collection(self._http, f"{PREFIX}/users/{user_id}/lines")

    def line_extensions(self, line_id: int) -> Collection:
        """Create with `{"extension_id": ...}`; delete by extension id."""
        return Collection(self._http, f"{PREFIX}/lines/{line_id}/extensions")

    async def read(self, path: str) -> Object:
        """Any JSON object below `/1.1`: `infos`, `users/3/cti`, `configuration/live_reload`."""
        return _object(await self._http.get(f"{PREFIX}/{path}", headers=_JSON))

    async def write(self, path: str, body: Object) -> None:
        """PUT to any path below `/1.1`."""
        _check(await self._http.put(f"{PREFIX}/{path}", json=body))

    async def act(self, path: str) -> None:
        """A GET with an effect: `devices/<id>/synchronize`."""
        _check(await self._http.get(f"{PREFIX}/{path}"))

    async def verify_credentials(self, username: str, password: str) -> Object | None:
        """`{"id": ..., "uuid": ...}` of the user of the client whose credentials these are, or None."""
        credentials = {"username": username, "password": password}
        answer = await self._http.post(f"{PREFIX}/users/credentials", json=credentials, headers=_JSON)
        return None if answer.status_code == httpx.codes.NOT_FOUND else _object(answer)

    async def snapshot(self, etag: str | None = None, *, secrets: bool = False) -> tuple[Object, str] | None:
        """The whole configuration and its tag; None while it is still that of `etag`."""
        answer = await self._http.get(
            f"{PREFIX}/snapshot",
            params={"secrets": "true"} if secrets else {},
            headers=_JSON | ({"If-None-Match": etag} if etag else {}),
        )
        return None if answer.status_code == httpx.codes.NOT_MODIFIED else (_object(answer), answer.headers["etag"])


class SyncCollection:
    """The same as `Collection`, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client, path: str) -> None:
        self._http = http
        self._path = path

    def list(
        self,
        *,
        search: str | None = None,
        order: str | None = None,
        direction: Direction | None = None,
        limit: int | None = None,
        skip: int | None = None,
        **others: str,
    ) -> Object:
        parameters = _given(search=search, order=order, direction=direction, limit=limit, skip=skip)
        return _object(self._http.get(self._path, params={**parameters, **others}, headers=_JSON))

    def get(self, identifier: int | str) -> Object:
        return _object(self._http.get(f"{self._path}/{identifier}", headers=_JSON))

    def create(self, body: Object) -> Object:
        return _object(self._http.post(self._path, json=body, headers=_JSON))

    def update(self, identifier: int | str, changes: Object) -> None:
        _check(self._http.put(f"{self._path}/{identifier}", json=changes))

    def delete(self, identifier: int | str) -> None:
        _check(self._http.delete(f"{self._path}/{identifier}"))


class SyncConfdClient:
    """The same as `ConfdClient`, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.entities = SyncCollection(http, f"{PREFIX}/entities")
        self.contexts = SyncCollection(http, f"{PREFIX}/contexts")
        self.users = SyncCollection(http, f"{PREFIX}/users")
        self.lines = SyncCollection(http, f"{PREFIX}/lines")
        self.lines_sip = SyncCollection(http, f"{PREFIX}/lines_sip")
        self.extensions = SyncCollection(http, f"{PREFIX}/extensions")
        self.devices = SyncCollection(http, f"{PREFIX}/devices")
        self.cti_profiles = SyncCollection(http, f"{PREFIX}/cti_profiles")
        self.webservice_users = SyncCollection(http, f"{PREFIX}/webservice_users")

    def user_lines(self, user_id: int) -> SyncCollection:
        return SyncCollection(self._http, f"{PREFIX}/users/{user_id}/lines")

    def line_extensions(self, line_id: int) -> SyncCollection:
        return SyncCollection(self._http, f"{PREFIX}/lines/{line_id}/extensions")

    def read(self, path: str) -> Object:
        return _object(self._http.get(f"{PREFIX}/{path}", headers=_JSON))

    def write(self, path: str, body: Object) -> None:
        _check(self._http.put(f"{PREFIX}/{path}", json=body))

    def act(self, path: str) -> None:
        _check(self._http.get(f"{PREFIX}/{path}"))


def _given(**parameters: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in parameters.items() if value is not None}


def _object(answer: httpx.Response) -> Object:
    _check(answer)
    content: Object = answer.json()
    return content


def _check(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise ConfdError(answer.status_code, _messages(answer))


def _messages(answer: httpx.Response) -> list[str]:
    """An error's body is a list of strings; 406 and 415 have none, a proxy's may be anything."""
    try:
        content = answer.json()
    except ValueError:
        return [answer.reason_phrase]
    return [str(message) for message in content] if isinstance(content, list) else [str(content)]
