# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...conflicts import conflicts
from ...paging import AnyRow, page
from .errors import WebserviceUserTaken
from .model import WebserviceUser

SORTABLE = {"id": WebserviceUser.id, "name": WebserviceUser.name}
VIEW_COLUMNS = (
    WebserviceUser.id,
    WebserviceUser.name,
    WebserviceUser.login,
    WebserviceUser.host,
    WebserviceUser.acl,
    WebserviceUser.description,
)


class WebserviceUserDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, user_id: int) -> WebserviceUser | None:
        return await self._session.get(WebserviceUser, user_id)

    async def lock(self, user_id: int) -> WebserviceUser | None:
        return await self._session.get(WebserviceUser, user_id, with_for_update=True)

    async def all(self) -> Sequence[WebserviceUser]:
        return (await self._session.scalars(select(WebserviceUser).order_by(WebserviceUser.id))).all()

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            select(*VIEW_COLUMNS),
            params,
            searchable=(WebserviceUser.name, WebserviceUser.login, WebserviceUser.description),
            sortable=SORTABLE,
            default_order=(WebserviceUser.name,),
            tie_breaker=WebserviceUser.id,
        )

    async def add(self, user: WebserviceUser) -> None:
        """Raises WebserviceUserTaken."""
        self._session.add(user)
        await self.save(user)

    async def save(self, user: WebserviceUser) -> None:
        """Raises WebserviceUserTaken."""
        name, login = user.name, user.login
        taken = {
            "uq_webservice_users_name": lambda: WebserviceUserTaken(field="name", value=name),
            "uq_webservice_users_login": lambda: WebserviceUserTaken(field="login", value=login),
        }
        with conflicts(taken):
            await self._session.flush()

    async def delete(self, user: WebserviceUser) -> None:
        await self._session.delete(user)
        await self._session.flush()
