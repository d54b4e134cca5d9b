# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store import Database

from .model import Account, AccountKind


class AccountDao:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, kind: AccountKind, username: str) -> Account | None:
        async with self._database.read() as session:
            return await _find(session, kind, username)

    async def add_missing(self, kind: AccountKind, username: str, password_hash: str, acls: list[str]) -> None:
        """Insert the account unless one of that name is there."""
        statement = insert(Account).values(kind=kind.value, username=username, password_hash=password_hash, acls=acls)
        async with self._database.session() as session:
            await session.execute(statement.on_conflict_do_nothing(index_elements=["kind", "username"]))

    async def replace(self, kind: AccountKind, username: str, password_hash: str, acls: list[str]) -> None:
        """Insert the account, or give the one of that name this password and these ACLs."""
        values = {"password_hash": password_hash, "acls": acls}
        statement = insert(Account).values(kind=kind.value, username=username, **values)
        async with self._database.session() as session:
            await session.execute(statement.on_conflict_do_update(index_elements=["kind", "username"], set_=values))

    async def renew_password(self, account: Account, password_hash: str) -> None:
        """The same password in today's form, unless it was changed meanwhile."""
        statement = update(Account).where(Account.id == account.id, Account.password_hash == account.password_hash)
        async with self._database.session() as session:
            await session.execute(statement.values(password_hash=password_hash))


async def _find(session: AsyncSession, kind: AccountKind, username: str) -> Account | None:
    found = await session.scalars(select(Account).where(Account.kind == kind.value, Account.username == username))
    return found.one_or_none()
