# SPDX-License-Identifier: GPL-3.0-or-later
"""`mock`: one fixed account, for tests of clients. Disabled unless the configuration enables it."""

from __future__ import annotations

import uuid

from ..tokens.service import Identity
from .base import BaseAuthenticationBackend

LOGIN, PASSWORD = "foo", "bar"
AUTH_ID = str(uuid.uuid5(uuid.NAMESPACE_DNS, "mock.backend.xivo-auth"))


class Mock(BaseAuthenticationBackend):
    async def authenticate(self, login: str, password: str) -> Identity | None:
        return Identity(AUTH_ID, None, ()) if (login, password) == (LOGIN, PASSWORD) else None
