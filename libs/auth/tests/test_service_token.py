# SPDX-License-Identifier: GPL-3.0-or-later
"""A daemon that calls another one."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from xivo_access import ServiceTokenProvider
from xivo_access.testing import Clock, FakeAuth
from xivo_base.settings import AuthSettings


@pytest.fixture
def own_token(to_auth: httpx.AsyncClient, clock: Clock) -> ServiceTokenProvider:
    account = AuthSettings(username="xivo-agid", password="right")
    return ServiceTokenProvider(account, client=to_auth, clock=clock)


class Confd:
    """Accepts one token."""

    def __init__(self, own_token: ServiceTokenProvider) -> None:
        self.accepts = "token-1"
        self.seen: list[str | None] = []
        self.client = httpx.AsyncClient(
            transport=httpx.MockTransport(self.answer), base_url="http://confd", auth=own_token
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request.headers.get("X-Auth-Token"))
        return httpx.Response(200 if self.seen[-1] == self.accepts else 401)


@pytest.fixture
def confd(own_token: ServiceTokenProvider) -> Confd:
    return Confd(own_token)


async def test_logs_in_once_for_many_calls(confd: Confd, fake_auth: FakeAuth) -> None:  # SYS-277
    answers = await asyncio.gather(*(confd.client.get("/1.1/snapshot") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert fake_auth.logins == 1


async def test_a_refused_token_is_replaced_and_the_call_repeated(confd: Confd, fake_auth: FakeAuth) -> None:
    await confd.client.get("/1.1/snapshot")
    confd.accepts = "token-2"
    assert (await confd.client.get("/1.1/snapshot")).status_code == 200
    assert confd.seen == ["token-1", "token-1", "token-2"]


async def test_a_call_waits_for_another_token_while_auth_is_away_for_a_moment(
    confd: Confd, own_token: ServiceTokenProvider, fake_auth: FakeAuth, clock: Clock
) -> None:
    await confd.client.get("/1.1/snapshot")
    confd.accepts = "token-2"
    fake_auth.away = True
    calling = asyncio.create_task(confd.client.get("/1.1/snapshot"))
    async with asyncio.timeout(10):
        while own_token.availability.available:  # noqa: ASYNC110  it was asked in vain
            await asyncio.sleep(0.01)
    fake_auth.away = False
    clock.now += 0.6
    assert (await calling).status_code == 200
    assert confd.seen == ["token-1", "token-1", "token-2"]


async def test_but_not_for_ever(
    confd: Confd, own_token: ServiceTokenProvider, fake_auth: FakeAuth, clock: Clock
) -> None:
    await confd.client.get("/1.1/snapshot")
    confd.accepts = "token-2"
    fake_auth.away = True
    calling = asyncio.create_task(confd.client.get("/1.1/snapshot"))
    async with asyncio.timeout(10):
        while not calling.done():
            clock.now += 0.2
            await asyncio.sleep(0.01)
    assert (await calling).status_code == 401


async def test_a_call_that_stays_refused_is_not_repeated_for_ever(confd: Confd) -> None:
    confd.accepts = "nothing"
    assert (await confd.client.get("/1.1/snapshot")).status_code == 401
    assert len(confd.seen) == 2


async def test_is_renewed_beside_the_calls_before_it_expires(
    own_token: ServiceTokenProvider, fake_auth: FakeAuth, clock: Clock
) -> None:
    assert await own_token.token() == "token-1"
    clock.now += 3400
    assert await own_token.token() == "token-1"
    await asyncio.sleep(0.01)
    assert await own_token.token() == "token-2"


async def test_a_token_that_is_good_still_serves_while_auth_is_away(
    own_token: ServiceTokenProvider, fake_auth: FakeAuth, clock: Clock
) -> None:
    await own_token.token()
    fake_auth.away = True
    clock.now += 3400
    for _ in range(3):
        assert await own_token.token() == "token-1"
        await asyncio.sleep(0.01)
    clock.now += 300
    assert await own_token.token() is None


async def test_auth_is_asked_at_most_twice_a_second(
    own_token: ServiceTokenProvider, fake_auth: FakeAuth, clock: Clock
) -> None:
    fake_auth.passwords.clear()
    for _ in range(5):
        assert await own_token.token() is None
    assert fake_auth.logins == 1
    fake_auth.passwords["xivo-agid"] = "right"
    clock.now += 0.6
    assert await own_token.token() == "token-2"


async def test_auth_comes_up_later_than_the_daemon(confd: Confd, fake_auth: FakeAuth, clock: Clock) -> None:
    fake_auth.away = True
    calling = asyncio.create_task(confd.client.get("/1.1/snapshot"))
    async with asyncio.timeout(10):
        while not calling.done():
            clock.now += 0.2
            await asyncio.sleep(0.01)
    assert (await calling).status_code == 401
    fake_auth.away = False
    clock.now += 1
    assert (await confd.client.get("/1.1/snapshot")).status_code == 200


async def test_somebody_else_at_the_address_of_auth(own_token: ServiceTokenProvider, fake_auth: FakeAuth) -> None:
    fake_auth.strange = True
    assert await own_token.token() is None
    assert not own_token.availability.available
