# SPDX-License-Identifier: GPL-3.0-or-later
"""The confd of this system: asked with our own token, and heard when something changes there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from xivo_bus.event import Message

from .backends.http_answer import NotAnAnswer, fetch

logger = logging.getLogger(__name__)

PAGE = 1000
MOST = 200_000
ROUTING_KEYS = [
    f"config.{kind}.#"
    for kind in (
        "directory",
        "directory_context",
        "directory_definition",
        "display",
        "ldap_filter",
        "ldap_server",
        "phonebook_contact",
        "phonebook_contacts",
        "phonebook_general",
        "reverse_directories",
        "users",
        "user",
        "line",
        "extension",
        "user_line_association",
        "line_extension_association",
    )
]
Listener = Callable[[Message | None], Awaitable[None]]
"""Called with a change; with None when some may have been missed."""


class OwnConfd:
    def __init__(self, http: httpx.AsyncClient, uuid: str) -> None:
        self.uuid = uuid
        self._http = http
        self._listeners: list[tuple[tuple[str, ...], Listener]] = []

    def listen(self, kinds: Sequence[str], listener: Listener) -> Callable[[], None]:
        """``kinds`` are the second words of routing keys. Call what is returned to hear no more."""
        entry = (tuple(kinds), listener)
        self._listeners.append(entry)
        return lambda: self._listeners.remove(entry)

    async def get(self, path: str, **params: Any) -> Any:
        """Raises `httpx.HTTPError`."""
        answer = await self._http.get(f"/1.1{path}", params=params)
        answer.raise_for_status()
        return answer.json()

    async def find(self, path: str) -> Any | None:
        """None for what there is not."""
        answer = await self._http.get(f"/1.1{path}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        return answer.json()

    async def all(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Page after page."""
        return await pages(self._http, f"/1.1{path}", **params)

    async def hear(self, message: Message) -> None:
        kind = message.routing_key.split(".")[1]
        await self._tell([listener for kinds, listener in self._listeners if kind in kinds], message)

    async def missed(self) -> None:
        await self._tell([listener for _, listener in self._listeners], None)

    async def _tell(self, listeners: Sequence[Listener], message: Message | None) -> None:
        for answer in await asyncio.gather(*(listener(message) for listener in listeners), return_exceptions=True):
            if isinstance(answer, Exception):
                logger.warning("a change could not be followed: %r", answer)


async def get_json(http: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    """Raises `httpx.HTTPError`, `NotAnAnswer`."""
    answer = await fetch(http, path, params, accept="application/json")
    try:
        found = answer.json()
    except ValueError as error:
        raise NotAnAnswer(f"{path} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise NotAnAnswer(f"{path} is not an object")
    return found


async def pages(http: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, Any]]:
    """The items of a list of a confd. Raises `httpx.HTTPError`, `NotAnAnswer`."""
    found: list[dict[str, Any]] = []
    while len(found) < MOST:
        page = await get_json(http, path, **params, limit=PAGE, skip=len(found))
        found += page["items"]
        if len(page["items"]) < PAGE or len(found) >= page["total"]:
            break
    return found
