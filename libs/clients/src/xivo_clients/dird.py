# SPDX-License-Identifier: GPL-3.0-or-later
"""dird: directories."""

from typing import Any

import httpx

_BASE = "/0.1/directories"
NOBODY = "00000000-0000-0000-0000-000000000000"


class DirdClient:
    """Raises `httpx.HTTPError`: `HTTPStatusError` with 400, 401, 403, 404 or 503 as dird documents them."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def lookup(self, profile: str, term: str) -> dict[str, Any]:
        """`{"term", "column_headers", "column_types", "results"}`."""
        return await self._get(f"{_BASE}/lookup/{profile}", term=term)

    async def headers(self, profile: str) -> dict[str, Any]:
        return await self._get(f"{_BASE}/lookup/{profile}/headers")

    async def favorites(self, profile: str) -> dict[str, Any]:
        return await self._get(f"{_BASE}/favorites/{profile}")

    async def reverse(self, profile: str, exten: str, user_uuid: str = NOBODY) -> dict[str, Any]:
        """`{"display", "exten", "source", "fields"}`; ``display`` is null if nobody has the number.

        ``user_uuid`` is who is called: his own contacts count first.
        """
        return await self._get(f"{_BASE}/reverse/{profile}/{user_uuid}", exten=exten)

    async def _get(self, path: str, **params: str) -> dict[str, Any]:
        answer = await self._http.get(path, params=params)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
