# SPDX-License-Identifier: GPL-3.0-or-later
"""Web-service users as the gatekeeper sees them: few, read often, kept for some seconds."""

from __future__ import annotations

import ipaddress
import time

from xivo_access import compile_acl
from xivo_store.database import Database

from ...edge.access import KnownProgram
from .dao import WebserviceUserDao
from .model import WebserviceUser

KEPT_SECONDS = 5.0


class WebserviceDirectory:
    """A changed or deleted account is noticed within ``KEPT_SECONDS`` by every replica."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: list[KnownProgram] = []
        self._fresh_until = 0.0

    def forget(self) -> None:
        """Look again at the next request."""
        self._fresh_until = 0.0

    async def by_login(self, login: str) -> KnownProgram | None:
        return next((one for one in await self._all() if one.login == login), None)

    async def by_address(self, address: str) -> KnownProgram | None:
        """The account that this address needs no login for; one with a login is for digest."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return None
        return next((one for one in await self._all() if one.login is None and one.network and ip in one.network), None)

    async def _all(self) -> list[KnownProgram]:
        if time.monotonic() >= self._fresh_until:
            async with self._database.read() as session:
                self._known = [_known(user) for user in await WebserviceUserDao(session).all()]
            self._fresh_until = time.monotonic() + KEPT_SECONDS
        return self._known


def _known(user: WebserviceUser) -> KnownProgram:
    network = ipaddress.ip_network(str(user.host), strict=False) if user.host else None
    return KnownProgram(user.name, user.login, user.ha1, network, compile_acl(user.acl))
