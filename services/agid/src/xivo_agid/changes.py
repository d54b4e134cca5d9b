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

    async def edit(self, path: str, **fields: Any) -> None:
        """Change these fields of the object at a path such as `/call_filters/3/secretaries/5`."""
        try:
            answer = await self._confd.put(f"/1.1{path}", json=fields)
        except httpx.HTTPError as error:
            raise ChangeRefused(f"confd: {error!r}") from error
        if not answer.is_success:
            raise ChangeRefused(f"PUT {path}: {answer.status_code} {answer.text[:200]}")
