# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from xivo_access.passwords import Passwords
from xivo_store import DatabaseUnavailable

from .dao import AccountDao
from .model import Account, AccountKind

logger = logging.getLogger(__name__)

RETRY_SECONDS = 0.5


class AccountService:
    """Administrators and services, and the first ones of a new system."""

    name = "accounts"

    def __init__(
        self,
        dao: AccountDao,
        passwords: Passwords,
        *,
        admin: tuple[str, str] | None,
        services: Mapping[str, tuple[str, list[str]]],
    ) -> None:
        """`admin` is (login, password) of the first administrator; `services` maps login → (password, ACLs)."""
        self._dao = dao
        self._passwords = passwords
        self._admin = admin
        self._services = services
        self._seeding: asyncio.Task[None] | None = None
        self.seeded = asyncio.Event()

    async def start(self) -> None:
        self._seeding = asyncio.create_task(self._seed(), name="seed accounts")

    async def stop(self) -> None:
        if self._seeding:
            self._seeding.cancel()
            await asyncio.gather(self._seeding, return_exceptions=True)

    async def verify(self, kind: AccountKind, username: str, password: str) -> Account | None:
        """The account, if that is its password. Raises `DatabaseUnavailable`, also until accounts are seeded."""
        if not self.seeded.is_set():
            raise DatabaseUnavailable
        account = await self._dao.find(kind, username)
        verdict = await self._passwords.verify(account.password_hash if account else None, password)
        if account is None or not verdict.right:
            return None
        if verdict.renewed:
            await self._dao.renew_password(account, verdict.renewed)
        return account

    async def exists(self, kind: AccountKind, username: str) -> bool:
        """Whether there is such an account. Raises `DatabaseUnavailable`."""
        return await self._dao.find(kind, username) is not None

    async def _seed(self) -> None:
        while True:
            try:
                await self._write_first_accounts()
            except DatabaseUnavailable:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self.seeded.set()
                return

    async def _write_first_accounts(self) -> None:
        """The administrator keeps a changed password; a service has the one of the secrets file."""
        if self._admin and not await self._dao.find(AccountKind.ADMIN, self._admin[0]):
            login, password = self._admin
            await self._dao.add_missing(AccountKind.ADMIN, login, await self._passwords.hash(password), ["#"])
            logger.info("administrator account created", extra={"login": login})
        for login, (password, acls) in self._services.items():
            found = await self._dao.find(AccountKind.SERVICE, login)
            if found and found.acls == acls and await self._passwords.matches(found.password_hash, password):
                continue
            await self._dao.replace(AccountKind.SERVICE, login, await self._passwords.hash(password), acls)
