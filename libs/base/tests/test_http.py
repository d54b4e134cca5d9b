# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to neighbours: deadline, retries, request id."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from xivo_base import request_id
from xivo_base.availability import Availability
from xivo_base.http import Client


class Neighbour:
    """Fails the first `failures` requests; then answers after `seconds`."""

    def __init__(self, failures: int = 0, seconds: float = 0) -> None:
        self.failures = failures
        self.seconds = seconds
        self.requests: list[httpx.Request] = []

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if len(self.requests) <= self.failures:
            raise httpx.ConnectError("refused", request=request)
        await asyncio.sleep(self.seconds)
        return httpx.Response(200)


@asynccontextmanager
async def calls(
    neighbour: Neighbour, *, url: str | Callable[[], str] = "http://provd:8666", **options: Any
) -> AsyncIterator[Client]:
    given = {"timeout": 1.0, "retries": 2, "availability": None, **options}
    async with Client(url, transport=httpx.MockTransport(neighbour.answer), **given) as client:
        yield client


async def test_what_may_be_repeated_is_tried_again() -> None:
    neighbour = Neighbour(failures=2)
    async with calls(neighbour) as client:
        assert (await client.get("/provd")).status_code == 200
    assert len(neighbour.requests) == 3


async def test_a_post_is_sent_once() -> None:
    neighbour = Neighbour(failures=1)
    async with calls(neighbour) as client:
        with pytest.raises(httpx.ConnectError):
            await client.post("/provd")
    assert len(neighbour.requests) == 1


async def test_the_deadline_covers_all_tries() -> None:
    async with calls(Neighbour(seconds=5), timeout=0.1) as client:
        begun = asyncio.get_running_loop().time()
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/provd")
        assert asyncio.get_running_loop().time() - begun < 0.5


async def test_the_request_id_goes_along() -> None:
    neighbour = Neighbour()
    async with calls(neighbour) as client:
        with request_id.bind("abc"):
            await client.get("/provd")
    assert neighbour.requests[0].headers["X-Request-ID"] == "abc"


async def test_a_neighbour_that_is_away_costs_no_time_and_is_found_again() -> None:
    neighbour = Neighbour(failures=3)
    availability = Availability("provd")
    async with calls(neighbour, availability=availability, retries=0) as client:
        for _ in range(10):
            with pytest.raises(httpx.ConnectError):
                await client.get("/provd")
        assert len(neighbour.requests) == 3
        await asyncio.sleep(0.12)
        await client.get("/provd")
    assert availability.available


async def test_an_address_can_change() -> None:
    neighbour = Neighbour()
    addresses = iter(["http://10.0.0.1:1", "http://10.0.0.1:1", "http://10.0.0.2:2"])
    async with calls(neighbour, url=lambda: next(addresses)) as client:
        await client.get("/provd")
        await client.get("/provd")
    assert [str(request.url) for request in neighbour.requests] == [
        "http://10.0.0.1:1/provd",
        "http://10.0.0.2:2/provd",
    ]
