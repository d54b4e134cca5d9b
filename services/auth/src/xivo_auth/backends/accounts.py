# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators and services: accounts of auth's own database."""

from __future__ import annotations

from typing import ClassVar

from ..accounts.model import AccountKind
from ..tokens.service import Identity, service_identity
from .base import BaseAuthenticationBackend


class _AccountBackend(BaseAuthenticationBackend):
    kind: ClassVar[AccountKind]

    async def authenticate(self, login: str, password: str) -> Identity | None:
        account = await self.arguments.accounts.verify(self.kind, login, password)
        return service_identity(str(account.id), account.acls) if account else None


class XivoAdmin(_AccountBackend):
    """`xivo_admin`: those who administer the system."""

    kind = AccountKind.ADMIN


class XivoService(_AccountBackend):
    """`xivo_service`: the daemons of the fleet."""

    kind = AccountKind.SERVICE
