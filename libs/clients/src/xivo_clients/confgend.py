# SPDX-License-Identifier: GPL-3.0-or-later
"""confgend: Asterisk's files as text."""

from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class GeneratedFile:
    """`live_reload` is False while the administrator does not want Asterisk to change."""

    text: str
    etag: str | None
    live_reload: bool


class ConfgendClient:
    """Raises `httpx.HTTPError` when there is no usable answer."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def file(self, name: str, etag: str | None = None) -> GeneratedFile | None:
        """The file's present content; None when it is still the one of `etag`."""
        headers = {"Accept": "text/plain"} | ({"If-None-Match": etag} if etag else {})
        answer = await self._http.get(f"/asterisk/{name}", headers=headers)
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return None
        answer.raise_for_status()
        return GeneratedFile(
            text=answer.content.decode(),
            etag=answer.headers.get("ETag"),
            live_reload=answer.headers.get("X-Live-Reload", "true").lower() != "false",
        )
