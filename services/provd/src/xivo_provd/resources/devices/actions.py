# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP of what a device manager does beside keeping devices."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.responses import Response
from xivo_access import requires

from ...errors import BadRequest, DeviceNotFound, InvalidDeviceId
from ...plugin.loader import PluginLoader
from ...stale import COMMON
from ...unit import Units
from ...wire import IdBody, ProvdResponse, begun, documented
from ..documents import FindParameters
from ..parameters.service import ParameterService
from .leases import LeaseService
from .schemas import DhcpInfoBody, MassSynchronizeBody
from .service import DeviceService
from .synchronization import Synchronizations, Target

_BATCH = 100
BASE = "/provd/dev_mgr"
_ACL = "provd.dev_mgr"


def make_router(
    units: Units,
    devices: DeviceService,
    leases: LeaseService,
    parameters: ParameterService,
    plugins: PluginLoader,
    synchronizations: Synchronizations,
) -> APIRouter:
    router = APIRouter(prefix=BASE, tags=["devices"], default_response_class=ProvdResponse, strict_content_type=False)

    @router.post(
        "/synchronize",
        status_code=201,
        response_class=Response,
        responses=documented(),
        **requires(f"{_ACL}.synchronize.create"),
    )
    async def synchronize(body: IdBody) -> Response:
        """Make the phone fetch its configuration; follow the operation at the Location."""
        async with units.reading() as unit:
            device = await unit.devices.get(body.id)
            if device is None:
                raise InvalidDeviceId
            raw_config = await devices.raw_config(unit, device)
        monitor_id = synchronizations.begin(plugins.get(device.get("plugin")), device, raw_config)
        return begun(f"{BASE}/synchronize", monitor_id)

    async def targets(ids: list[str]) -> AsyncIterator[Target]:
        """What is synchronised with what, as it is when its turn comes."""
        for start in range(0, len(ids), _BATCH):
            async with units.reading() as unit:
                found = await unit.devices.with_ids(ids[start : start + _BATCH])
                raw_configs = await devices.raw_configs(unit, found)
            for device in found:
                yield device, plugins.get(device.get("plugin")), raw_configs.get(device["id"])

    @router.post(
        "/mass_synchronize",
        status_code=201,
        response_class=Response,
        responses=documented(409),
        **requires(f"{_ACL}.mass_synchronize.create"),
    )
    async def mass_synchronize(body: MassSynchronizeBody) -> Response:
        """Make all these phones fetch their configuration, some a second; follow the operation at the Location."""
        find = FindParameters(q=json.dumps(body.q) if body.q is not None else None, fields="id")
        async with units.reading() as unit:
            ids = [device["id"] for device in await unit.devices.find(find)]
        monitor_id = synchronizations.begin_many(targets(ids), len(ids), body.per_second)
        return begun(f"{BASE}/mass_synchronize", monitor_id)

    @router.post("/reconfigure", status_code=204, responses=documented(409), **requires(f"{_ACL}.reconfigure.create"))
    async def reconfigure(body: IdBody) -> Response:
        """Write the device's files anew, also from changed templates; the phone is not contacted.

        Refused while a template does not render; the phone goes on getting the last good files.
        """
        async with units.reading() as unit:
            known = await unit.devices.get(body.id)
            raw_config = await devices.raw_config(unit, known) if known else None
        if known is not None:
            await devices.try_templates(known, raw_config)
        async with units.writing() as unit:
            try:
                device = await devices.get(unit, body.id, lock=True)
            except DeviceNotFound as error:
                raise InvalidDeviceId from error
            after = dict(device)
            await devices.refresh(unit, after)
            await devices.store(unit, device, after)
            unit.stale.update((body.id, COMMON))
        return Response(status_code=204)

    @router.post("/dhcpinfo", status_code=204, responses=documented(), **requires(f"{_ACL}.dhcpinfo.create"))
    async def push_dhcp_info(body: DhcpInfoBody) -> Response:
        """Each option is three decimal digits and its octets in hexadecimal, joined by dots."""
        info = body.dhcp_info
        async with units.writing() as unit:
            if info.op == "commit":
                nat = bool((await parameters.all(unit)).NAT)
                await leases.committed(unit, info.ip, info.mac, info.options, behind_nat=nat)
            elif info.op in ("expiry", "release"):
                await leases.ended(unit, info.ip, info.mac)
            else:
                raise BadRequest(reason="op must be commit, expiry or release")
        return Response(status_code=204)

    return router
