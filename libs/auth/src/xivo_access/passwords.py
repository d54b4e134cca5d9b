# SPDX-License-Identifier: GPL-3.0-or-later
"""Stored passwords; for daemons that keep accounts (extra ``passwords``)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError


class Passwords:
    """argon2id in threads of its own, so that a login never holds up the checks of others."""

    def __init__(self, *, threads: int = 2, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Takes as long for an account that does not exist (None) as for a wrong password."""

        def verify() -> bool:
            if password_hash is None:
                self._hasher.hash(password)
                return False
            try:
                return self._hasher.verify(password_hash, password)
            except (VerifyMismatchError, InvalidHashError):
                return False

        return await asyncio.get_running_loop().run_in_executor(self._executor, verify)
