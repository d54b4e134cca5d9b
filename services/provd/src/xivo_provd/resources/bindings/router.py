# SPDX-License-Identifier: GPL-3.0-or-later
"""Which address gets a phone's secrets: to see, to move, to end."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response
from xivo_access import requires

from ...errors import BindingNotFound
from ...unit import Units
from ...wire import ProvdResponse, answer, documented
from ..devices.service import DeviceService, checked_address
from .schemas import BindingAnswer, BindingBody

_ACL = "provd.dev_mgr"


def make_router(units: Units, devices: DeviceService) -> APIRouter:
    router = APIRouter(
        prefix="/provd/dev_mgr", tags=["bindings"], default_response_class=ProvdResponse, strict_content_type=False
    )

    @router.get(
        "/devices/{device_id}/binding",
        response_model=BindingAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.devices.{{device_id}}.binding.read"),
    )
    async def get_binding(request: Request, device_id: str) -> Response:
        """The address that gets this phone's secrets."""
        async with units.reading() as unit:
            await devices.get(unit, device_id)
            found = await unit.bindings.find(device_id)
            if found is None:
                raise BindingNotFound(device_id=device_id)
            binding = {"address": found.address, "bound_at": found.bound_at.isoformat()}
        return answer(request, {"binding": binding})

    @router.put(
        "/devices/{device_id}/binding",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.devices.{{device_id}}.binding.update"),
    )
    async def rebind(device_id: str, body: BindingBody) -> Response:
        """The phone has moved to another address."""
        async with units.writing() as unit:
            await devices.get(unit, device_id, lock=True)
            await unit.bindings.bind(device_id, checked_address(body.binding.address))
        return Response(status_code=204)

    @router.delete(
        "/devices/{device_id}/binding",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.devices.{{device_id}}.binding.delete"),
    )
    async def unbind(device_id: str) -> Response:
        """The next address that asks as this phone gets bound."""
        async with units.writing() as unit:
            await devices.get(unit, device_id, lock=True)
            if not await unit.bindings.release([device_id]):
                raise BindingNotFound(device_id=device_id)
        return Response(status_code=204)

    return router
