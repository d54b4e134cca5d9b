# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators and services: accounts of auth's own database, and the administrators that confd keeps."""

from __future__ import annotations

from ..accounts.model import AccountKind
from ..confd import UsersUnavailable
from ..tokens.service import Identity, service_identity
from .base import BaseAuthenticationBackend


class XivoAdmin(BaseAuthenticationBackend):
    """`xivo_admin`: those who administer the system. The one made at the first start is auth's own: he gets in
    whatever else is away.
    """

    async def authenticate(self, login: str, password: str) -> Identity | None:
        accounts = self.arguments.accounts
        account = await accounts.verify(AccountKind.ADMIN, login, password)
        if account is not None:
            return service_identity(str(account.id), account.acls)
        try:
            administrator = await self.arguments.administrators.recognise(login, password)
        except UsersUnavailable:
            # Guessing this password has to count while confd is away too.
            if await accounts.exists(AccountKind.ADMIN, login):
                return None
            raise
        return service_identity(administrator.uuid, administrator.acl) if administrator else None


class XivoService(BaseAuthenticationBackend):
    """`xivo_service`: the daemons of the fleet."""

    async def authenticate(self, login: str, password: str) -> Identity | None:
        account = await self.arguments.accounts.verify(AccountKind.SERVICE, login, password)
        return service_identity(str(account.id), account.acls) if account else None
