# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from ...edge import answers
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from ...provisioning.provd import Provd
from .schemas import DeviceBody, DeviceList, DeviceView
from .service import DeviceService
from .view import SORTABLE, represent

router = Router("/devices", "devices")


def _provd(request: Request) -> Provd:
    provd: Provd = request.app.state.provd
    return provd


DeviceId = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
Provisioning = Annotated[Provd, Depends(_provd)]


@router.reads("", acl="confd.devices.read", answer=DeviceList)
async def list_devices(unit: Reading, provd: Provisioning, parameters: ListParameters) -> Response:
    found, total = await DeviceService.of(unit, provd).listed(parameters.checked(SORTABLE))
    return answers.listing([represent(device, template, unit.links) for device, template in found], total)


@router.reads("/{device_id}", acl="confd.devices.{device_id}.read", answer=DeviceView)
async def get_device(unit: Reading, provd: Provisioning, device_id: DeviceId) -> Response:
    device, template = await DeviceService.of(unit, provd).get(device_id)
    return answers.json(represent(device, template, unit.links))


@router.creates("", acl="confd.devices.create", answer=DeviceView)
async def create_device(unit: Writing, provd: Provisioning, body: DeviceBody) -> Response:
    service = DeviceService.of(unit, provd)
    device_id = await service.create(body.given())
    device, template = await service.get(device_id)
    return answers.created(represent(device, template, unit.links), f"/1.1/devices/{device_id}")


@router.edits("/{device_id}", acl="confd.devices.{device_id}.update")
async def edit_device(unit: Writing, provd: Provisioning, device_id: DeviceId, body: DeviceBody) -> Response:
    await DeviceService.of(unit, provd).edit(device_id, body.given())
    return answers.no_content()


@router.deletes("/{device_id}", acl="confd.devices.{device_id}.delete")
async def delete_device(unit: Writing, provd: Provisioning, device_id: DeviceId) -> Response:
    await DeviceService.of(unit, provd).delete(device_id)
    return answers.no_content()


@router.acts("/{device_id}/autoprov", acl="confd.devices.{device_id}.autoprov.update")
async def reset_device(unit: Writing, provd: Provisioning, device_id: DeviceId) -> Response:
    """Back to provisioning mode: lines and configuration are taken away."""
    await DeviceService.of(unit, provd).autoprov(device_id)
    return answers.no_content()


@router.acts("/{device_id}/synchronize", acl="confd.devices.{device_id}.synchronize.update")
async def synchronize_device(unit: Reading, provd: Provisioning, device_id: DeviceId) -> Response:
    """Tell the phone to fetch its configuration."""
    await DeviceService.of(unit, provd).synchronize(device_id)
    return answers.no_content()


@router.acts("/{device_id}/associate_line/{line_id}", acl="confd.devices.{device_id}.associate_line.{line_id}.update")
async def associate_line(unit: Writing, provd: Provisioning, device_id: DeviceId, line_id: ResourceId) -> Response:
    """Put a line on the device; a synchronize tells the phone."""
    await DeviceService.of(unit, provd).associate_line(device_id, line_id)
    return answers.no_content()


@router.acts("/{device_id}/remove_line/{line_id}", acl="confd.devices.{device_id}.remove_line.{line_id}.update")
async def remove_line(unit: Writing, provd: Provisioning, device_id: DeviceId, line_id: ResourceId) -> Response:
    """Take a line off the device; a synchronize tells the phone."""
    await DeviceService.of(unit, provd).remove_line(device_id, line_id)
    return answers.no_content()
