# SPDX-License-Identifier: GPL-3.0-or-later
"""A daemon that is shown a token."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from xivo_access import AclMissing, AuthUnavailable, TokenVerifier, Unauthorized, hash_token
from xivo_access.testing import Clock, FakeAuth


@pytest.fixture
def verifier(to_auth: httpx.AsyncClient, clock: Clock) -> TokenVerifier:
    return TokenVerifier("http://auth", client=to_auth, clock=clock)


class TestAGoodToken:
    async def test_says_who_it_stands_for(self, verifier: TokenVerifier, fake_auth: FakeAuth) -> None:  # SYS-277
        fake_auth.tokens["good"] = ["confd.#"]
        token = await verifier.verify("good", "confd.users.read")
        assert (token.auth_id, token.acls) == ("alice", ("confd.#",))

    async def test_is_asked_for_once_a_minute(self, verifier: TokenVerifier, fake_auth: FakeAuth, clock: Clock) -> None:
        fake_auth.tokens["good"] = ["#"]
        for _ in range(3):
            await verifier.verify("good")
        assert fake_auth.questions == 1
        clock.now += 61
        await verifier.verify("good")
        assert fake_auth.questions == 2

    async def test_shown_by_many_at_once_is_asked_for_once(self, verifier: TokenVerifier, fake_auth: FakeAuth) -> None:
        fake_auth.tokens["good"] = ["#"]
        await asyncio.gather(*(verifier.verify("good") for _ in range(20)))
        assert fake_auth.questions == 1

    async def test_does_not_open_every_door(self, verifier: TokenVerifier, fake_auth: FakeAuth) -> None:
        fake_auth.tokens["good"] = ["confd.users.read"]
        with pytest.raises(AclMissing) as refused:
            await verifier.verify("good", "confd.users.create")
        assert refused.value.status == 403


class TestABadToken:
    @pytest.mark.parametrize("token", ["unknown", "", "../../backends", "a b", "é", "x" * 5000])
    async def test_is_unauthorized(self, verifier: TokenVerifier, token: str) -> None:  # SYS-277
        with pytest.raises(Unauthorized) as refused:
            await verifier.verify(token)
        assert refused.value.status == 401

    async def test_that_expired_while_cached(self, verifier: TokenVerifier, fake_auth: FakeAuth) -> None:
        fake_auth.tokens["short"] = ["#"]
        fake_auth.lives = timedelta(milliseconds=80)
        await verifier.verify("short")
        await asyncio.sleep(0.1)
        with pytest.raises(Unauthorized):
            await verifier.verify("short")

    async def test_that_was_revoked(self, verifier: TokenVerifier, fake_auth: FakeAuth) -> None:  # SYS-270
        fake_auth.tokens["good"] = ["#"]
        await verifier.verify("good")
        del fake_auth.tokens["good"]
        verifier.revoked(hash_token("good"))
        with pytest.raises(Unauthorized):
            await verifier.verify("good")

    async def test_that_was_revoked_while_auth_was_asked_is_not_kept(
        self, verifier: TokenVerifier, fake_auth: FakeAuth
    ) -> None:
        fake_auth.tokens["good"] = ["#"]
        fake_auth.held = asyncio.Event()
        asking = asyncio.create_task(verifier.verify("good"))
        await fake_auth.asked.wait()
        del fake_auth.tokens["good"]
        verifier.revoked(hash_token("good"))
        fake_auth.held.set()
        await asking
        with pytest.raises(Unauthorized):
            await verifier.verify("good")

    async def test_that_may_have_been_revoked_while_the_bus_was_away(
        self, verifier: TokenVerifier, fake_auth: FakeAuth
    ) -> None:
        fake_auth.tokens["good"] = ["#"]
        await verifier.verify("good")
        del fake_auth.tokens["good"]
        verifier.forget_all()
        with pytest.raises(Unauthorized):
            await verifier.verify("good")


class TestAuthIsAway:
    async def test_known_tokens_stay_good_for_a_minute(
        self, verifier: TokenVerifier, fake_auth: FakeAuth, clock: Clock
    ) -> None:
        fake_auth.tokens["good"] = ["#"]
        await verifier.verify("good")
        fake_auth.away = True
        clock.now += 59
        await verifier.verify("good")
        clock.now += 2
        with pytest.raises(AuthUnavailable):
            await verifier.verify("good")

    async def test_others_are_asked_to_come_back(self, verifier: TokenVerifier, fake_auth: FakeAuth) -> None:  # SYS-277
        fake_auth.away = True
        with pytest.raises(AuthUnavailable) as refused:
            await verifier.verify("good")
        assert refused.value.status == 503
        assert refused.value.headers["Retry-After"] == "2"

    async def test_somebody_else_at_its_address_gives_no_rights(
        self, verifier: TokenVerifier, fake_auth: FakeAuth
    ) -> None:
        fake_auth.strange = True
        with pytest.raises(AuthUnavailable):
            await verifier.verify("good")
