# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response
from xivo_access import requires

from ...unit import Units
from ...wire import Identity, ProvdResponse, answer, created, documented
from ..documents import Find
from .schemas import DeviceAnswer, DeviceBody, DevicesAnswer
from .service import DeviceService

BASE = "/provd/dev_mgr"
_ACL = "provd.dev_mgr"


def make_router(units: Units, devices: DeviceService) -> APIRouter:
    router = APIRouter(prefix=BASE, tags=["devices"], default_response_class=ProvdResponse, strict_content_type=False)

    @router.get("/devices", response_model=DevicesAnswer, responses=documented(), **requires(f"{_ACL}.devices.read"))
    async def list_devices(request: Request, find: Find) -> Response:
        """All devices, or those that the selector finds."""
        async with units.reading() as unit:
            found = await unit.devices.find(find)
        return answer(request, {"devices": [find.project(device) for device in found]})

    @router.post(
        "/devices",
        status_code=201,
        response_model=Identity,
        responses=documented(409),
        **requires(f"{_ACL}.devices.create"),
    )
    async def create_device(request: Request, body: DeviceBody) -> Response:
        async with units.writing() as unit:
            device = await devices.create(unit, body.document)
        return created(request, f"{BASE}/devices", device["id"])

    @router.get(
        "/devices/{device_id}",
        response_model=DeviceAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.devices.{{device_id}}.read"),
    )
    async def get_device(request: Request, device_id: str) -> Response:
        async with units.reading() as unit:
            device = await devices.get(unit, device_id)
        return answer(request, {"device": dict(sorted(device.items()))})

    @router.put(
        "/devices/{device_id}",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.devices.{{device_id}}.update"),
    )
    async def update_device(device_id: str, body: DeviceBody) -> Response:
        """Replaces the whole document. ``configured`` becomes what it is."""
        async with units.writing() as unit:
            await devices.replace(unit, device_id, body.document)
        return Response(status_code=204)

    @router.delete(
        "/devices/{device_id}",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.devices.{{device_id}}.delete"),
    )
    async def delete_device(device_id: str) -> Response:
        """The phone's next request makes it a device again."""
        async with units.writing() as unit:
            await devices.remove(unit, device_id)
        return Response(status_code=204)

    return router
