# SPDX-License-Identifier: GPL-3.0-or-later
"""How passwords are kept, and what older systems left."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os

import pytest
from argon2 import PasswordHasher
from xivo_access.former_passwords import is_former, matches_former
from xivo_access.passwords import NICENESS, Passwords


def salted(algorithm: str, scheme: str) -> str:
    raw = hashlib.new(algorithm, b"secretsalt").digest() + b"salt"
    return f"{{{scheme}}}{base64.b64encode(raw).decode()}"


def pbkdf2(algorithm: str, name: str) -> str:
    checksum = base64.b64encode(hashlib.pbkdf2_hmac(algorithm, b"secret", b"salt", 1000)).decode()
    return f"{name}$1000$c2FsdA${checksum.rstrip('=').replace('+', '.')}"


FORMER = [
    "{CLEARTEXT}secret",
    "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
    salted("sha1", "SSHA"),
    salted("sha256", "SSHA256"),
    salted("sha512", "ssha512"),
    pbkdf2("sha1", "$pbkdf2"),
    pbkdf2("sha512", "$pbkdf2-sha512"),
]


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(hasher=PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.mark.parametrize("stored", FORMER)
async def test_a_former_one_is_accepted_once_and_comes_back_in_todays_form(passwords: Passwords, stored: str) -> None:
    assert not (await passwords.verify(stored, "guess")).right
    verdict = await passwords.verify(stored, "secret")
    assert verdict.right
    assert verdict.renewed
    assert verdict.renewed.startswith("$argon2id$")
    again = await passwords.verify(verdict.renewed, "secret")
    assert (again.right, again.renewed) == (True, None)


async def test_weaker_parameters_are_renewed_too(passwords: Passwords) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("secret")
    verdict = await passwords.verify(weak, "secret")
    assert verdict.renewed
    assert not (await passwords.verify(weak, "guess")).renewed


@pytest.mark.parametrize(
    "damaged",
    ["{SSHA}", "{SSHA}!!!", "{SHA}c2FsdA==", "{SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "$pbkdf2-sha512$0$c2FsdA$c2FsdA",
     "$pbkdf2-sha512$9999999$c2FsdA$c2FsdA", "{CRYPT}x", "secret", "", "$argon2id$", "$2b$12$x"],
)  # fmt: skip
async def test_what_is_damaged_or_unknown_lets_nobody_in(passwords: Passwords, damaged: str) -> None:
    assert not await passwords.matches(damaged, "secret")
    assert not await passwords.matches(damaged, damaged)


def test_the_word_alone_is_no_former_form() -> None:
    assert not is_former("secret")
    assert not matches_former("{SHA}é", "secret")


async def test_of_nobody_takes_a_hash_too(passwords: Passwords) -> None:
    assert not await passwords.matches(None, "secret")


async def test_its_threads_give_way_to_the_loop(passwords: Passwords) -> None:
    await passwords.hash("secret")
    (thread,) = passwords._executor._threads
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, thread.native_id or 0) == max(NICENESS, mine)


async def test_logins_do_not_hold_up_the_loop() -> None:
    passwords = Passwords()
    hashing = asyncio.gather(*(passwords.hash("secret") for _ in range(8)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100
