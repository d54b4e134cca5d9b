# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound files on the host, which sysconfd keeps: folders below the roots ``moh`` and ``sounds``."""

from typing import Any
from urllib.parse import quote

import httpx

MediaError = httpx.HTTPError
"""There is no usable answer."""


class MediaRefused(Exception):
    """sysconfd's answer was no; `status` says how."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class MediaClient:
    """Raises `MediaRefused` for refusals, `MediaError` when there is no usable answer."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def folders(self, root: str) -> list[str]:
        found: list[str] = (await self._ask("GET", root)).json()["folders"]
        return found

    async def create_folder(self, root: str, folder: str) -> None:
        await self._ask("PUT", root, folder)

    async def remove_folder(self, root: str, folder: str) -> None:
        await self._ask("DELETE", root, folder)

    async def files(self, root: str, folder: str) -> list[dict[str, Any]]:
        """Each with `name`, `size` and `modified`."""
        found: list[dict[str, Any]] = (await self._ask("GET", root, folder)).json()["files"]
        return found

    async def read(self, root: str, folder: str, name: str) -> bytes:
        return (await self._ask("GET", root, folder, name)).content

    async def write(self, root: str, folder: str, name: str, content: bytes) -> None:
        await self._ask("PUT", root, folder, name, content=content)

    async def delete(self, root: str, folder: str, name: str) -> None:
        await self._ask("DELETE", root, folder, name)

    async def _ask(self, method: str, *path: str, content: bytes | None = None) -> httpx.Response:
        url = "/media/" + "/".join(quote(part, safe="") for part in path)
        answer = await self._http.request(method, url, content=content)
        if answer.is_client_error and answer.status_code not in {401, 403}:
            raise MediaRefused(answer.status_code, answer.text[:200])
        answer.raise_for_status()
        return answer
