# SPDX-License-Identifier: GPL-3.0-or-later
"""call-logd: the call logs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx

_PATH = "/1.0/call_logs"
_CSV = {"Accept": "text/csv"}
_JSON = {"Accept": "application/json"}


class CallLogdClient:
    """Raises `httpx.HTTPError`: `HTTPStatusError` with 400, 401, 403 or 503 as call-logd documents them.

    Dates are `YYYY-MM-DDTHH:MM:SS`, both or none.
    """

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @asynccontextmanager
    async def csv(self, start_date: str | None = None, end_date: str | None = None) -> AsyncIterator[httpx.Response]:
        """The answer as it begins; its body comes through `aiter_bytes()`. An error's body has been read."""
        parameters = _parameters(start_date=start_date, end_date=end_date)
        async with self._http.stream("GET", _PATH, params=parameters, headers=_CSV) as answer:
            if answer.is_error:
                await answer.aread()
            answer.raise_for_status()
            yield answer

    async def call_logs(
        self,
        start_date: str | None = None,
        end_date: str | None = None,
        *,
        search: str | None = None,
        direction: str | None = None,
        limit: int | None = None,
        skip: int | None = None,
    ) -> dict[str, Any]:
        """`{"total": ..., "items": [...]}`."""
        parameters = _parameters(
            start_date=start_date, end_date=end_date, search=search, direction=direction, limit=limit, skip=skip
        )
        return _object(await self._http.get(_PATH, params=parameters, headers=_JSON))


class SyncCallLogdClient:
    """The same, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    @contextmanager
    def csv(self, start_date: str | None = None, end_date: str | None = None) -> Iterator[httpx.Response]:
        parameters = _parameters(start_date=start_date, end_date=end_date)
        with self._http.stream("GET", _PATH, params=parameters, headers=_CSV) as answer:
            if answer.is_error:
                answer.read()
            answer.raise_for_status()
            yield answer

    def call_logs(
        self,
        start_date: str | None = None,
        end_date: str | None = None,
        *,
        search: str | None = None,
        direction: str | None = None,
        limit: int | None = None,
        skip: int | None = None,
    ) -> dict[str, Any]:
        parameters = _parameters(
            start_date=start_date, end_date=end_date, search=search, direction=direction, limit=limit, skip=skip
        )
        return _object(self._http.get(_PATH, params=parameters, headers=_JSON))


def _parameters(**values: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in values.items() if value is not None}


def _object(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body
