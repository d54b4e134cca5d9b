# SPDX-License-Identifier: GPL-3.0-or-later
"""amid: actions of Asterisk's manager."""

from collections.abc import Mapping, Sequence

import httpx

Params = Mapping[str, str | int | float | bool | Sequence[str]]
Message = dict[str, str]


class AmidClient:
    """Raises `httpx.HTTPError`: `HTTPStatusError` with 400, 401, 403 or 503 as amid documents them."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def action(self, name: str, params: Params | None = None) -> list[Message]:
        """The response, then the events of a list. A refusal by Asterisk is `Response: Error`, no exception."""
        return _messages(await self._http.post(f"/1.0/action/{name}", json=dict(params or {})))


class SyncAmidClient:
    """The same, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def action(self, name: str, params: Params | None = None) -> list[Message]:
        return _messages(self._http.post(f"/1.0/action/{name}", json=dict(params or {})))


def _messages(answer: httpx.Response) -> list[Message]:
    answer.raise_for_status()
    messages: list[Message] = answer.json()
    return messages
