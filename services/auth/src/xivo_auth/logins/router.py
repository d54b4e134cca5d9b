# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from xivo_access import requires

from ..paging import Limit, Skip
from .dao import LoginDao
from .model import LoginResult
from .schemas import LoginList, LoginView

Text = Annotated[str | None, Query(max_length=256)]


def make_router(dao: LoginDao) -> APIRouter:
    router = APIRouter(prefix="/0.1/logins", tags=["logins"])

    @router.get("", **requires("auth.logins.read"))
    async def list_logins(
        login: Text = None,
        auth_id: Text = None,
        backend: Text = None,
        address: Text = None,
        result: LoginResult | None = None,
        limit: Limit = 100,
        skip: Skip = 0,
    ) -> LoginList:
        """Who logged in or wanted to, the latest first."""
        asked = {"login": login, "auth_id": auth_id, "backend": backend, "address": address, "result": result}
        rows, total = await dao.page({name: value for name, value in asked.items() if value is not None}, limit, skip)
        return LoginList(total=total, items=[LoginView.of(row) for row in rows])

    return router
