# SPDX-License-Identifier: GPL-3.0-or-later
"""Banned addresses: who they are, and a pardon."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response
from xivo_access import requires

from ...errors import BanNotFound
from ...guard import Guard
from ...wire import ProvdResponse, answer, documented

BASE = "/provd/guard/bans"


class BansAnswer(BaseModel):
    bans: dict[str, int]


def make_router(guard: Guard) -> APIRouter:
    router = APIRouter(prefix=BASE, tags=["guard"], default_response_class=ProvdResponse)

    @router.get("", response_model=BansAnswer, responses=documented(), **requires("provd.guard.bans.read"))
    async def list_bans(request: Request) -> Response:
        """Address → seconds left."""
        return answer(request, {"bans": guard.banned()})

    @router.delete(
        "/{address}", status_code=204, responses=documented(404), **requires("provd.guard.bans.{address}.delete")
    )
    async def pardon(address: str) -> Response:
        if not guard.pardon(address):
            raise BanNotFound(address=address)
        return Response(status_code=204)

    return router
