# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of confd 1.1 and how their answers are read, whoever sends them: see `xivo_clients.confd`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import httpx

from .confd_objects import ImportState, Object, Page

T = TypeVar("T")
R = TypeVar("R")

PREFIX = "/1.1"
PAGE = 500
IMPORT_SECONDS = 600.0  # a waited-for import answers when all is done
_JSON = {"Accept": "application/json"}
_CSV = {"Accept": "text/csv"}


class ConfdError(Exception):
    """confd refused; `messages` are its own words, `status` tells what kind: 400, 401, 403, 404, 503."""

    def __init__(self, status: int, messages: list[str]) -> None:
        super().__init__(f"{status}: {'; '.join(messages)}")
        self.status = status
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """A request, and what its answer means. `read` raises ConfdError."""

    method: str
    path: str
    read: Callable[[httpx.Response], R]
    options: Mapping[str, Any] = field(default_factory=dict)


class CollectionCalls(Generic[T]):
    """What can be asked of one kind of object."""

    def __init__(self, path: str) -> None:
        self._path = path

    def list(self, parameters: Mapping[str, str | int | None]) -> Call[Page[T]]:
        given = {name: value for name, value in parameters.items() if value is not None}
        return Call("GET", self._path, _content, {"params": given, "headers": _JSON})

    def get(self, identifier: int | str) -> Call[T]:
        return Call("GET", f"{self._path}/{identifier}", _content, {"headers": _JSON})

    def create(self, body: Mapping[str, Any]) -> Call[T]:
        return Call("POST", self._path, _content, {"json": body, "headers": _JSON})

    def update(self, identifier: int | str, changes: Mapping[str, Any]) -> Call[None]:
        return Call("PUT", f"{self._path}/{identifier}", _nothing, {"json": changes})

    def delete(self, identifier: int | str) -> Call[None]:
        return Call("DELETE", f"{self._path}/{identifier}", _nothing)


def read(path: str) -> Call[Object]:
    return Call("GET", f"{PREFIX}/{path}", _content, {"headers": _JSON})


def write(path: str, body: Mapping[str, Any]) -> Call[None]:
    return Call("PUT", f"{PREFIX}/{path}", _nothing, {"json": body})


def act(path: str, method: str = "POST") -> Call[None]:
    return Call(method, f"{PREFIX}/{path}", _nothing, {"headers": _JSON})


def verify_credentials(username: str, password: str) -> Call[Object | None]:
    body = {"username": username, "password": password}
    return Call("POST", f"{PREFIX}/users/credentials", _content_or_absent, {"json": body, "headers": _JSON})


def snapshot(etag: str | None, *, secrets: bool) -> Call[tuple[Object, str] | None]:
    headers = _JSON | ({"If-None-Match": etag} if etag else {})
    parameters = {"secrets": "true"} if secrets else {}
    return Call("GET", f"{PREFIX}/snapshot", _snapshot, {"params": parameters, "headers": headers})


def openapi() -> Call[Object]:
    return Call("GET", "/api/api.json", _content, {"headers": _JSON})


def import_users(content: str | bytes, *, update: bool, dry_run: bool, atomic: bool, wait: bool) -> Call[ImportState]:
    options = {
        "params": {"dry_run": dry_run, "atomic": atomic, "wait": wait},
        "content": content,
        "headers": _JSON | {"Content-Type": "text/csv"},
        "timeout": IMPORT_SECONDS,
    }
    return Call("PUT" if update else "POST", f"{PREFIX}/users/import", _content, options)


def import_state(identifier: str) -> Call[ImportState]:
    return Call("GET", f"{PREFIX}/users/import/{identifier}", _content, {"headers": _JSON})


def export_users() -> Call[str]:
    return Call("GET", f"{PREFIX}/users/export", _text, {"headers": _CSV, "timeout": IMPORT_SECONDS})


def _content(answer: httpx.Response) -> Any:
    _nothing(answer)
    return answer.json()


def _content_or_absent(answer: httpx.Response) -> Any:
    return None if answer.status_code == httpx.codes.NOT_FOUND else _content(answer)


def _text(answer: httpx.Response) -> str:
    _nothing(answer)
    return answer.text


def _snapshot(answer: httpx.Response) -> tuple[Object, str] | None:
    if answer.status_code == httpx.codes.NOT_MODIFIED:
        return None
    return _content(answer), answer.headers["etag"]


def _nothing(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise ConfdError(answer.status_code, _messages(answer))


def _messages(answer: httpx.Response) -> list[str]:
    """An error's body is a list of strings; 406 and 415 have none, a proxy's may be anything."""
    try:
        content = answer.json()
    except ValueError:
        return [answer.reason_phrase]
    return [str(message) for message in content] if isinstance(content, list) else [str(content)]
