# SPDX-License-Identifier: GPL-3.0-or-later
"""`xivo_user`: users, by the login and password of their CTI client."""

from __future__ import annotations

from ..tokens.service import Identity
from .base import BaseAuthenticationBackend


class XivoUser(BaseAuthenticationBackend):
    async def authenticate(self, login: str, password: str) -> Identity | None:
        user = await self.arguments.users.recognise(login, password)
        if user is None:
            return None
        acls = tuple(self.arguments.settings.user_acls)
        return Identity(auth_id=user.uuid, xivo_user_uuid=user.uuid, acls=acls)
