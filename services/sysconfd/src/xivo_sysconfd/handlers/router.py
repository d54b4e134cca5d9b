# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Any

from fastapi import APIRouter
from xivo_access import PUBLIC, requires

from xivo_sysconfd.handlers.schemas import (
    ErrorBody,
    RequestHandlersAnswer,
    RequestHandlersBody,
    ServicesBody,
    StatusCheck,
)
from xivo_sysconfd.handlers.service import AsteriskProcess, RequestHandlersService

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "an unknown command or service"},
    401: {"model": ErrorBody, "description": "no valid token"},
    403: {"model": ErrorBody, "description": "the token does not allow it"},
    503: {"model": ErrorBody, "description": "Asterisk, confgend or the token service is away"},
}


def make_router(handlers: RequestHandlersService, asterisk: AsteriskProcess) -> APIRouter:
    router = APIRouter()

    @router.post(
        "/exec_request_handlers",
        summary="Reload parts of Asterisk and tell other daemons",
        tags=["handlers"],
        responses=_ERRORS,
        **requires("sysconfd.exec_request_handlers.create"),
    )
    async def exec_request_handlers(body: RequestHandlersBody) -> RequestHandlersAnswer:
        """Stale files are written first. With `request_handlers.synchronous` the reload is finished by the answer."""
        return await handlers.execute(body)

    @router.post(
        "/services",
        summary="Start, stop, restart or reload a service",
        tags=["services"],
        responses=_ERRORS,
        **requires("sysconfd.services.create"),
    )
    async def services(body: ServicesBody) -> dict[str, str]:
        """The orders, as they were carried out, such as `{"asterisk": "restart"}`."""
        for service, order in body.items():
            await asterisk.order(service, order)
        return dict(body)

    @router.get("/status_check", summary="Is it up?", tags=["status"], openapi_extra=PUBLIC)
    async def status_check() -> StatusCheck:
        return StatusCheck()

    return router
