# SPDX-License-Identifier: GPL-3.0-or-later
"""What a caller changes in the configuration by dialling."""

from typing import Any

import httpx


class ChangeRefused(Exception):
    """confd did not do it."""


class Changes:
    """Raises `ChangeRefused` for every way in which confd does not do what is asked."""

    def __init__(self, confd: httpx.AsyncClient) -> None:
        self._confd = confd

    async def read(self, path: str) -> dict[str, Any]:
        """What confd has now: the snapshot of an instant ago is not enough to know what a change has to be."""
        found: dict[str, Any] = (await self._send("GET", path)).json()
        return found

    async def edit(self, path: str, **fields: Any) -> None:
        """Change these fields of the object at a path such as `/call_filters/3/secretaries/5`."""
        await self._send("PUT", path, json=fields)

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = await self._confd.request(method, f"/1.1{path}", **options)
        except httpx.HTTPError as error:
            raise ChangeRefused(f"confd: {error!r}") from error
        if not answer.is_success:
            raise ChangeRefused(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer
