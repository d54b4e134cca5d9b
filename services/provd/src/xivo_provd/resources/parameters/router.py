# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import logging
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response
from xivo_access import caller_of, requires

from ...unit import Units
from ...wire import Link, ProvdResponse, answer, documented, links
from .service import DESCRIPTIONS, KEY, ParameterService

audit = logging.getLogger("audit")

BASE = "/provd/configure"
_ACL = "provd.configure"


class Value(BaseModel):
    value: str | int | None


class ParameterBody(BaseModel):
    param: Value


class Parameter(BaseModel):
    id: str
    description: str
    value: str | int | None
    links: list[Link]


class ParametersAnswer(BaseModel):
    params: list[Parameter]


def make_router(units: Units, parameters: ParameterService) -> APIRouter:
    router = APIRouter(
        prefix=BASE, tags=["configuration service"], default_response_class=ProvdResponse, strict_content_type=False
    )

    @router.get("", response_model=ParametersAnswer, responses=documented(), **requires(f"{_ACL}.read"))
    async def list_parameters(request: Request) -> Response:
        async with units.writing() as unit:
            values = await parameters.with_key(unit)
        _audit(request)
        params: list[dict[str, Any]] = [
            {
                "id": parameter_id,
                "description": description,
                "value": getattr(values, parameter_id),
                **links(("srv.configure.param", f"{BASE}/{parameter_id}")),
            }
            for parameter_id, description in DESCRIPTIONS.items()
        ]
        return answer(request, {"params": params})

    @router.get(
        "/{parameter_id}",
        response_model=ParameterBody,
        responses=documented(404),
        **requires(f"{_ACL}.{{parameter_id}}.read"),
    )
    async def get_parameter(request: Request, parameter_id: str) -> Response:
        async with units.writing() as unit:
            value = await parameters.value(unit, parameter_id)
        if parameter_id == KEY:
            _audit(request)
        return answer(request, {"param": {"value": value}})

    @router.put(
        "/{parameter_id}",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.{{parameter_id}}.update"),
    )
    async def set_parameter(parameter_id: str, body: ParameterBody) -> Response:
        """Null gives the default back. The key of before stays good for 30 days, for phones to learn the new one."""
        async with units.writing() as unit:
            await parameters.set(unit, parameter_id, body.param.value)
        return Response(status_code=204)

    return router


def _audit(request: Request) -> None:
    audit.info("provisioning key read", extra=caller_of(request))
