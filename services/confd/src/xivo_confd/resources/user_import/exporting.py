# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.encryption import Keyring

from ...edge.access import Caller
from ..users.password import is_hash


@dataclass(frozen=True, slots=True)
class Page:
    """Some users to export. ``keyring`` opens what is stored encrypted."""

    session: AsyncSession
    user_ids: Sequence[int]
    keyring: Keyring | None
    caller: Caller

    async def opened(self, sealed: Sequence[str | None]) -> list[str]:
        """Decrypted in a thread: a page of secrets would keep all other requests waiting. None becomes ""."""
        return await asyncio.to_thread(lambda: [self._open(one) for one in sealed])

    def _open(self, sealed: str | None) -> str:
        if not sealed or is_hash(sealed):
            return ""
        return self.keyring.decrypt(sealed) if self.keyring else sealed


def switch(value: bool | None) -> str:
    return "1" if value else "0"
