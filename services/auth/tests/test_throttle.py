# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever guesses passwords has to wait; nobody else has."""

from __future__ import annotations

import asyncio

import pytest
from xivo_auth.throttle import Throttle
from xivo_auth.tokens.errors import TooManyAttempts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def fail(throttle: Throttle, account: str = "alice", address: str = "198.51.100.7") -> None:
    async with throttle.attempt(account, address) as attempt:
        attempt.failed()


async def is_let_try(throttle: Throttle, account: str, address: str) -> bool:
    try:
        async with throttle.attempt(account, address):
            return True
    except TooManyAttempts:
        return False


async def test_five_failures_cost_a_minute_for_that_account_at_that_address_only() -> None:
    clock = Clock()
    throttle = Throttle(clock=clock)
    for _ in range(5):
        await fail(throttle)
        clock.now += 1
    with pytest.raises(TooManyAttempts) as refused:
        await fail(throttle)
    assert int(refused.value.headers["Retry-After"]) > 50
    assert await is_let_try(throttle, "alice", "198.51.100.8")
    assert await is_let_try(throttle, "bob", "198.51.100.7")
    clock.now += 60
    assert await is_let_try(throttle, "alice", "198.51.100.7")


async def test_success_forgives() -> None:
    throttle = Throttle(clock=Clock())
    for _ in range(4):
        await fail(throttle)
    async with throttle.attempt("alice", "198.51.100.7") as attempt:
        attempt.succeeded()
    for _ in range(5):
        await fail(throttle)
    assert not await is_let_try(throttle, "alice", "198.51.100.7")


async def test_a_thousand_guesses_at_once_are_five_guesses() -> None:
    throttle = Throttle(clock=Clock())
    tried = 0

    async def guess() -> None:
        nonlocal tried
        async with throttle.attempt("alice", "198.51.100.7") as attempt:
            tried += 1
            await asyncio.sleep(0)
            attempt.failed()

    answers = await asyncio.gather(*(guess() for _ in range(1000)), return_exceptions=True)
    assert tried == 5
    assert sum(isinstance(answer, TooManyAttempts) for answer in answers) == 995


async def test_who_knows_the_password_gets_in_as_often_as_he_wants_at_once() -> None:
    throttle = Throttle(clock=Clock())
    most = at_once = 0

    async def log_in() -> None:
        nonlocal most, at_once
        async with throttle.attempt("alice", "198.51.100.7") as attempt:
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1
            attempt.succeeded()

    await asyncio.gather(*(log_in() for _ in range(50)))
    assert most == 5


async def test_a_source_that_is_away_is_no_guess() -> None:
    throttle = Throttle(clock=Clock())
    for _ in range(20):
        assert await is_let_try(throttle, "alice", "198.51.100.7")


@pytest.mark.parametrize(
    ("account", "address", "same"),
    [
        ("ALICE", "2001:db8::1", True),
        ("alice", "2001:db8::ffff:1", True),
        ("alice", "2001:db8:0:1::1", False),
        ("alice2", "2001:db8::1", False),
    ],
)
async def test_other_letters_and_other_addresses_of_one_network_are_no_way_around(
    account: str, address: str, same: bool
) -> None:
    throttle = Throttle(failures=1, clock=Clock())
    await fail(throttle, "alice", "2001:db8::1")
    assert await is_let_try(throttle, account, address) is not same


async def test_memory_is_bounded() -> None:
    throttle = Throttle(most_pairs=3, failures=1, clock=Clock())
    for number in range(10):
        await fail(throttle, f"account{number}")
    blocked = [not await is_let_try(throttle, f"account{number}", "198.51.100.7") for number in range(10)]
    assert blocked == [False] * 7 + [True] * 3
