# SPDX-License-Identifier: GPL-3.0-or-later
"""confd 1.1: the configuration of the whole system.

Every method raises `ConfdError` when confd refuses, or `httpx.TransportError` when it is away.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Generic, TypeVar, Unpack

import httpx

from . import confd_calls as calls
from .confd_calls import PAGE, PREFIX, Call, CollectionCalls, ConfdError
from .confd_objects import (
    Context,
    CtiProfile,
    Device,
    Entity,
    Extension,
    ImportState,
    Line,
    LineExtension,
    ListOptions,
    Object,
    Page,
    SipLine,
    User,
    UserLine,
)

__all__ = ["Collection", "ConfdClient", "ConfdError", "SyncCollection", "SyncConfdClient"]

T = TypeVar("T")
R = TypeVar("R")


async def _sent(http: httpx.AsyncClient, call: Call[R]) -> R:
    return call.read(await http.request(call.method, call.path, **call.options))


def _sent_now(http: httpx.Client, call: Call[R]) -> R:
    return call.read(http.request(call.method, call.path, **call.options))


class Collection(Generic[T]):
    """One kind of object."""

    def __init__(self, http: httpx.AsyncClient, path: str) -> None:
        self._http = http
        self._calls: CollectionCalls[T] = CollectionCalls(path)

    async def list(self, *, parameters: Mapping[str, str] | None = None, **options: Unpack[ListOptions]) -> Page[T]:
        """`parameters` are the resource's own, such as `{"view": "directory"}`."""
        return await _sent(self._http, self._calls.list(_merged(options, parameters)))

    async def all(
        self, *, parameters: Mapping[str, str] | None = None, **options: Unpack[ListOptions]
    ) -> AsyncIterator[T]:
        """Every object that matches, page by page."""
        for_pages = _Pages(options)
        while for_pages.next():
            page = await self.list(parameters=parameters, **for_pages.options)
            for item in for_pages.taken(page):
                yield item

    async def get(self, identifier: int | str) -> T:
        return await _sent(self._http, self._calls.get(identifier))

    async def create(self, body: Mapping[str, Any]) -> T:
        return await _sent(self._http, self._calls.create(body))

    async def update(self, identifier: int | str, changes: Mapping[str, Any]) -> None:
        """Only the fields to change."""
        await _sent(self._http, self._calls.update(identifier, changes))

    async def delete(self, identifier: int | str) -> None:
        await _sent(self._http, self._calls.delete(identifier))


class ConfdClient:
    """`http` knows the address and the credentials: `httpx.AsyncClient(base_url="http://127.0.0.1:9487")`."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.entities: Collection[Entity] = self._of("entities")
        self.contexts: Collection[Context] = self._of("contexts")
        self.users: Collection[User] = self._of("users")
        self.lines: Collection[Line] = self._of("lines")
        self.lines_sip: Collection[SipLine] = self._of("lines_sip")
        self.extensions: Collection[Extension] = self._of("extensions")
        self.devices: Collection[Device] = self._of("devices")
        self.cti_profiles: Collection[CtiProfile] = self._of("cti_profiles")
        self.webservice_users: Collection[Object] = self._of("webservice_users")

    def _of(self, path: str) -> Collection[Any]:
        return Collection(self._http, f"{PREFIX}/{path}")

    def collection(self, path: str) -> Collection[Object]:
        """Any collection below `/1.1`: `groups`, `users/3/lines`."""
        return self._of(path)

    def user_lines(self, user_id: int) -> Collection[UserLine]:
        """Create with `{"line_id": ...}`; delete by line id."""
        return self._of(f"users/{user_id}/lines")

    def line_extensions(self, line_id: int) -> Collection[LineExtension]:
        """Create with `{"extension_id": ...}`; delete by extension id."""
        return self._of(f"lines/{line_id}/extensions")

    async def read(self, path: str) -> Object:
        """Any JSON object below `/1.1`: `infos`, `users/3/cti`, `configuration/live_reload`."""
        return await _sent(self._http, calls.read(path))

    async def write(self, path: str, body: Mapping[str, Any]) -> None:
        """PUT to any path below `/1.1`."""
        await _sent(self._http, calls.write(path, body))

    async def act(self, path: str, method: str = "POST") -> None:
        """A request with an effect and without a body: `devices/<id>/synchronize`."""
        await _sent(self._http, calls.act(path, method))

    async def verify_credentials(self, username: str, password: str) -> Object | None:
        """`{"id": ..., "uuid": ...}` of the user of the client whose credentials these are, or None."""
        return await _sent(self._http, calls.verify_credentials(username, password))

    async def snapshot(self, etag: str | None = None, *, secrets: bool = False) -> tuple[Object, str] | None:
        """The whole configuration and its tag; None while it is still that of `etag`."""
        return await _sent(self._http, calls.snapshot(etag, secrets=secrets))

    async def openapi(self) -> Object:
        """The description of the API by itself."""
        return await _sent(self._http, calls.openapi())

    async def import_users(
        self,
        content: str | bytes,
        *,
        update: bool = False,
        dry_run: bool = False,
        atomic: bool = True,
        wait: bool = True,
    ) -> ImportState:
        """Users from CSV. With `update` those that are named by uuid or id; not `atomic` takes what is good.

        Without `wait` the answer comes at once, and `import_state` tells how far it is.
        """
        call = calls.import_users(content, update=update, dry_run=dry_run, atomic=atomic, wait=wait)
        return await _sent(self._http, call)

    async def import_state(self, identifier: str) -> ImportState:
        return await _sent(self._http, calls.import_state(identifier))

    async def export_users(self) -> str:
        """All users as CSV that `import_users` takes."""
        return await _sent(self._http, calls.export_users())


class SyncCollection(Generic[T]):
    """The same as `Collection`, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client, path: str) -> None:
        self._http = http
        self._calls: CollectionCalls[T] = CollectionCalls(path)

    def list(self, *, parameters: Mapping[str, str] | None = None, **options: Unpack[ListOptions]) -> Page[T]:
        return _sent_now(self._http, self._calls.list(_merged(options, parameters)))

    def all(self, *, parameters: Mapping[str, str] | None = None, **options: Unpack[ListOptions]) -> Iterator[T]:
        for_pages = _Pages(options)
        while for_pages.next():
            yield from for_pages.taken(self.list(parameters=parameters, **for_pages.options))

    def get(self, identifier: int | str) -> T:
        return _sent_now(self._http, self._calls.get(identifier))

    def create(self, body: Mapping[str, Any]) -> T:
        return _sent_now(self._http, self._calls.create(body))

    def update(self, identifier: int | str, changes: Mapping[str, Any]) -> None:
        _sent_now(self._http, self._calls.update(identifier, changes))

    def delete(self, identifier: int | str) -> None:
        _sent_now(self._http, self._calls.delete(identifier))


class SyncConfdClient:
    """The same as `ConfdClient`, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.entities: SyncCollection[Entity] = self._of("entities")
        self.contexts: SyncCollection[Context] = self._of("contexts")
        self.users: SyncCollection[User] = self._of("users")
        self.lines: SyncCollection[Line] = self._of("lines")
        self.lines_sip: SyncCollection[SipLine] = self._of("lines_sip")
        self.extensions: SyncCollection[Extension] = self._of("extensions")
        self.devices: SyncCollection[Device] = self._of("devices")
        self.cti_profiles: SyncCollection[CtiProfile] = self._of("cti_profiles")
        self.webservice_users: SyncCollection[Object] = self._of("webservice_users")

    def _of(self, path: str) -> SyncCollection[Any]:
        return SyncCollection(self._http, f"{PREFIX}/{path}")

    def collection(self, path: str) -> SyncCollection[Object]:
        return self._of(path)

    def user_lines(self, user_id: int) -> SyncCollection[UserLine]:
        return self._of(f"users/{user_id}/lines")

    def line_extensions(self, line_id: int) -> SyncCollection[LineExtension]:
        return self._of(f"lines/{line_id}/extensions")

    def read(self, path: str) -> Object:
        return _sent_now(self._http, calls.read(path))

    def write(self, path: str, body: Mapping[str, Any]) -> None:
        _sent_now(self._http, calls.write(path, body))

    def act(self, path: str, method: str = "POST") -> None:
        _sent_now(self._http, calls.act(path, method))

    def verify_credentials(self, username: str, password: str) -> Object | None:
        return _sent_now(self._http, calls.verify_credentials(username, password))

    def snapshot(self, etag: str | None = None, *, secrets: bool = False) -> tuple[Object, str] | None:
        return _sent_now(self._http, calls.snapshot(etag, secrets=secrets))

    def openapi(self) -> Object:
        return _sent_now(self._http, calls.openapi())

    def import_users(
        self,
        content: str | bytes,
        *,
        update: bool = False,
        dry_run: bool = False,
        atomic: bool = True,
        wait: bool = True,
    ) -> ImportState:
        call = calls.import_users(content, update=update, dry_run=dry_run, atomic=atomic, wait=wait)
        return _sent_now(self._http, call)

    def import_state(self, identifier: str) -> ImportState:
        return _sent_now(self._http, calls.import_state(identifier))

    def export_users(self) -> str:
        return _sent_now(self._http, calls.export_users())


class _Pages:
    """Where to go on in a list that is read page by page."""

    def __init__(self, options: ListOptions) -> None:
        self._rest = options.get("limit")
        self.options: ListOptions = {**options, "skip": options.get("skip") or 0}
        self._more = True

    def next(self) -> bool:
        """Whether there is another page; `options` are for it."""
        size = PAGE if self._rest is None else min(PAGE, self._rest)
        self.options["limit"] = size
        return self._more and size > 0

    def taken(self, page: Page[T]) -> list[T]:
        items = page["items"]
        passed = (self.options.get("skip") or 0) + len(items)
        self.options["skip"] = passed
        if self._rest is not None:
            self._rest -= len(items)
        self._more = bool(items) and passed < page["total"]
        return items


def _merged(options: ListOptions, parameters: Mapping[str, str] | None) -> dict[str, str | int | None]:
    common: Mapping[str, Any] = options
    return {**common, **(parameters or {})}
