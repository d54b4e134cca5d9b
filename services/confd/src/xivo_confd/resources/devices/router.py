# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from ...edge import answers
from ...edge.links import Links
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import reading, writing
from .schemas import DeviceBody, DeviceList, DeviceView
from .service import DeviceService
from .view import SORTABLE, represent
from .visibility import DeviceVisibility

router = Router("/devices", "devices")


def _service(request: Request) -> DeviceService:
    # No unit of work is open while provd is asked: it would hold a database connection meanwhile.
    state = request.app.state
    return DeviceService(
        state.provd,
        state.keeper,
        DeviceVisibility(request.state.caller, lambda: reading(request)),
        lambda: writing(request),
    )


DeviceId = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
Devices = Annotated[DeviceService, Depends(_service)]
RequestLinks = Annotated[Links, Depends(Links.of)]


@router.reads("", acl="confd.devices.read", answer=DeviceList)
async def list_devices(devices: Devices, links: RequestLinks, parameters: ListParameters) -> Response:
    found, total = await devices.listed(parameters.checked(SORTABLE))
    return answers.listing([represent(device, links) for device in found], total)


@router.reads("/{device_id}", acl="confd.devices.{device_id}.read", answer=DeviceView)
async def get_device(devices: Devices, links: RequestLinks, device_id: DeviceId) -> Response:
    return answers.json(represent(await devices.get(device_id), links))


@router.creates("", acl="confd.devices.create", answer=DeviceView)
async def create_device(devices: Devices, links: RequestLinks, body: DeviceBody) -> Response:
    device = await devices.create(body.given())
    return answers.created(represent(device, links), f"/1.1/devices/{device.id}")


@router.edits("/{device_id}", acl="confd.devices.{device_id}.update")
async def edit_device(devices: Devices, device_id: DeviceId, body: DeviceBody) -> Response:
    await devices.edit(device_id, body.given())
    return answers.no_content()


@router.deletes("/{device_id}", acl="confd.devices.{device_id}.delete")
async def delete_device(devices: Devices, device_id: DeviceId) -> Response:
    await devices.delete(device_id)
    return answers.no_content()


async def reset_device(devices: Devices, device_id: DeviceId) -> Response:
    """Back to provisioning mode: lines and configuration are taken away, and the phone restarts if it can be told."""
    await devices.autoprov(device_id)
    return answers.no_content()


async def synchronize_device(devices: Devices, device_id: DeviceId) -> Response:
    """Tell the phone to fetch its configuration."""
    await devices.synchronize(device_id)
    return answers.no_content()


async def associate_line(devices: Devices, device_id: DeviceId, line_id: ResourceId) -> Response:
    """Put a line on the device; a synchronize tells the phone. The line leaves the device it was on."""
    await devices.associate_line(device_id, line_id)
    return answers.no_content()


async def remove_line(devices: Devices, device_id: DeviceId, line_id: ResourceId) -> Response:
    """Take a line off the device; a synchronize tells the phone."""
    await devices.remove_line(device_id, line_id)
    return answers.no_content()


# Released clients use GET for these; POST is what a proxy does not repeat or fetch ahead.
for _path, _action in (
    ("/{device_id}/autoprov", reset_device),
    ("/{device_id}/synchronize", synchronize_device),
    ("/{device_id}/associate_line/{line_id}", associate_line),
    ("/{device_id}/remove_line/{line_id}", remove_line),
):
    _acl = f"confd.devices.{_path.strip('/').replace('/', '.')}.update"
    router.acts(_path, acl=_acl)(_action)
    router.does(_path, acl=_acl)(_action)
