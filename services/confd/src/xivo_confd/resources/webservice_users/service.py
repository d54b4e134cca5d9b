# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, Self

from xivo_store.listing import ListParams

from ...edge.digest import ha1
from ...edge.unit import Unit
from ...paging import AnyRow
from .dao import WebserviceUserDao
from .errors import WebserviceUserNotFound, WebserviceUserRefused
from .model import WebserviceUser


class WebserviceUserService:
    def __init__(self, dao: WebserviceUserDao) -> None:
        self._dao = dao

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(WebserviceUserDao(unit.session))

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await self._dao.listed(params)

    async def get(self, user_id: int) -> WebserviceUser:
        """Raises WebserviceUserNotFound."""
        user = await self._dao.find(user_id)
        if user is None:
            raise WebserviceUserNotFound(user_id=user_id)
        return user

    async def create(self, fields: dict[str, Any]) -> WebserviceUser:
        user = WebserviceUser(login=None, ha1=None, host=None)
        self._apply(user, fields)
        await self._dao.add(user)
        return user

    async def edit(self, user_id: int, fields: dict[str, Any]) -> None:
        user = await self._locked(user_id)
        self._apply(user, fields)
        await self._dao.save(user)

    async def delete(self, user_id: int) -> None:
        await self._dao.delete(await self._locked(user_id))

    async def _locked(self, user_id: int) -> WebserviceUser:
        user = await self._dao.lock(user_id)
        if user is None:
            raise WebserviceUserNotFound(user_id=user_id)
        return user

    def _apply(self, user: WebserviceUser, fields: dict[str, Any]) -> None:
        """Either a login with its password, or an address that needs none, or a login for that address only."""
        password = fields.pop("password", None)
        login_changes = "login" in fields and fields["login"] != user.login
        for key, value in fields.items():
            setattr(user, key, value)
        if user.host is not None:
            user.host = _network(user.host)
        if user.login is None:
            user.ha1 = None
            if user.host is None:
                raise WebserviceUserRefused(field="login", explanation="a login or a host is needed")
        elif password is not None:
            user.ha1 = ha1(user.login, password)
        elif login_changes:
            raise WebserviceUserRefused(field="password", explanation="is needed with a new login")


def _network(host: str) -> str:
    try:
        return str(ipaddress.ip_network(host, strict=False))
    except ValueError:
        raise WebserviceUserRefused(field="host", explanation="is not an address or network") from None
