# SPDX-License-Identifier: GPL-3.0-or-later
"""Stored passwords; for daemons that keep accounts (extra ``passwords``)."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .former_passwords import is_former, matches_former

NICENESS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the password is right; `renewed` is what to store instead of a form that is no longer written."""

    right: bool
    renewed: str | None = None


WRONG = Verdict(right=False)


class Passwords:
    """argon2id in threads of its own, so that a login never holds up the checks of others."""

    def __init__(self, *, threads: int = 2, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="argon2", initializer=_give_way)

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Takes as long for an account that does not exist (None) as for a wrong password."""
        return (await self.verify(password_hash, password)).right

    async def verify(self, password_hash: str | None, password: str) -> Verdict:
        """As `matches`; what older systems stored (RFC 2307, PBKDF2) is understood, and to be replaced at once."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._verify, password_hash, password)

    def _verify(self, password_hash: str | None, password: str) -> Verdict:
        if password_hash is None:
            self._hasher.hash(password)
            return WRONG
        if is_former(password_hash):
            renewed = self._hasher.hash(password)  # also for a wrong one, which shall not be told by its time
            return Verdict(right=True, renewed=renewed) if matches_former(password_hash, password) else WRONG
        try:
            self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return WRONG
        old = self._hasher.check_needs_rehash(password_hash)
        return Verdict(right=True, renewed=self._hasher.hash(password) if old else None)


def _give_way() -> None:
    """On Linux a thread has a niceness of its own (setpriority(2)): the loop comes first, also on busy cores."""
    thread = threading.get_native_id()
    if os.getpriority(os.PRIO_PROCESS, thread) < NICENESS:
        os.setpriority(os.PRIO_PROCESS, thread, NICENESS)
