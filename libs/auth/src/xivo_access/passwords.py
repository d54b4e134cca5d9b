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
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Takes as long for an account that does not exist (None) as for a wrong password."""

        def verify() -> bool:
            try:
                return self._hasher.verify(password_hash or self._nobody, password)
            except (VerifyMismatchError, InvalidHashError):
                return False

        same = await asyncio.get_running_loop().run_in_executor(self._executor, verify)
        return same and password_hash is not None
